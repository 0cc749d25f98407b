"""The board: every job as it was last journalled, and who is told when one changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.core.observers import Observers
from desktop.jobs.job import JobState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.jobs.job import Job

Observer = Callable[["Job"], None]


class Board:
    """Jobs by id, with the bytes of their downloads. Observers are called soon, from the loop:

    what goes wrong in one of them never touches a job.
    """

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._progress: dict[str, tuple[int, int | None]] = {}
        self._observers: Observers[[Job]] = Observers()
        self._removal_observers: Observers[[str]] = Observers()
        self._news = asyncio.Event()

    def __getitem__(self, job_id: str) -> Job:
        return self._jobs[job_id]

    def __iter__(self) -> Iterator[Job]:
        return iter(tuple(self._jobs.values()))

    def get(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)

    def progress(self, job_id: str) -> tuple[int, int | None] | None:
        """(bytes done, bytes in all if known) of a download under way."""
        return self._progress.get(job_id)

    def show(self, job: Job) -> None:
        """Put up the newest snapshot of a job, and tell of it."""
        self._jobs[job.id] = job
        if job.state is not JobState.DOWNLOADING:
            self._progress.pop(job.id, None)
        self.tell(job)

    def show_progress(self, job_id: str, done: int, total: int | None) -> None:
        self._progress[job_id] = (done, total)
        self.tell(self._jobs[job_id])

    def end_progress(self, job_id: str) -> None:
        self._progress.pop(job_id, None)

    def remove(self, job_id: str) -> None:
        """Take a job down, and tell of it."""
        if self._jobs.pop(job_id, None) is None:
            return
        self._progress.pop(job_id, None)
        self._removal_observers.tell(job_id)
        self.tell_news()

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        return self._observers.subscribe(observer)

    def subscribe_removed(self, observer: Callable[[str], None]) -> Callable[[], None]:
        return self._removal_observers.subscribe(observer)

    def tell(self, job: Job) -> None:
        self._observers.tell_soon(job)
        self.tell_news()

    def tell_news(self) -> None:
        """Wake those who wait for anything to change."""
        self._news.set()
        self._news = asyncio.Event()

    async def next_news(self) -> None:
        """Return when something has changed."""
        await self._news.wait()
