"""Pictures on their way into the sheet: listed and looked at in threads, told one by one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.core.errors import Problem
from desktop.jobs.batch.listing import MAX_ROWS, Listing, listing
from desktop.jobs.batch.row import examine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.core.catalogue import VideoModel
    from desktop.core.tasks import TaskOwner


class Reading(QObject):
    """Reads what it is given, one after the other; `count` says how many rows there are already.

    `arrived` carries a Row, `refused` a Problem of a table; `changed` tells that `done`, `total`
    or `aside` are others.
    """

    arrived = Signal(object)
    refused = Signal(object)
    changed = Signal()

    def __init__(
        self, model: VideoModel, tasks: TaskOwner, count: Callable[[], int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._tasks = tasks
        self._count = count
        self._name = f"read batch {id(self)}"
        self._waiting: list[Sequence[Path]] = []
        self.is_busy = False
        self.done = self.total = 0
        self.aside = Listing()

    def add(self, paths: Sequence[Path]) -> None:
        """Read these as well."""
        if not paths:
            return
        self._waiting.append(paths)
        if not self.is_busy:
            self.is_busy = True
            self._tasks.start(self._name, self._work(), replace=True)  # one that ends just now
        self.changed.emit()

    def stop(self) -> None:
        """Read no further; what has arrived stays."""
        self._waiting.clear()
        self.is_busy = False
        self._tasks.cancel(self._name)

    async def _work(self) -> None:
        while self._waiting:
            paths = self._waiting.pop(0)
            try:
                found = await asyncio.to_thread(listing, paths, self._model)
            except Problem as problem:
                self.refused.emit(problem)
                continue
            await self._look(found.limited(MAX_ROWS - self._count()))
        self.is_busy = False
        self.changed.emit()

    async def _look(self, found: Listing) -> None:
        self.aside += Listing((), found.passed_over, found.left_out, found.unused)
        self.done, self.total = 0, len(found.wishes)
        self.changed.emit()
        for wish in found.wishes:
            row = await asyncio.to_thread(examine, wish)
            self.done += 1
            self.arrived.emit(row)
            self.changed.emit()
