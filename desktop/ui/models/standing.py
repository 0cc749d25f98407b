"""How a job stands: what the queue and the connection know of it beyond its snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.jobs.money.entry import Verdict
    from desktop.jobs.queue import JobQueue
    from desktop.jobs.works.connection import Connection
    from desktop.leonardo.api import Generation

Progress = tuple[int, int | None]
"""Bytes that are there, and bytes in all where they are known."""
SOON_MS = 50


@dataclass(frozen=True)
class Standing:
    """`place` counts those that wait from 1, which is next. `candidates` are what the last search

    for an unconfirmed job brought; None when there was none. `verdict` is what is known of the
    charge of one that failed.
    """

    progress: Progress | None = None
    place: int | None = None
    is_paused: bool = False
    is_offline: bool = False
    is_searching: bool = False
    candidates: tuple[Generation, ...] | None = None
    verdict: Verdict | None = None


class Standings(QObject):
    """Asks the queue; tells, at most twenty times a second, that places may have changed."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: JobQueue | None = None
        self._connection: Connection | None = None
        self._places: dict[str, int] = {}
        self._verdict: Callable[[str], Verdict | None] = lambda _id: None
        self._timer = QTimer(self, singleShot=True, interval=SOON_MS)
        self._timer.timeout.connect(self.refresh)

    def attach(self, queue: JobQueue, connection: Connection) -> None:
        """From now on there is somebody to ask."""
        self._queue, self._connection = queue, connection
        connection.subscribe(self.refresh)
        self.refresh()

    def set_verdict_source(self, verdict: Callable[[str], Verdict | None]) -> None:
        """Where to ask whether a clip that failed was charged, by its job's id."""
        self._verdict = verdict

    def refresh_soon(self) -> None:
        """A job has begun to wait, or waits no longer: look at all of them, once for many."""
        if not self._timer.isActive():
            self._timer.start()

    def refresh(self) -> None:
        """Look at who waits now, and tell."""
        if self._queue is not None:
            self._places = {job_id: n for n, job_id in enumerate(self._queue.waiting(), 1)}
            self.changed.emit()

    @property
    def waiting_count(self) -> int:
        return len(self._places)

    @property
    def is_paused(self) -> bool:
        return self._queue is not None and self._queue.is_paused

    @property
    def is_offline(self) -> bool:
        return self._connection is not None and not self._connection.is_online

    def of(self, job_id: str) -> Standing:
        """How this job stands now."""
        queue = self._queue
        if queue is None:
            return Standing()
        return Standing(
            progress=queue.progress(job_id),
            place=self._places.get(job_id),
            is_paused=self.is_paused,
            is_offline=self.is_offline,
            is_searching=queue.is_searching(job_id),
            candidates=queue.candidates(job_id),
            verdict=self._verdict(job_id),
        )
