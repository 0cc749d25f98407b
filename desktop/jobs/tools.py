"""What a runner works with: the journal, the API, the folders, a clock that tests can turn."""

from __future__ import annotations

import asyncio
import datetime
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.core.settings import DEFAULT_NAME
from desktop.jobs.job import SANDBOX
from desktop.jobs.pace import LEONARDO_PACE, LOOPBACK_PACE, Pace
from desktop.jobs.works.connection import Connection
from desktop.media.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from desktop.jobs.journal import Journal
    from desktop.jobs.timeline import Timeline
    from desktop.jobs.works.lease import Lease
    from desktop.leonardo.api import VideoApi
    from desktop.library.uploads import Uploads


DOWNLOADS_AT_ONCE = 10
"""As many as there can be slots: a rebuilt library may have hundreds to fetch."""


def utc_now() -> datetime.datetime:
    """The wall clock: it goes on while the machine sleeps."""
    return datetime.datetime.now(datetime.UTC)


def pace_by_account(account: str) -> Pace:
    """The sandbox is on this machine, Leonardo is not."""
    return LOOPBACK_PACE if account == SANDBOX else LEONARDO_PACE


@dataclass(frozen=True)
class Tools:
    """Shared by all runners of a queue.

    `is_patient` is the window's way: wait for the network for as long as it takes. The command
    line's is to stop after some tries, with the job left resumable. `jitter` gives 0 to 1.
    `workshop` is where pictures and films are de- and encoded, for one job at a time.
    """

    journal: Journal
    lease: Lease
    apis: Callable[[str], Awaitable[VideoApi]]
    videos: Callable[[], Path]
    frames: Path
    posters: Path
    uploads: Uploads
    is_patient: bool = True
    pace: Callable[[str], Pace] = pace_by_account
    now: Callable[[], datetime.datetime] = utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    connection: Connection = field(default_factory=Connection)
    name_template: Callable[[], str] = lambda: DEFAULT_NAME
    workshop: Workshop = field(default_factory=Workshop)
    downloads: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(DOWNLOADS_AT_ONCE)
    )

    @property
    def timeline(self) -> Timeline:
        """Where each job's story is told; nothing in it can fail a job."""
        return self.journal.timeline
