"""What the words of the prompt tell, read in a thread once the typing rests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.core.tasks import has_loop
from desktop.core.vocabulary import Told, vocabulary

if TYPE_CHECKING:
    from desktop.core.tasks import TaskOwner

TASK = "prompt words"


class PromptWords(QObject):
    """Each text is read once; until a new one is, what the one before told stands."""

    changed = Signal()

    def __init__(self, tasks: TaskOwner, rest_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._wanted = self._read = ""
        self._told = Told()
        self._rest = QTimer(self, singleShot=True, interval=rest_ms)
        self._rest.timeout.connect(self._start)

    @property
    def told(self) -> Told:
        return self._told

    @property
    def is_reading(self) -> bool:
        """Whether more is about to be known."""
        return self._wanted != self._read

    def look(self, text: str) -> None:
        """Find out what this text tells, unless it is being found out."""
        if text == self._wanted:
            return
        self._wanted = text
        self._tasks.cancel(TASK)
        if self.is_reading:
            self._rest.start()
        else:
            self._rest.stop()

    def _start(self) -> None:
        if has_loop():
            reading = self._find_out(asyncio.get_running_loop(), self._wanted)
            self._tasks.start(TASK, reading, replace=True)

    async def _find_out(self, loop: asyncio.AbstractEventLoop, text: str) -> None:
        self._told = await loop.run_in_executor(None, _told_by, text)
        self._read = text
        self.changed.emit()


def _told_by(text: str) -> Told:
    """Runs in a thread."""
    return vocabulary().told_by(text)
