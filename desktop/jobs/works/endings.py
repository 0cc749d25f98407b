"""Endings: a job taken back, no longer listened to, or taken off the list."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from desktop.jobs import leftovers
from desktop.jobs.job import WITHOUT_CLIP, JobState
from desktop.jobs.journal import Superseded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from desktop.jobs.job import Job
    from desktop.jobs.tools import Tools
    from desktop.jobs.works.board import Board
    from desktop.jobs.works.crew import Crew
    from desktop.jobs.works.turns import Turns

_BEFORE_THE_POST = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING})


class Endings:
    """What the user ends. Verbs raise StorageProblem when the journal does not take them."""

    def __init__(
        self,
        tools: Tools,
        board: Board,
        crew: Crew,
        turns: Turns,
        *,
        is_busy: Callable[[str], bool],
        resume: Callable[[str], Awaitable[None]],
    ) -> None:
        self._tools = tools
        self._journal = tools.journal
        self._board = board
        self._crew = crew
        self._turns = turns
        self._is_busy = is_busy
        self._resume = resume

    async def cancel(self, job_id: str) -> bool:
        """Take a job back that was not sent: free, and gone. False when it is too late for that.

        No process sends a job whose row is gone: SUBMITTING is journalled before the POST.
        """
        self._turns.remove(job_id)
        if not await self._crew.stop(job_id):
            return False
        job = await self._journal.get(job_id)
        if job is not None and job.state not in _BEFORE_THE_POST:
            self._board.show(job)
            await self._resume(job_id)
            return False
        if job is not None and not await self._drop(job):
            return False
        self._board.remove(job_id)
        copies = leftovers.copies_of(self._tools.frames, job_id)
        await asyncio.to_thread(leftovers.remove, copies)
        return True

    async def cancel_all(self, job_ids: Sequence[str]) -> list[str]:
        """Take back those of these jobs that were not sent; returns which are gone.

        They leave the line together first: none takes the turn of one that was taken back.
        """
        waiting = [job_id for job_id in job_ids if job_id in self._turns]
        for job_id in waiting:
            self._turns.remove(job_id)
        left = [job_id for job_id in job_ids if job_id not in waiting] + waiting
        gone = []
        try:
            while left:
                if await self.cancel(left[0]):
                    gone.append(left[0])
                del left[0]
        finally:
            for job in map(self._board.get, left):
                if job is not None and job.id in waiting:
                    self._turns.add(job)
        return gone

    async def stop_listening(self, job_id: str) -> None:
        """Fetch a generation no further; it may still be billed. `retry` listens again.

        Raises ValueError for a job that is not at Leonardo.
        """
        await self._crew.stop(job_id)
        job = await self._journal.get(job_id)
        if job is None or not job.state.is_paid_for:
            await self._go_on(job_id)
            raise ValueError(f"job {job_id} is not at Leonardo")
        left = job.moved_to(JobState.CANCELLED, self._tools.now())
        try:
            await self._journal.advance(job, left)
        except Superseded:
            await self._go_on(job_id)
            raise ValueError(f"job {job_id} has come further") from None
        self._board.show(left)

    async def forget(self, job_id: str) -> None:
        """Take an ended or unconfirmed job off the list, with what it had received; clips stay.

        One that another process has taken further is shown as it is now instead. Raises
        ValueError for one that is not ended.
        """
        job = self._board[job_id]
        if job.state is JobState.UNCONFIRMED:
            await self._crew.stop(job_id)
        if job.state.is_running or self._is_busy(job_id):
            raise ValueError(f"a job that is {job.state.value} is not forgotten")
        if not await self._drop(job):  # found by the search that was ended for this
            await self._resume(job_id)

    async def clear_finished(self) -> int:
        """Take every job off the list that ended without a clip; those that can be had stay."""
        ended = [job for job in self._board if job.state in WITHOUT_CLIP]
        cleared = [job for job in ended if not job.is_fetchable]
        for job in cleared:
            await self._drop(job)
        return len(cleared)

    async def _go_on(self, job_id: str) -> None:
        """A job that has come further than was thought: shown, and left to go on."""
        job = await self._journal.get(job_id)
        if job is not None:
            self._board.show(job)
            await self._resume(job_id)

    async def _drop(self, job: Job) -> bool:
        """Remove the row; False, and the job shown as it is, when somebody took it further."""
        try:
            await self._journal.forget(job)
        except Superseded:
            self._board.show(await self._journal.get(job.id) or job)
            return False
        if job.part is not None:
            await asyncio.to_thread(leftovers.remove, leftovers.parts_of(job.part))
        self._board.remove(job.id)
        return True
