"""The queue: which jobs run, in what order and how many at a time; who is told of it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from desktop.core.tasks import TaskOwner
from desktop.jobs import leftovers
from desktop.jobs.job import WITHOUT_CLIP, Job, JobState
from desktop.jobs.journal import Superseded
from desktop.jobs.recovery import RULES, Rule, recovered
from desktop.jobs.works.arrivals import Arrivals
from desktop.jobs.works.board import Board
from desktop.jobs.works.crew import Crew
from desktop.jobs.works.endings import Endings
from desktop.jobs.works.neighbours import Neighbours
from desktop.jobs.works.turns import Turns
from desktop.jobs.works.unconfirmed import Unconfirmed

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.jobs.tools import Tools
    from desktop.jobs.works.board import Observer
    from desktop.library.clips import Clip, ClipLibrary

logger = logging.getLogger(__name__)

DEFAULT_CONCURRENCY = 3
"""Until the account has told how many slots it has."""


class JobQueue:
    """Takes requests, runs them in the order of their places, tells of every journalled step.

    All methods are called on one asyncio loop. Verbs raise StorageProblem when the journal does
    not take them.
    """

    def __init__(
        self, tools: Tools, library: ClipLibrary, *, concurrency: int = DEFAULT_CONCURRENCY
    ) -> None:
        self._tools = tools
        self._journal = tools.journal
        self._library = library
        self._board = Board()
        self._crew = Crew(tools, self._board, on_clip=self._show_clip)
        self._turns = turns = Turns(tools, self._board, self._crew, concurrency=concurrency)
        self.pause = turns.pause
        self.go_on = turns.go_on
        self.waiting = turns.waiting
        self.move_up = turns.move_up
        self.move_down = turns.move_down
        self.move_first = turns.move_first
        self.move_before = turns.move_before
        self._neighbours = Neighbours(
            tools.journal,
            tools.lease,
            self._board,
            ours=self._is_busy,
            take_over=self._take_up,
            on_ready=self._show_clip_of,
        )
        self._arrivals = arrivals = Arrivals(
            tools,
            self._board,
            turns,
            take_up=self._take_up,
            is_closing=lambda: self._is_closing,
        )
        self.submit = arrivals.submit
        self.submit_all = arrivals.submit_all
        self.take_in = arrivals.add
        unconfirmed = Unconfirmed(
            tools, self._board, self._crew, send_anew=arrivals.make_anew, resume=self.resume
        )
        self.search = unconfirmed.search
        self.is_searching = unconfirmed.is_searching
        self.candidates = unconfirmed.candidates
        self.adopt = unconfirmed.adopt
        self.send_again = unconfirmed.send_again
        self.give_up = unconfirmed.give_up
        endings = Endings(
            tools, self._board, self._crew, turns, is_busy=self._is_busy, resume=self.resume
        )
        self.cancel = endings.cancel
        self.cancel_all = endings.cancel_all
        self.stop_listening = endings.stop_listening
        self.forget = endings.forget
        self.clear_finished = endings.clear_finished
        self._tasks = TaskOwner()
        self._retrying = asyncio.Lock()
        self._is_closing = False
        tools.connection.subscribe(self._on_connection)

    # ── opening, closing ─────────────────────────────────────────────────────────────────────

    async def open(self) -> None:
        """Hold the lease and follow what other processes do. Raises FolderUnwritable.

        Jobs of others are shown, and taken over when nobody works on them, once it is started.
        """
        await asyncio.to_thread(self._tools.lease.hold)
        self._tasks.start("neighbours", self._neighbours.watch())

    async def start(self) -> list[str]:
        """Read the journal and go on with every unfinished job, by the rules of `recovery`.

        Returns the ids of those that were unfinished, the unconfirmed among them, in order.
        Those that another process works on are followed.
        """
        copies = await asyncio.to_thread(leftovers.sent_copies, self._tools.frames)
        jobs = await self._journal.all()
        await asyncio.to_thread(leftovers.remove, leftovers.unneeded(copies, jobs))
        unfinished = []
        for found in jobs:
            job = await self._recover(found)
            if not job.state.is_finished:
                unfinished.append(job.id)
        self._neighbours.look_at_all()  # not before: it would take up what is being recovered here
        return unfinished

    async def close(self) -> None:
        """Stop everything within two seconds; every job can be taken up again at the next start.

        Polls and downloads are cancelled at once, a POST may still get its reply.
        """
        self._is_closing = True
        self._turns.close()
        await self._tasks.close()
        await self._crew.close()
        await asyncio.to_thread(self._tools.lease.release)

    # ── trying again ─────────────────────────────────────────────────────────────────────────

    async def retry(self, job_id: str) -> Job:
        """Another try: a generation nobody listens to is polled again, a failed job made anew.

        Asked twice, the try under way is what is returned. Raises ValueError for a job that has
        not ended, or may have been paid for.
        """
        async with self._retrying:
            return await self._retry(self._board[job_id])

    async def retry_failed(self) -> list[Job]:
        """Try every FAILED job again that was not tried again yet, the oldest first."""
        retried = {job.retry_of for job in self._board}
        failed = [job for job in self._board if job.state is JobState.FAILED]
        failed.sort(key=lambda job: job.created_at)
        return [await self.retry(job.id) for job in failed if job.id not in retried]

    async def _retry(self, old: Job) -> Job:
        if old.state not in WITHOUT_CLIP:
            raise ValueError(f"a job that is {old.state.value} is not tried again")
        if old.is_fetchable:
            job = await self._step(old, JobState.GENERATING)
            await self.resume(job.id)
            return job
        for job in self._board:
            if job.retry_of == old.id and not job.state.is_finished:
                return job
        return await self._arrivals.make_anew(old)

    # ── turns ────────────────────────────────────────────────────────────────────────────────

    @property
    def concurrency(self) -> int:
        """How many jobs may be under way at once."""
        return self._turns.concurrency

    @concurrency.setter
    def concurrency(self, jobs: int) -> None:
        self._turns.concurrency = jobs

    @property
    def is_paused(self) -> bool:
        """Whether nothing new is started; what is under way goes on."""
        return self._turns.is_paused

    # ── going on ─────────────────────────────────────────────────────────────────────────────

    async def resume(self, job_id: str) -> None:
        """Let a job go on whose runner stopped; nothing for one that runs, waits or has ended."""
        await self._crew.ended(job_id)
        job = self._board[job_id]
        if job.state.is_finished or self._is_busy(job_id) or self._is_closing:
            return
        if await self._claim(job):
            self._take_up(await self._journal.get(job_id) or job)
        else:
            self._neighbours.add(job)

    async def resume_stalled(self) -> None:
        """Let every job go on whose runner stopped: the key, the folder or the disk has changed."""
        for job in self._board:
            await self.resume(job.id)

    def _on_connection(self) -> None:
        if self._tools.connection.is_online and not self._is_closing:
            self._tasks.start("resume after an outage", self.resume_stalled())

    # ── questions ────────────────────────────────────────────────────────────────────────────

    def jobs(self) -> list[Job]:
        """Every job known, newest first."""
        return sorted(self._board, key=lambda job: job.created_at, reverse=True)

    def get(self, job_id: str) -> Job | None:
        return self._board.get(job_id)

    def progress(self, job_id: str) -> tuple[int, int | None] | None:
        """(bytes done, bytes in all if known) of a download under way."""
        return self._board.progress(job_id)

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Have `observer(job)` called soon after each step and each bit of progress.

        Returns the function that ends it.
        """
        return self._board.subscribe(observer)

    def subscribe_removed(self, observer: Callable[[str], None]) -> Callable[[], None]:
        """Have `observer(job id)` called when a job is forgotten; returns the end."""
        return self._board.subscribe_removed(observer)

    async def wait(self, job_id: str) -> Job:
        """The job once it has ended, is unconfirmed, or its runner has stopped, here or elsewhere.

        Raises KeyError when it was taken off the list.
        """
        while self._is_busy(job_id) or job_id in self._neighbours:
            await self._board.next_news()
        return self._board[job_id]

    # ── the works ────────────────────────────────────────────────────────────────────────────

    async def _recover(self, found: Job) -> Job:
        """Show a job as it goes on from here, and take it up, if it is nobody else's."""
        job = recovered(found, self._tools.now())
        if job.state.is_finished:
            self._board.show(job)
        elif await self._claim(found):
            job = await self._journalled(found, job)
            self._board.show(job)
            self._take_up(job)
        else:
            job = found
            self._board.show(job)
            self._neighbours.add(job)
        return job

    async def _journalled(self, found: Job, job: Job) -> Job:
        if job is found:
            return job
        try:
            await self._journal.advance(found, job)
        except Superseded:  # another process was at it a moment ago: go by what it wrote
            return await self._journal.get(found.id) or found
        logger.info("job %s was %s, is %s", job.id, found.state.value, job.state.value)
        return job

    async def _claim(self, job: Job) -> bool:
        lease = self._tools.lease
        return await self._journal.claim(job.id, lease.name, lease.is_held)

    def _take_up(self, job: Job) -> None:
        """Run a job that is ours, or let it wait for its turn."""
        self._board.show(job)
        if RULES[job.state] is Rule.QUEUE_AGAIN:
            self._turns.add(job)
        elif not job.state.is_finished:
            self._crew.run(job)

    async def _step(self, old: Job, state: JobState) -> Job:
        """Journal a step that no runner takes; the job as it is now, be it by another hand."""
        new = old.moved_to(state, self._tools.now())
        try:
            await self._journal.advance(old, new)
        except Superseded:
            return await self._catch_up(old)
        self._board.show(new)
        return new

    async def _catch_up(self, job: Job) -> Job:
        """Show a job as another process has left it."""
        found = await self._journal.get(job.id) or job
        self._board.show(found)
        return found

    def _is_busy(self, job_id: str) -> bool:
        return job_id in self._crew or job_id in self._turns

    def _show_clip(self, clip: Clip) -> None:
        asyncio.get_running_loop().call_soon(self._library.announce, clip)

    async def _show_clip_of(self, job: Job) -> None:
        clip = await self._library.get(job.id)
        if clip is not None:
            self._show_clip(clip)
