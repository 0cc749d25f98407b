"""Clips handed on in other forms: without sound, sound alone, GIF, WebP, a poster, as code."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop.core.errors import Problem
from desktop.ui import clip_files
from desktop.ui.save_place import SavePlace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.core.request import GenerationRequest
    from desktop.core.tasks import TaskOwner
    from desktop.library.clips import Clip
    from desktop.ui.chosen import Chosen
    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow

    Write = Callable[[Path, Path, Callable[[], bool]], str | None]
    """From the clip to the target, until it is cancelled; what it returns is said at the end."""

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
        return None if self._chosen.is_library else self._window.stage.film.player.part

    def _start_part(self) -> None:
        part = self._part
        if part is not None:
            self._tasks.start(_TASK, self._export_part(*part))

    async def _export_part(self, first: int, last: int) -> None:
        from desktop.media.trimming import trim

        def write(video: Path, target: Path, _is_cancelled: object) -> str:
            begin, end = trim(video, target, first, last)
            said = self.tr("Frames {first} to {last}, as they are: nothing was encoded anew.")
            return said.format(first=begin + 1, last=end + 1)

        clip = self._chosen.current()
        if clip is not None:
            name = self.tr("{clip} part").format(clip=clip.video.stem)
            await self._write(clip, f"{name}.mp4", write)

    def _start(self, form: str, suffix: str) -> None:
        self._tasks.start(_TASK, self._export(form, suffix))

    async def _export(self, form: str, suffix: str) -> None:
        from desktop.media import exports

        clip = self._chosen.current()
        if clip is not None:
            await self._write(clip, f"{clip.video.stem}.{suffix}", getattr(exports, form))

    async def _write(self, clip: Clip, name: str, write: Write) -> None:
        """Ask where to, and let it be written there; what `write` says is told at the end."""
        from desktop.media.film_file import Cancelled

        target = await self._save_place.choose(self._window, name)
        if target is None:
            return
        if await clip_files.is_one_of(target, [clip.video]):
            title = self.tr("A clip cannot take its own place")
            self._window.notice.say(title, self.tr("Choose another name."), tone="warn")
            return
        self._window.notice.say(self.tr("Exporting {name}…").format(name=target.name))
        is_over = threading.Event()
        try:
            said = await asyncio.to_thread(write, clip.video, target, is_over.is_set)
        except Cancelled:
            return
        except Problem as problem:
            self._window.notice.show_problem(problem)
        else:
            title = self.tr("{name} is ready").format(name=target.name)
            self._window.notice.say(title, said or "")
        finally:
            is_over.set()  # of a wait that was cancelled: the thread ends, and leaves nothing

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
