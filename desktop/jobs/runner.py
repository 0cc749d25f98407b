"""One job's way: prepare → upload → submit → wait → download → shelve, from any state.

What each state does is in `submission`, `watch` and `delivery`; here is the order of things, and
what becomes of a problem none of them could deal with.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from desktop.core import log
from desktop.core.errors import Bug, Problem, StorageProblem
from desktop.jobs import delivery, leftovers, resolver, submission, watch
from desktop.jobs.job import JobState
from desktop.jobs.journal import Superseded
from desktop.jobs.life import Life, Stalled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.jobs.job import Job
    from desktop.leonardo.api import Generation

logger = logging.getLogger(__name__)

_STAGES: dict[JobState, Callable[[Life], Awaitable[None]]] = {
    JobState.QUEUED: submission.start,
    JobState.PREPARING: submission.prepare,
    JobState.UPLOADING: submission.upload,
    JobState.SUBMITTING: submission.confirm_nothing,
    JobState.UNCONFIRMED: resolver.resolve,
    JobState.GENERATING: watch.watch,
    JobState.DOWNLOADING: delivery.deliver,
}
BEFORE_THE_POST = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING})


class JobRunner:
    """Takes one job as far as it goes. One runner a job and process."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self.is_over = False

    @property
    def job(self) -> Job:
        return self._life.job

    @property
    def is_submitting(self) -> bool:
        """Between the journal's SUBMITTING and the journalled reply: not to be cancelled."""
        return self._life.is_submitting

    @property
    def findings(self) -> tuple[Generation, ...] | None:
        """Generations that look like an unconfirmed job; None before a search."""
        return self._life.findings

    def stop(self) -> None:
        """Start nothing more; what is under way may end."""
        self._life.is_stopping = True

    async def run(self) -> None:
        """Go on until finished, unconfirmed, stalled or stopped; the journal holds the outcome.

        Never raises a Problem. An unforeseen exception comes through: see `own_up`.
        """
        while await self._take_step():
            pass
        self.is_over = True
        if self.job.state not in leftovers.NEEDS_COPY:
            unneeded = leftovers.copies_of(self._life.tools.frames, self.job.id)
            if self.job.state is JobState.READY and self.job.part is not None:
                # received again while another process placed it
                unneeded += leftovers.parts_of(self.job.part)
            await asyncio.to_thread(leftovers.remove, unneeded)

    async def _take_step(self) -> bool:
        """Do what the state asks for; False when nothing more happens by itself."""
        life, state = self._life, self.job.state
        if state not in _STAGES or life.is_stopping:
            return False
        try:
            await _STAGES[state](life)
        except Superseded:  # another hand has changed the row: on from there, if it is ours
            return await life.reload() and await life.claim()
        except Stalled as stalled:
            await self._give_up(stalled.problem, is_final=False)
            return False
        except Problem as problem:
            await self._give_up(problem, is_final=self.job.state in BEFORE_THE_POST)
            return False
        was_in_vain = state is JobState.UNCONFIRMED and self.job.state is state
        return not was_in_vain  # looked for and not found: the user decides

    async def own_up(self, error: Exception) -> None:
        """After an exception nobody foresaw: a job that is not paid for fails, others wait."""
        if self.job.state not in _STAGES:
            return
        bug = Bug(summary=log.redact(f"{type(error).__name__}: {error}"))
        await self._give_up(bug, is_final=self.job.state in BEFORE_THE_POST)

    async def _give_up(self, problem: Problem, *, is_final: bool) -> None:
        """Journal why this ends here: FAILED, UNCONFIRMED after a POST, or as a note."""
        life = self._life
        try:
            if is_final:
                await life.advance(JobState.FAILED, problem=problem)
            elif life.job.state is JobState.SUBMITTING:
                await life.insist(JobState.UNCONFIRMED, problem=problem)
            else:
                await life.note(problem=problem)
        except Superseded:
            await life.reload()
        except StorageProblem as refused:
            logger.warning("job %s cannot be written: %s", life.job.id, refused)
            life.show_unwritten(problem)
