"""What the user decides about a submission whose outcome is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.jobs.job import Job, JobState
from desktop.jobs.journal import Superseded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.jobs.tools import Tools
    from desktop.jobs.works.board import Board
    from desktop.jobs.works.crew import Crew
    from desktop.leonardo.api import Generation


class Unconfirmed:
    """Search, adopt, send again, give up: what the resolver leaves to a person.

    Every verb raises ValueError for a job that is not unconfirmed any more, StorageProblem.
    """

    def __init__(
        self,
        tools: Tools,
        board: Board,
        crew: Crew,
        *,
        send_anew: Callable[[Job], Awaitable[Job]],
        resume: Callable[[str], Awaitable[None]],
    ) -> None:
        self._tools = tools
        self._board = board
        self._crew = crew
        self._send_anew = send_anew
        self._resume = resume

    async def search(self, job_id: str) -> None:
        """Look for it now; one match is adopted. A search under way begins anew."""
        job = await self._taken_in_hand(job_id)
        lease = self._tools.lease
        if await self._tools.journal.claim(job.id, lease.name, lease.is_held):
            self._crew.run(job)

    def is_searching(self, job_id: str) -> bool:
        return job_id in self._crew and self._board[job_id].state is JobState.UNCONFIRMED

    def candidates(self, job_id: str) -> tuple[Generation, ...] | None:
        """What the last search has brought that looks like it; None before one."""
        return self._crew.findings(job_id)

    async def adopt(self, job_id: str, generation_id: str) -> None:
        """Say that this generation is the job's. Raises AlreadyAdopted when it is another's."""
        job = await self._taken_in_hand(job_id)
        if await self._step(job, JobState.GENERATING, generation_id=generation_id):
            await self._resume(job_id)

    async def send_again(self, job_id: str) -> Job:
        """Make it anew, knowing that it may be paid for twice; the old one is given up."""
        job = await self._taken_in_hand(job_id)
        if not await self._step(job, JobState.CANCELLED, problem=job.problem):
            raise ValueError(f"job {job_id} is not unconfirmed any more")
        return await self._send_anew(job)

    async def give_up(self, job_id: str) -> None:
        """Ask no more after it; should it have been made, it is in the account."""
        job = await self._taken_in_hand(job_id)
        await self._step(job, JobState.CANCELLED, problem=job.problem)

    async def _taken_in_hand(self, job_id: str) -> Job:
        """The job as it stands on disk, its search ended."""
        await self._crew.stop(job_id)
        job = await self._tools.journal.get(job_id)
        if job is None or job.state is not JobState.UNCONFIRMED:
            if job is not None:  # the search may have found it in this very moment
                self._board.show(job)
                await self._resume(job_id)
            raise ValueError(f"job {job_id} is not unconfirmed")
        return job

    async def _step(self, old: Job, state: JobState, **values: Any) -> bool:
        """Journal a step and show it; False when another process was faster."""
        new = old.moved_to(state, self._tools.now(), **values)
        try:
            await self._tools.journal.advance(old, new)
        except Superseded:
            self._board.show(await self._tools.journal.get(old.id) or old)
            await self._resume(old.id)
            return False
        self._board.show(new)
        return True
