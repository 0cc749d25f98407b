"""The queue: which jobs run, in what order and how many at a time; who is told of it."""

from __future__ import annotations

import asyncio
import datetime
import logging
from typing import TYPE_CHECKING

from desktop.core.tasks import TaskOwner
from desktop.jobs import leftovers
from desktop.jobs.board import Board
from desktop.jobs.crew import Crew
from desktop.jobs.job import Job, JobState
from desktop.jobs.journal import Superseded
from desktop.jobs.line import WaitingLine
from desktop.jobs.neighbours import Neighbours
from desktop.jobs.recovery import RULES, Rule, recovered
from desktop.jobs.submission import LONGEST_UNDO_S
from desktop.jobs.unconfirmed import Unconfirmed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.core.request import GenerationRequest
    from desktop.jobs.board import Observer
    from desktop.jobs.tools import Tools
    from desktop.library.clips import Clip, ClipLibrary

logger = logging.getLogger(__name__)

DEFAULT_CONCURRENCY = 3
"""Until the account has told how many slots it has."""
_BEFORE_THE_POST = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING})
_AT_LEONARDO = frozenset({JobState.GENERATING, JobState.DOWNLOADING})
_WITHOUT_CLIP = frozenset({JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED})


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
        self._concurrency = concurrency
        self._board = Board()
        self._line = WaitingLine()
        self._crew = Crew(tools, self._board, on_clip=self._show_clip, on_free=self._fill)
        self._neighbours = Neighbours(
            tools.journal,
            tools.lease,
            self._board,
            ours=self._is_busy,
            take_over=self._take_up,
            on_ready=self._show_clip_of,
        )
        unconfirmed = Unconfirmed(tools, self._board, self._crew, send_anew=self._make_anew)
        self.search = unconfirmed.search
        self.is_searching = unconfirmed.is_searching
        self.candidates = unconfirmed.candidates
        self.adopt = unconfirmed.adopt
        self.send_again = unconfirmed.send_again
        self.give_up = unconfirmed.give_up
        self._tasks = TaskOwner()
        self._retrying = asyncio.Lock()
        self._is_paused = False
        self._is_closing = False
        tools.connection.subscribe(self._on_connection)

    # ── opening, closing ─────────────────────────────────────────────────────────────────────

    async def open(self) -> None:
        """Hold the lease and follow what other processes do. Raises FolderUnwritable."""
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
        self._fill()
        return unfinished

    async def close(self) -> None:
        """Stop everything within two seconds; every job can be taken up again at the next start.

        Polls and downloads are cancelled at once, a POST may still get its reply.
        """
        self._is_closing = True
        self._line.clear()
        await self._tasks.close()
        await self._crew.close()
        await asyncio.to_thread(self._tools.lease.release)

    # ── new jobs ─────────────────────────────────────────────────────────────────────────────

    async def submit(
        self,
        request: GenerationRequest,
        *,
        account: str,
        picture: Path,
        picture_name: str,
        output: Path | None = None,
        undo_s: float = 0,
    ) -> Job:
        """Keep the picture, journal a QUEUED job, run it when its turn comes.

        For `undo_s` seconds it is not sent: `cancel` takes it back. Raises MediaProblem for the
        picture, StorageProblem; then there is no job.
        """
        from desktop.media import intake

        kept = await asyncio.to_thread(intake.keep, picture, self._tools.frames)
        now = self._tools.now()
        wait_s = min(max(undo_s, 0), LONGEST_UNDO_S)
        job = Job.new(
            request,
            account=account,
            frame=kept.path,
            frame_name=picture_name,
            now=now,
            output=output,
            place=now.timestamp(),
            send_at=now + datetime.timedelta(seconds=wait_s) if wait_s else None,
        )
        return await self._enqueue(job)

    async def take_in(self, job: Job) -> Job:
        """Journal a job that is at Leonardo already, and fetch what comes of it."""
        return await self._enqueue(job)

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
        if old.state not in _WITHOUT_CLIP:
            raise ValueError(f"a job that is {old.state.value} is not tried again")
        if _is_fetchable(old):
            job = await self._step(old, JobState.GENERATING)
            await self.resume(job.id)
            return job
        for job in self._board:
            if job.retry_of == old.id and not job.state.is_finished:
                return job
        return await self._make_anew(old)

    async def _make_anew(self, old: Job) -> Job:
        now = self._tools.now()
        job = Job.new(
            old.request,
            account=old.account,
            frame=old.frame,
            frame_name=old.frame_name,
            now=now,
            output=old.output,
            retry_of=old.id,
            place=now.timestamp(),
        )
        return await self._enqueue(job)

    # ── order ────────────────────────────────────────────────────────────────────────────────

    @property
    def concurrency(self) -> int:
        """How many jobs may be under way at once."""
        return self._concurrency

    @concurrency.setter
    def concurrency(self, jobs: int) -> None:
        self._concurrency = max(1, jobs)
        self._fill()

    @property
    def is_paused(self) -> bool:
        """Whether nothing new is started; what is under way goes on."""
        return self._is_paused

    def pause(self) -> None:
        self._is_paused = True

    def go_on(self) -> None:
        """End a pause."""
        self._is_paused = False
        self._fill()

    def waiting(self) -> list[str]:
        """The ids of those that wait for their turn, in order."""
        return list(self._line)

    async def move_up(self, job_id: str) -> None:
        await self._move(job_id, -1)

    async def move_down(self, job_id: str) -> None:
        await self._move(job_id, 1)

    async def move_first(self, job_id: str) -> None:
        await self._move(job_id, -len(self._line))

    async def move_before(self, job_id: str, other_id: str | None) -> None:
        """Let a waiting job stand right before another one, or last; nothing for any other job."""
        is_known = other_id is None or other_id in self._line
        if job_id not in self._line or job_id == other_id or not is_known:
            return
        place = self._line.place_before(job_id, other_id)
        self._line.add(job_id, place)
        old = self._board[job_id]
        new = old.noted(self._tools.now(), place=place)
        try:
            await self._journal.advance(old, new)
        except Superseded:  # its turn came meanwhile
            return
        if self._board.get(job_id) is old:
            self._board.show(new)

    async def _move(self, job_id: str, steps: int) -> None:
        if job_id in self._line:
            await self.move_before(job_id, self._line.neighbour(job_id, steps))

    # ── ending ───────────────────────────────────────────────────────────────────────────────

    async def cancel(self, job_id: str) -> bool:
        """Take a job back that was not sent: free, and gone. False when it is too late for that.

        No process sends a job whose row is gone: SUBMITTING is journalled before the POST.
        """
        self._line.remove(job_id)
        if not await self._crew.stop(job_id):
            return False
        job = await self._journal.get(job_id)
        if job is not None and job.state not in _BEFORE_THE_POST:
            self._board.show(job)
            await self.resume(job_id)
            return False
        if job is not None and not await self._drop(job):
            return False
        self._board.remove(job_id)
        copy = leftovers.sent_copy(self._tools.frames, job_id)
        await asyncio.to_thread(leftovers.remove, [copy])
        return True

    async def stop_listening(self, job_id: str) -> None:
        """Fetch a generation no further; it may still be billed. `retry` listens again.

        Raises ValueError for a job that is not at Leonardo.
        """
        await self._crew.stop(job_id)
        job = await self._journal.get(job_id)
        if job is None or job.state not in _AT_LEONARDO:
            raise ValueError(f"job {job_id} is not at Leonardo")
        await self._step(job, JobState.CANCELLED)

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
        await self._drop(job)

    async def clear_finished(self) -> int:
        """Take every job off the list that ended without a clip; those that can be had stay."""
        ended = [job for job in self._board if job.state in _WITHOUT_CLIP]
        cleared = [job for job in ended if job.generation_id is None or not _is_fetchable(job)]
        for job in cleared:
            await self._drop(job)
        return len(cleared)

    async def _drop(self, job: Job) -> bool:
        """Remove the row; False, and the job shown as it is, when somebody took it further."""
        try:
            await self._journal.forget(job)
        except Superseded:
            await self._catch_up(job)
            return False
        if job.part is not None:
            await asyncio.to_thread(leftovers.remove, [job.part])
        self._board.remove(job.id)
        return True

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
            self._line.add(job.id, job.place)
            self._fill()
        elif not job.state.is_finished:
            self._crew.run(job)

    async def _enqueue(self, job: Job) -> Job:
        await self._journal.add(job, owner=self._tools.lease.name)
        if self._is_closing:
            self._board.show(job)
        else:
            self._take_up(job)
        return self._board[job.id]

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

    def _fill(self) -> None:
        """Start those whose turn it is. A job taken up after its POST counts, but never waits."""
        while self._line and self._crew.slots_taken < self._concurrency:
            if self._is_paused or self._is_closing:
                return
            self._crew.run(self._board[self._line.pop()])

    def _is_busy(self, job_id: str) -> bool:
        return job_id in self._crew or job_id in self._line

    def _show_clip(self, clip: Clip) -> None:
        asyncio.get_running_loop().call_soon(self._library.announce, clip)

    async def _show_clip_of(self, job: Job) -> None:
        clip = await self._library.get(job.id)
        if clip is not None:
            self._show_clip(clip)


def _is_fetchable(job: Job) -> bool:
    """Whether Leonardo may still have what the job ended without."""
    is_open = job.state in {JobState.EXPIRED, JobState.CANCELLED}
    return is_open and job.generation_id is not None
