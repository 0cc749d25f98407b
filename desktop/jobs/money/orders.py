"""The one place where clips are ordered: whatever leads to a POST passes the user's limits here."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from desktop.core import wildcards
from desktop.jobs.job import JobState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.jobs.composition import Composition, Placed
    from desktop.jobs.job import Job
    from desktop.jobs.money.spending import Spending
    from desktop.jobs.queue import JobQueue
    from desktop.library.prompts import Prompts

_KEPT_AT_LEONARDO = frozenset({JobState.EXPIRED, JobState.CANCELLED})


class Orders:
    """The queue's verbs that may cost money. Each raises OverBudget before there is a job.

    One order is looked at after the other: two at once cannot both take the rest of a budget.
    The prompts of what is ordered are remembered as they were typed.
    """

    def __init__(self, queue: JobQueue, spending: Spending, prompts: Prompts) -> None:
        self._queue = queue
        self._spending = spending
        self._prompts = prompts
        self._counter = asyncio.Lock()

    async def place_all(
        self, compositions: Sequence[Composition], *, account: str, undo_s: float = 0
    ) -> Placed:
        """Order clips; none of them when together they are over the budget.

        One that cannot be ordered stops none of the others: it is told with its reason. All can
        be taken back for the same time. Raises OverBudget, and StorageProblem when the day's
        costs cannot be read; then there is no job at all.
        """
        async with self._counter:
            await self._spending.check([one.request for one in compositions], account)
            placed = await self._queue.submit_all(compositions, account=account, undo_s=undo_s)
        ordered = (one for one, _job in placed.ordered)
        typed = (one.typed or wildcards.escaped(one.request.prompt) for one in ordered)
        self._prompts.remember(dict.fromkeys(typed))
        return placed

    async def retry(self, job_id: str) -> Job:
        """Try a job again: see the queue. One that is only listened to again costs nothing."""
        async with self._counter:
            await self._spending.check_jobs(self.retried(job_id))
            return await self._queue.retry(job_id)

    async def retry_failed(self) -> list[Job]:
        """Try every failed job again; none of them when together they are over the budget."""
        async with self._counter:
            await self._spending.check_jobs(self.all_retried())
            return await self._queue.retry_failed()

    async def send_again(self, job_id: str) -> Job:
        """Send an unconfirmed job anew, which may be paid for twice."""
        async with self._counter:
            job = self._queue.get(job_id)
            await self._spending.check_jobs([job] if job is not None else [])
            return await self._queue.send_again(job_id)

    # ── what would be paid for ───────────────────────────────────────────────────────────────

    def retried(self, job_id: str) -> list[Job]:
        """The job, if to try it again is to send it again."""
        job = self._queue.get(job_id)
        if job is None:
            return []
        is_kept = job.state in _KEPT_AT_LEONARDO and job.generation_id is not None
        tries = (other for other in self._queue.jobs() if other.retry_of == job_id)
        is_tried = any(not other.state.is_finished for other in tries)
        return [] if is_kept or is_tried else [job]

    def all_retried(self) -> list[Job]:
        """The failed jobs that nobody has tried again yet."""
        jobs = self._queue.jobs()
        tried = {job.retry_of for job in jobs}
        return [job for job in jobs if job.state is JobState.FAILED and job.id not in tried]
