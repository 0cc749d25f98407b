"""The frame on the stage as a picture outside the app: in the clipboard, or in a file."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImage

from desktop.core.errors import Problem
from desktop.ui import clip_files
from desktop.ui.compose import film_frame
from desktop.ui.save_place import SavePlace

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.tasks import TaskOwner
    from desktop.library.clips import Clip
    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow

_MS = 1000
_TASK = "frame of clip"


class FrameFiles(QObject):
    """Frames as they were decoded: all their pixels, never a picture of the window."""

    def __init__(
        self,
        window: MainWindow,
        current: Callable[[], Clip | None],
        *,
        preferences: Preferences,
        tasks: TaskOwner,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._current = current
        self._save_place = SavePlace(preferences)
        self._tasks = tasks
        actions = window.actions_
        actions.copy_frame.triggered.connect(lambda: self._start(is_copy=True))
        actions.save_frame.triggered.connect(lambda: self._start(is_copy=False))

    def _start(self, *, is_copy: bool) -> None:
        clip = self._current()
        if clip is None:
            return
        player = self._window.stage.film.player
        player.pause()  # what is seen now is what is wanted
        choose = film_frame.at(player.position_ms / _MS)
        work = self._copy(clip, choose) if is_copy else self._save(clip, choose)
        self._tasks.start(_TASK, work)

    async def _copy(self, clip: Clip, choose: film_frame.Choose) -> None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            file = Path(folder, "frame.png")
            try:
                index, _at_s = await asyncio.to_thread(film_frame.write, clip.video, choose, file)
            except Problem as problem:
                self._window.notice.show_problem(problem)
                return
            image = await asyncio.to_thread(QImage, str(file))
        QGuiApplication.clipboard().setImage(image)
        self._window.notice.say(self.tr("Frame {n} is in the clipboard").format(n=index + 1), "")

    async def _save(self, clip: Clip, choose: film_frame.Choose) -> None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            file = Path(folder, "frame.png")
            try:
                index, _at_s = await asyncio.to_thread(film_frame.write, clip.video, choose, file)
                target = await self._target(clip, index)
                if target is not None:
                    await clip_files.save_copy(file, target)
            except Problem as problem:
                self._window.notice.show_problem(problem)

    async def _target(self, clip: Clip, index: int) -> Path | None:
        name = self.tr("{clip} frame {n}").format(clip=clip.video.stem, n=index + 1)
        return await self._save_place.choose(self._window, f"{name}.png")
