"""Brings pictures in one at a time: the newest wins, and what stands in the way is reported."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance

from desktop.core.errors import MediaProblem, StorageProblem
from desktop.ui.compose import start_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from PySide6.QtGui import QImage

    from desktop.core.origin import Origin
    from desktop.core.tasks import TaskOwner
    from desktop.ui.compose.start_frame import StartFrame

    Work = Callable[[], Coroutine[object, object, StartFrame]]

TASK = "start frame"


class FrameLoader(QObject):
    """`started` and `ended` enclose each loading; between them comes an arrival or a refusal."""

    started = Signal(str)
    arrived = Signal(object)
    restored = Signal(object)
    refused = Signal(object)
    ended = Signal()

    def __init__(self, frames: Path, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frames = frames
        self._tasks = tasks
        self._turn = 0
        self.is_loading = False
        self.restoring: tuple[Path, str, Origin | None] | None = None
        """What is being brought back, with its name and origin: it is part of the draft already."""

    def load(self, path: Path, name: str | None = None) -> None:
        """Bring in a file, under another name than its own where one is given."""
        work = partial(start_frame.bring_in, path, self._frames, name)
        self._start(name or path.name, work, self.arrived)

    def load_image(self, image: QImage | bytes, name: str) -> None:
        """Bring in a bitmap that never was a file, or the bytes of one that is not decoded."""
        work = partial(start_frame.bring_in_image, image, self._frames, name)
        self._start(name, work, self.arrived)

    def load_from(self, name: str, work: Work) -> None:
        """Bring in what `work` makes a start frame of: fetched, decoded, taken from a video."""
        self._start(name, work, self.arrived)

    def restore(self, path: Path, name: str, origin: Origin | None = None) -> None:
        """Bring in what was kept before, under the name it had, from where it was taken."""
        work = partial(start_frame.bring_back, path, self._frames, name, origin)
        self._start(name, work, self.restored)
        self.restoring = path, name, origin

    def restore_from(self, name: str, work: Work) -> None:
        """Bring in what `work` makes, as something that belongs to the draft already."""
        self._start(name, work, self.restored)

    def cancel(self) -> None:
        """Bring in nothing after all."""
        if self._tasks.cancel(TASK):
            self._finish()

    def _finish(self) -> None:
        self._turn += 1
        self.is_loading = False
        self.restoring = None
        self.ended.emit()

    def _start(self, name: str, work: Work, done: SignalInstance) -> None:
        self._turn += 1
        self.is_loading = True
        self.restoring = None
        self.started.emit(name)
        self._tasks.start(TASK, self._bring_in(self._turn, work, done), replace=True)

    async def _bring_in(self, turn: int, work: Work, done: SignalInstance) -> None:
        try:
            frame = await work()
        except (MediaProblem, StorageProblem) as problem:
            self.refused.emit(problem)
        else:
            done.emit(frame)
            await asyncio.sleep(0)  # it is painted before all that depends on it
        finally:
            if turn == self._turn:
                self._finish()
