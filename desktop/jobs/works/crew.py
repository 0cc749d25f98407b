"""The crew: one runner a job under way, each an owned task that is cancelled with care."""

from __future__ import annotations

import asyncio
import itertools
import logging
from typing import TYPE_CHECKING

from desktop.core.errors import StorageProblem
from desktop.core.tasks import TaskOwner
from desktop.jobs.job import JobState
from desktop.jobs.life import Life
from desktop.jobs.runner import JobRunner

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.jobs.job import Job
    from desktop.jobs.life import OnClip
    from desktop.jobs.tools import Tools
    from desktop.jobs.works.board import Board
    from desktop.leonardo.api import Generation

logger = logging.getLogger(__name__)

SUBMIT_GRACE_S = 1.0
"""How long closing waits for the reply to a POST; without it the job is looked for later."""
_CLOSE_LIMIT_S = 3.0
_OWN_UP = "own up: "


class Crew:
    """Runs jobs, at most one runner each; `on_free`, once set, is called when one has ended."""

    def __init__(self, tools: Tools, board: Board, *, on_clip: OnClip) -> None:
        self._tools = tools
        self._board = board
        self._on_clip = on_clip
        self.on_free: Callable[[], None] = lambda: None
        self._runners: dict[str, JobRunner] = {}
        self._names: dict[str, str] = {}
        self._numbers = itertools.count(1)
        self._findings: dict[str, tuple[Generation, ...] | None] = {}
        self._tasks = TaskOwner(on_error=self._failed)
        self._is_closing = False

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._runners

    @property
    def slots_taken(self) -> int:
        """How many clips are on their way; a search for an unconfirmed one takes no slot."""
        runners = self._runners.values()
        return sum(runner.job.state is not JobState.UNCONFIRMED for runner in runners)

    def is_submitting(self, job_id: str) -> bool:
        """Whether the POST is under way: whatever happens now may be paid for."""
        runner = self._runners.get(job_id)
        return runner is not None and runner.is_submitting

    def findings(self, job_id: str) -> tuple[Generation, ...] | None:
        """What the last search for an unconfirmed job has brought; None before one."""
        runner = self._runners.get(job_id)
        found = runner.findings if runner is not None else None
        return found if found is not None else self._findings.get(job_id)

    def run(self, job: Job) -> None:
        """Let the job go on from where it stands; nothing for one that is under way."""
        if job.id in self._runners or self._is_closing:
            return
        life = Life(
            job,
            self._tools,
            on_change=self._board.show,
            on_progress=self._board.show_progress,
            on_clip=self._on_clip,
        )
        self._runners[job.id] = JobRunner(life)
        # numbered: the name of a runner that has just ended may not be free yet
        name = f"job {job.id} {next(self._numbers)}"
        self._names[name] = job.id
        self._tasks.start(name, self._work(name))

    async def ended(self, job_id: str) -> None:
        """Return when a runner that does nothing more has gone; at once for one at work."""
        while job_id in self._runners and self._runners[job_id].is_over:
            await self._board.next_news()

    async def stop(self, job_id: str) -> bool:
        """Cancel the job's runner and wait for its end; False, and nothing done, in a POST."""
        if self.is_submitting(job_id):
            return False
        for name in [name for name, found in self._names.items() if found == job_id]:
            await self._tasks.end(name)
            if name in self._names:  # cancelled before its first step
                self._release(name)
        return True

    async def close(self) -> None:
        """Stop everything within two seconds; what is cut off goes on at the next start."""
        self._is_closing = True
        for runner in self._runners.values():
            runner.stop()
        for name, job_id in self._names.items():
            if not self._runners[job_id].is_submitting:
                self._tasks.cancel(name)
        try:
            async with asyncio.timeout(SUBMIT_GRACE_S):
                while any(runner.is_submitting for runner in self._runners.values()):
                    await self._board.next_news()
        except TimeoutError:
            logger.info("closing while a reply is awaited: the job will be unconfirmed")
        await self._tasks.close(_CLOSE_LIMIT_S)

    async def _work(self, name: str) -> None:
        job_id = self._names[name]
        try:
            await self._runners[job_id].run()
        except asyncio.CancelledError:
            self._release(name)
            raise
        is_there = await self._leave(job_id)
        self._release(name)
        if not is_there:
            self._board.remove(job_id)

    async def _leave(self, job_id: str) -> bool:
        """Another process may take the job up: this one does nothing more by itself.

        False when another has taken it off the list.
        """
        try:
            await self._tools.journal.release(job_id, self._tools.lease.name)
            return await self._tools.journal.get(job_id) is not None
        except StorageProblem as problem:
            logger.info("job %s is not given back: %s", job_id, problem)
        return True

    def _failed(self, name: str, error: Exception) -> None:
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
        runner = self._runners.pop(job_id, None)
        if runner is not None and runner.findings is not None:
            self._findings[job_id] = runner.findings
        self._board.end_progress(job_id)
        self.on_free()
        self._board.tell_news()
