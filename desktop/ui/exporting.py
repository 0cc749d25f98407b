"""Clips handed on in other forms: without sound, sound alone, GIF, WebP, a poster, as code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop.ui.film_writing import FilmWriting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
        self._writing = FilmWriting(window, preferences)
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
        self._add(self.tr("The part that loops…"), "export_part", self._start_part)
        self.menu.addSeparator()
        self._add(self.tr("Copy as cURL"), "copy_curl", partial(self._copy, "curl"))
        self._add(self.tr("Copy as Python"), "copy_python", partial(self._copy, "python"))
        chosen.changed.connect(self.refresh)
        window.stage.film.player.part_changed.connect(lambda _part: self.refresh())
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
            if action.objectName() == "export_part":
                action.setEnabled(clip is not None and self._part is not None)

    @property
    def _part(self) -> tuple[int, int] | None:
        """The frames that are looped on the stage, while it is in front."""
        return self._window.stage.film.player.part if self._chosen.is_stage else None

    def _start_part(self) -> None:
        part = self._part
        if part is not None:
            self._tasks.start(_TASK, self._export_part(*part))

    async def _export_part(self, first: int, last: int) -> None:
        from desktop.media.trimming import trim

        clip = self._chosen.current()
        if clip is None:
            return

        def write(target: Path, is_cancelled: Callable[[], bool]) -> str:
            begin, end = trim(clip.video, target, (first, last), is_cancelled)
            said = self.tr("Frames {first} to {last}, as they are: nothing was encoded anew.")
            return said.format(first=begin + 1, last=end + 1)

        name = self.tr("{clip} part").format(clip=clip.video.stem)
        await self._writing.run(f"{name}.mp4", [clip.video], write)

    def _start(self, form: str, suffix: str) -> None:
        self._tasks.start(_TASK, self._export(form, suffix))

    async def _export(self, form: str, suffix: str) -> None:
        from desktop.media import exports

        clip = self._chosen.current()
        if clip is not None:
            write = partial(getattr(exports, form), clip.video)
            await self._writing.run(f"{clip.video.stem}.{suffix}", [clip.video], write)

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
