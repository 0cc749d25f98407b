"""The queue: which jobs run, in what order and how many at a time; who is told of it."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from desktop.core.tasks import TaskOwner
from desktop.jobs import leftovers
from desktop.jobs.job import Job, JobState
from desktop.jobs.journal import Superseded
from desktop.jobs.life import Life
from desktop.jobs.recovery import RULES, Rule, recovered
from desktop.jobs.runner import JobRunner
from desktop.jobs.tools import Tools, pace_by_account, utc_now

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from desktop.core.request import GenerationRequest
    from desktop.jobs.journal import Journal
    from desktop.jobs.pace import Pace
    from desktop.leonardo.api import VideoApi
    from desktop.library.clips import Clip, ClipLibrary

logger = logging.getLogger(__name__)

Observer = Callable[[Job], None]
_SUBMIT_GRACE_S = 4.0
_CLOSE_LIMIT_S = 5.0
_OWN_UP = "own up: "
T = TypeVar("T")


class JobQueue:
    """Takes requests, runs them first in first out, tells of every journalled step.

    All methods are called on one asyncio loop. `concurrency` may be changed at any time.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        library: ClipLibrary,
        apis: Callable[[str], Awaitable[VideoApi]],
        videos: Callable[[], Path],
        frames: Path,
        posters: Path,
        concurrency: int = 3,
        is_patient: bool = True,
        pace: Callable[[str], Pace] = pace_by_account,
        now: Callable[[], datetime.datetime] = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.concurrency = concurrency
        self._journal = journal
        self._library = library
        self._tools = Tools(
            journal=journal,
            apis=apis,
            videos=videos,
            frames=frames,
            posters=posters,
            is_patient=is_patient,
            pace=pace,
            now=now,
            sleep=sleep,
        )
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[str] = deque()
        self._runners: dict[str, JobRunner] = {}
        self._progress: dict[str, tuple[int, int | None]] = {}
        self._observers: list[Observer] = []
        self._removal_observers: list[Callable[[str], None]] = []
        self._tasks = TaskOwner(on_error=self._runner_failed)
        self._names: dict[str, str] = {}
        self._numbers = itertools.count(1)
        self._retrying = asyncio.Lock()
        self._news = asyncio.Event()
        self._is_closing = False

    # ── verbs ────────────────────────────────────────────────────────────────────────────────

    async def start(self) -> list[str]:
        """Read the journal and go on with every unfinished job, by the rules of `recovery`.

        Returns the ids of those that were unfinished, the unconfirmed among them, oldest first.
        """
        unfinished = []
        copies = await asyncio.to_thread(leftovers.sent_copies, self._tools.frames)
        jobs = await self._journal.all()
        await asyncio.to_thread(leftovers.remove, leftovers.unneeded(copies, jobs))
        for found in jobs:
            job = await self._recover(found)
            self._show(job)
            if not job.state.is_finished:
                unfinished.append(job.id)
            if RULES[job.state] is Rule.GO_ON:
                self._run(job)
            elif RULES[job.state] is Rule.QUEUE_AGAIN:
                self._waiting.append(job.id)
        self._fill()
        return unfinished

    async def submit(
        self,
        request: GenerationRequest,
        *,
        account: str,
        picture: Path,
        picture_name: str,
        output: Path | None = None,
    ) -> Job:
        """Keep the picture, journal a QUEUED job, run it when its turn comes.

        Raises MediaProblem for the picture, StorageProblem; then there is no job.
        """
        from desktop.media import intake

        kept = await asyncio.to_thread(intake.keep, picture, self._tools.frames)
        job = Job.new(
            request,
            account=account,
            frame=kept.path,
            frame_name=picture_name,
            now=self._tools.now(),
            output=output,
        )
        return await self._enqueue(job)

    async def retry(self, job_id: str) -> Job:
        """Another try: an EXPIRED generation is polled again, a failed job made anew.

        Asked twice, the try under way is what is returned. Raises ValueError for a job that has
        not ended, or may have been paid for.
        """
        async with self._retrying:
            return await self._retry(self._jobs[job_id])

    async def _retry(self, old: Job) -> Job:
        if old.state is JobState.EXPIRED and old.generation_id is not None:
            return await self._poll_again(old)
        if old.state not in {JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED}:
            raise ValueError(f"a job that is {old.state.value} is not tried again")
        for job in self._jobs.values():
            if job.retry_of == old.id and not job.state.is_finished:
                return job
        job = Job.new(
            old.request,
            account=old.account,
            frame=old.frame,
            frame_name=old.frame_name,
            now=self._tools.now(),
            output=old.output,
            retry_of=old.id,
        )
        return await self._enqueue(job)

    async def resume(self, job_id: str) -> None:
        """Let a job go on whose runner stopped; nothing for one that runs, waits or has ended."""
        job = self._jobs[job_id]
        if not job.state.is_running or self._is_busy(job_id) or self._is_closing:
            return
        if RULES[job.state] is Rule.GO_ON:
            self._run(job)
        else:
            self._waiting.append(job_id)
            self._fill()

    async def resume_stalled(self) -> None:
        """Let every job go on whose runner stopped: the key, the folder or the disk has changed."""
        for job in list(self._jobs.values()):
            await self.resume(job.id)

    async def forget(self, job_id: str) -> None:
        """Take an ended or unconfirmed job off the list, with what it had received; clips stay.

        One that another process has taken further is shown as it is now instead. Raises
        ValueError for one that is not ended.
        """
        job = self._jobs[job_id]
        if job.state.is_running or self._is_busy(job_id):
            raise ValueError(f"a job that is {job.state.value} is not forgotten")
        try:
            await self._journal.forget(job)
        except Superseded:
            await self._catch_up(job)
            return
        if job.part is not None:
            await asyncio.to_thread(leftovers.remove, [job.part])
        self._jobs.pop(job_id, None)
        self._progress.pop(job_id, None)
        for observer in tuple(self._removal_observers):
            observer(job_id)

    async def close(self) -> None:
        """Stop everything within some seconds; every job can be taken up again at the next start.

        Polls and downloads are cancelled at once, a POST may still get its reply.
        """
        self._is_closing = True
        self._waiting.clear()
        for runner in self._runners.values():
            runner.stop()
        for name, job_id in self._names.items():
            if not self._runners[job_id].is_submitting:
                self._tasks.cancel(name)
        try:
            async with asyncio.timeout(_SUBMIT_GRACE_S):
                while any(runner.is_submitting for runner in self._runners.values()):
                    await self._next_news()
        except TimeoutError:
            logger.info("closing while a reply is awaited: the job will be unconfirmed")
        await self._tasks.close(_CLOSE_LIMIT_S)

    # ── questions ────────────────────────────────────────────────────────────────────────────

    def jobs(self) -> list[Job]:
        """Every job known, newest first."""
        return sorted(self._jobs.values(), key=lambda job: job.created_at, reverse=True)

    def get(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)

    def progress(self, job_id: str) -> tuple[int, int | None] | None:
        """(bytes done, bytes in all if known) of a download under way."""
        return self._progress.get(job_id)

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Have `observer(job)` called soon after each step and each bit of progress.

        Returns the function that ends it.
        """
        return _add(self._observers, observer)

    def subscribe_removed(self, observer: Callable[[str], None]) -> Callable[[], None]:
        """Have `observer(job id)` called when a job is forgotten; returns the end."""
        return _add(self._removal_observers, observer)

    async def wait(self, job_id: str) -> Job:
        """The job once it has ended, is unconfirmed, or its runner has stopped."""
        while self._is_busy(job_id):
            await self._next_news()
        return self._jobs[job_id]

    # ── the works ────────────────────────────────────────────────────────────────────────────

    async def _recover(self, found: Job) -> Job:
        job = recovered(found, self._tools.now())
        if job is found:
            return found
        try:
            await self._journal.advance(found, job)
        except Superseded:  # another process is at it: go by what it wrote
            return await self._journal.get(found.id) or found
        logger.info("job %s was %s, is %s", job.id, found.state.value, job.state.value)
        return job

    async def _enqueue(self, job: Job) -> Job:
        await self._journal.add(job)
        self._show(job)
        if not self._is_closing:
            self._waiting.append(job.id)
            self._fill()
        return self._jobs[job.id]

    async def _poll_again(self, old: Job) -> Job:
        job = old.moved_to(JobState.GENERATING, self._tools.now())
        try:
            await self._journal.advance(old, job)
        except Superseded:  # another process is at it
            return await self._catch_up(old)
        self._show(job)
        self._run(job)
        return job

    async def _catch_up(self, job: Job) -> Job:
        """Show a job as another process has left it."""
        found = await self._journal.get(job.id) or job
        self._show(found)
        return found

    def _fill(self) -> None:
        """Start those whose turn it is. A job taken up after its POST counts, but never waits."""
        while self._waiting and len(self._runners) < self.concurrency and not self._is_closing:
            self._run(self._jobs[self._waiting.popleft()])

    def _run(self, job: Job) -> None:
        if job.id in self._runners or self._is_closing:
            return
        life = Life(
            job,
            self._tools,
            on_change=self._show,
            on_progress=self._show_progress,
            on_clip=self._show_clip,
        )
        self._runners[job.id] = JobRunner(life)
        # numbered: the name of a runner that has just ended may not be free yet
        name = f"job {job.id} {next(self._numbers)}"
        self._names[name] = job.id
        self._tasks.start(name, self._work(name))

    async def _work(self, name: str) -> None:
        job_id = self._names[name]
        await self._runners[job_id].run()
        self._release(name)

    def _runner_failed(self, name: str, error: Exception) -> None:
        """A bug: nobody foresaw this exception. The job tells of it and can be taken up again."""
        logger.error("%s failed", name, exc_info=error)
        if name.startswith(_OWN_UP) or not self._tasks.start(
            _OWN_UP + name, self._own_up(name, error)
        ):
            self._release(name.removeprefix(_OWN_UP))

    async def _own_up(self, name: str, error: Exception) -> None:
        await self._runners[self._names[name]].own_up(error)
        self._release(name)

    def _release(self, name: str) -> None:
        job_id = self._names.pop(name)
        self._runners.pop(job_id, None)
        self._progress.pop(job_id, None)
        self._fill()
        self._tell_news()

    def _is_busy(self, job_id: str) -> bool:
        return job_id in self._runners or job_id in self._waiting

    # ── telling ──────────────────────────────────────────────────────────────────────────────

    def _show(self, job: Job) -> None:
        self._jobs[job.id] = job
        if job.state is not JobState.DOWNLOADING:
            self._progress.pop(job.id, None)
        self._tell(job)

    def _show_progress(self, job_id: str, done: int, total: int | None) -> None:
        self._progress[job_id] = (done, total)
        self._tell(self._jobs[job_id])

    def _show_clip(self, clip: Clip) -> None:
        asyncio.get_running_loop().call_soon(self._library.announce, clip)

    def _tell(self, job: Job) -> None:
        """Observers are called from the loop: what goes wrong in one never touches a job."""
        for observer in tuple(self._observers):
            asyncio.get_running_loop().call_soon(observer, job)
        self._tell_news()

    def _tell_news(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _next_news(self) -> None:
        await self._news.wait()


def _add(observers: list[T], observer: T) -> Callable[[], None]:
    observers.append(observer)

    def remove() -> None:
        if observer in observers:
            observers.remove(observer)

    return remove
