"""Clips handed on in other forms: without sound, sound alone, GIF, WebP, a poster, as code."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop.core.errors import Problem
from desktop.ui.save_place import SavePlace

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.request import GenerationRequest
    from desktop.core.tasks import TaskOwner
    from desktop.ui.chosen import Chosen
    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow

_TASK = "export clip"


class Exporting(QObject):
    """Fills the menu "Export"; all of it is for one clip."""

    def __init__(
        self,
        window: MainWindow,
        chosen: Chosen,
        *,
        preferences: Preferences,
        tasks: TaskOwner,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._chosen = chosen
        self._save_place = SavePlace(preferences)
        self._tasks = tasks
        self.menu = QMenu(self.tr("Export"), window)
        self.menu.setObjectName("export_menu")
        self._actions: list[QAction] = []
        for words, name, form, suffix in (
            (self.tr("Without sound…"), "export_silent", "without_sound", "mp4"),
            (self.tr("Sound only…"), "export_sound", "sound_only", "m4a"),
            (self.tr("Animated GIF…"), "export_gif", "gif", "gif"),
            (self.tr("Animated WebP…"), "export_webp", "webp", "webp"),
            (self.tr("Poster…"), "export_poster", "poster", "png"),
        ):
            self._add(words, name, partial(self._start, form, suffix))
        self.menu.addSeparator()
        self._add(self.tr("Copy as cURL"), "copy_curl", partial(self._copy, "curl"))
        self._add(self.tr("Copy as Python"), "copy_python", partial(self._copy, "python"))
        chosen.changed.connect(self.refresh)
        self.refresh()

    def _add(self, words: str, name: str, work: Callable[[], None]) -> None:
        action = self.menu.addAction(words)
        action.setObjectName(name)
        action.triggered.connect(lambda _on=False: work())
        self._actions.append(action)

    def refresh(self) -> None:
        """Offer it while one clip is chosen; its sound where it has one."""
        clip = self._chosen.current()
        for action in self._actions:
            needs_sound = action.objectName() in {"export_silent", "export_sound"}
            action.setEnabled(clip is not None and (clip.has_audio or not needs_sound))

    def _start(self, form: str, suffix: str) -> None:
        self._tasks.start(_TASK, self._export(form, suffix))

    async def _export(self, form: str, suffix: str) -> None:
        from desktop.media import exports

        clip = self._chosen.current()
        if clip is None:
            return
        target = await self._save_place.choose(self._window, f"{clip.video.stem}.{suffix}")
        if target is None:
            return
        if target == clip.video:
            title = self.tr("A clip cannot take its own place")
            self._window.notice.say(title, self.tr("Choose another name."), tone="warn")
            return
        self._window.notice.say(self.tr("Exporting {name}…").format(name=target.name))
        try:
            await asyncio.to_thread(getattr(exports, form), clip.video, target)
        except Problem as problem:
            self._window.notice.show_problem(problem)
        else:
            self._window.notice.say(self.tr("{name} is ready").format(name=target.name))

    def _copy(self, language: str) -> None:
        """What was sent for it, to be run elsewhere; a key is never in it."""
        from desktop.jobs import as_code

        clip = self._chosen.current()
        if clip is not None:
            told: dict[str, Callable[[GenerationRequest], str]]
            told = {"curl": as_code.curl, "python": as_code.python}
            QGuiApplication.clipboard().setText(told[language](clip.request))
            why = self.tr("The key in it is a placeholder.")
            self._window.notice.say(self.tr("Copied as code"), why)
