"""Jobs that a disk has stopped: full, gone or read-only. They are tried again by themselves."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from desktop.core.errors import DatabaseDamaged, StorageProblem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from desktop.jobs.job import Job

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
_MOST_LOOKS_BETWEEN = 12


class DiskWatch:
    """Looks every few seconds, tries ever more seldom: after 5, 10, 20, 40 s, then each minute.

    `resume` does nothing for a job that is under way: choosing another folder, which resumes it
    at once, and this do not get in each other's way.
    """

    def __init__(
        self,
        jobs: Callable[[], Iterable[Job]],
        resume: Callable[[str], Awaitable[None]],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._jobs = jobs
        self._resume = resume
        self._sleep = sleep
        self._looks: dict[str, int] = {}

    async def watch(self) -> None:
        """Go on for as long as the studio is open."""
        while True:
            await self._sleep(LOOK_EVERY_S)
            await self.look()

    async def look(self) -> None:
        """Try those whose turn it is."""
        stopped = [job.id for job in self._jobs() if is_stopped_by_disk(job)]
        self._looks = {job_id: self._looks.get(job_id, 0) + 1 for job_id in stopped}
        for job_id in stopped:
            if _is_due(self._looks[job_id]):
                await self._try(job_id)

    async def _try(self, job_id: str) -> None:
        logger.info("job %s: the disk is tried again", job_id)
        try:
            await self._resume(job_id)
        except KeyError:  # taken off the list meanwhile
            self._looks.pop(job_id, None)
        except StorageProblem as problem:
            logger.info("job %s still waits for the disk: %s", job_id, problem)


def is_stopped_by_disk(job: Job) -> bool:
    """Whether the job would go on if only the disk took what it has to write."""
    problem = job.problem
    is_disk = isinstance(problem, StorageProblem) and not isinstance(problem, DatabaseDamaged)
    return is_disk and job.state.is_running


def _is_due(looks: int) -> bool:
    if looks < _MOST_LOOKS_BETWEEN:
        return looks & (looks - 1) == 0
    return looks % _MOST_LOOKS_BETWEEN == 0
