"""The neighbours: other processes that work on the same jobs, followed through the journal."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from desktop.core.errors import StorageProblem
from desktop.jobs.job import JobState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.jobs.job import Job
    from desktop.jobs.journal import Journal
    from desktop.jobs.works.board import Board
    from desktop.jobs.works.lease import Lease

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.5


class Neighbours:
    """Shows what others have journalled; takes over the jobs of those that have ended.

    `ours` says whether this process works on a job, `take_over` is called with a job whose
    process is gone, `on_ready` with one that became a clip elsewhere. Until `look_at_all`, jobs
    that this process never had are neither shown nor taken over: they might be sent by somebody
    who asked for one clip only.
    """

    def __init__(
        self,
        journal: Journal,
        lease: Lease,
        board: Board,
        *,
        ours: Callable[[str], bool],
        take_over: Callable[[Job], None],
        on_ready: Callable[[Job], Awaitable[None]],
    ) -> None:
        self._journal = journal
        self._lease = lease
        self._board = board
        self._ours = ours
        self._take_over = take_over
        self._on_ready = on_ready
        self._theirs: set[str] = set()
        self._taken_over: set[str] = set()
        self._seen = -1
        self._looks_at_all = False

    def __contains__(self, job_id: str) -> bool:
        """Whether another process works on the job, as far as is known."""
        return job_id in self._theirs

    def add(self, job: Job) -> None:
        """Follow a job that could not be claimed."""
        self._theirs.add(job.id)

    def look_at_all(self) -> None:
        """From the next look on, every job of the journal is shown, also those written before."""
        self._looks_at_all, self._seen = True, -1

    async def watch(self) -> None:
        """Look every now and then, for as long as the queue is open."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look()
            except StorageProblem as problem:
                logger.info("the journal could not be read: %s", problem)

    async def look(self) -> None:
        """Show what has changed, and take over what nobody works on any more."""
        seen = await self._journal.outside_changes()
        if seen != self._seen:
            self._seen = seen
            await self._show_changes()
        for job_id in tuple(self._theirs):
            await self._settle(job_id)

    async def _show_changes(self) -> None:
        revisions = await self._journal.revisions()
        for job in self._board:
            if job.id not in revisions and not self._ours(job.id):
                self._theirs.discard(job.id)
                self._board.remove(job.id)
        for job_id, revision in revisions.items():
            known = self._board.get(job_id)
            is_news = self._looks_at_all if known is None else known.revision < revision
            if is_news and not self._ours(job_id):
                await self._show(job_id)

    async def _show(self, job_id: str) -> None:
        job = await self._journal.get(job_id)
        if job is None or self._ours(job_id):
            return
        self._board.show(job)
        if job.state is JobState.READY:
            await self._on_ready(job)
        elif self._is_given_up(job):
            self._theirs.discard(job_id)
        elif not job.state.is_finished:
            self._theirs.add(job_id)

    def _is_given_up(self, job: Job) -> bool:
        """Whether it stopped elsewhere after it had come here once: or it would go to and fro."""
        return job.problem is not None and job.id in self._taken_over

    async def _settle(self, job_id: str) -> None:
        job = self._board.get(job_id)
        if job is None or job.state.is_finished or self._ours(job_id):
            self._theirs.discard(job_id)
        elif await self._journal.claim(job_id, self._lease.name, self._lease.is_held):
            self._theirs.discard(job_id)
            found = await self._journal.get(job_id)
            if found is not None:
                self._taken_over.add(job_id)
                self._take_over(found)
        self._board.tell_news()
