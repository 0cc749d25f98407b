"""One job as it lives in this process: its newest snapshot, and the steps that are journalled."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop.core.errors import NoKey, Problem, RateLimited, StorageProblem
from desktop.jobs.job import TRANSITIONS, JobState
from desktop.jobs.journal import AlreadyAdopted, Superseded
from desktop.jobs.pace import retry_delay
from desktop.jobs.recorded import RecordedApi
from desktop.jobs.works.connection import HeardApi

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from desktop.jobs.pace import Pace
    from desktop.jobs.tools import Tools
    from desktop.leonardo.api import Generation, VideoApi
    from desktop.library.clips import Clip

logger = logging.getLogger(__name__)

OnChange = Callable[["Job"], None]
OnProgress = Callable[[str, int, int | None], None]
OnClip = Callable[["Clip"], None]


class Stalled(Exception):
    """The runner stops here until somebody resumes the job; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Life:
    """The newest snapshot of a job; `advance` and `note` are the only ways it changes.

    `on_change` is told each snapshot once it is on disk, `on_progress` a download's bytes,
    `on_clip` the clip that came of it. `failures` counts failures in a row, before the POST.
    `findings` are the generations that look like an unconfirmed job, None before a search.
    """

    def __init__(
        self,
        job: Job,
        tools: Tools,
        *,
        on_change: OnChange,
        on_progress: OnProgress,
        on_clip: OnClip,
    ) -> None:
        self.job = job
        self.tools = tools
        self.on_progress = on_progress
        self.on_clip = on_clip
        self.failures = 0
        self.is_submitting = False
        self.is_fresh = False
        self.is_stopping = False
        self.findings: tuple[Generation, ...] | None = None
        self._on_change = on_change
        self._api: VideoApi | None = None

    @property
    def pace(self) -> Pace:
        return self.tools.pace(self.job.account)

    async def api(self) -> VideoApi:
        """Its account's API, with the key it began with. Raises Stalled when there is no key."""
        try:
            newest = await self.tools.apis(self.job.account)
        except NoKey as problem:
            raise Stalled(problem) from problem
        self._api = self._api or newest
        heard = HeardApi(self._api, self.tools.connection)
        return RecordedApi(heard, self.tools.timeline, self.job.id)

    def take_newest_key(self) -> None:
        """The key it began with is of no use any more: `api` gives the account's newest."""
        self._api = None

    async def claim(self) -> bool:
        """Make this process the one that works on the job; False if another one does."""
        lease = self.tools.lease
        return await self.tools.journal.claim(self.job.id, lease.name, lease.is_held)

    async def advance(self, state: JobState, *, clip: Clip | None = None, **values: Any) -> None:
        """Journal the next state, then show it. Raises Superseded, StorageProblem."""
        self.tools.timeline.end_polls(self.job.id)
        await self._write(self.job.moved_to(state, self.tools.now(), **values), clip)

    async def note(self, **values: Any) -> None:
        """Journal more about the same state. Raises Superseded, StorageProblem."""
        await self._write(self.job.noted(self.tools.now(), **values))

    async def note_problem(self, problem: Problem | None) -> None:
        """Say why the job waits, or that it does no longer; the same reason is written once."""
        known = self.job.problem
        if (known and known.code) != (problem and problem.code):
            await self.note(problem=problem)

    async def insist(self, state: JobState, **values: Any) -> bool:
        """Journal what the POST's reply said, whatever anybody else wrote meanwhile.

        False when the row is gone or has come further than this. While the disk refuses, tries
        for as long as the process lives: what is known here is known nowhere else.
        """
        while True:
            try:
                await self.advance(state, **values)
            except AlreadyAdopted:
                logger.exception("job %s: another job has it already", self.job.id)
                return False
            except Superseded:
                if not await self.reload() or state not in TRANSITIONS[self.job.state]:
                    return False
            except StorageProblem as problem:
                logger.warning("job %s cannot be written: %s", self.job.id, problem)
                await self.tools.sleep(self.pace.retry_s)
            else:
                return True

    async def bring_back(self, **values: Any) -> None:
        """Write a row again that was removed while the reply to its POST was on its way.

        Tries as `insist` does; a row that has come further by then is left as it is.
        """
        while not await self.reload():
            back = self.job.moved_to(JobState.GENERATING, self.tools.now(), **values)
            try:
                await self.tools.journal.add(back, owner=self.tools.lease.name)
            except StorageProblem as problem:
                logger.warning("job %s cannot be written: %s", back.id, problem)
                await self.tools.sleep(self.pace.retry_s)
            else:
                self._show(back)
                return
        logger.error("job %s is %s; its reply said %s", self.job.id, self.job.state.value, values)

    async def reload(self) -> bool:
        """Read the job as it stands on disk; False if it is gone."""
        job = await self.tools.journal.get(self.job.id)
        if job is None:
            return False
        self._show(job)
        return True

    def show_unwritten(self, problem: Problem) -> None:
        """Show a problem that the disk did not take."""
        self._show(dataclasses.replace(self.job, problem=problem))

    def show_findings(self, findings: tuple[Generation, ...]) -> None:
        """Show what a search for an unconfirmed job has brought."""
        self.findings = findings
        self._show(self.job)

    async def back_off(self, failures: int, problem: Problem | None = None) -> None:
        """Wait as long as is right after this many failures in a row, or for the connection."""
        asked_s = problem.facts.get("retry_after_s") if isinstance(problem, RateLimited) else None
        delay_s = retry_delay(failures, asked_s, self.pace, jitter=self.tools.jitter())
        self.tools.timeline.note_wait(self.job.id, failures, delay_s, problem)
        if asked_s:
            await self.tools.sleep(delay_s)
        else:
            await self.tools.connection.wait(delay_s, self.tools.sleep)

    async def _write(self, new: Job, clip: Clip | None = None) -> None:
        await self.tools.journal.advance(self.job, new, clip=clip)
        self._show(new)

    def _show(self, job: Job) -> None:
        self.job = job
        self._on_change(job)
