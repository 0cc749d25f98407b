"""The jobs room on a sandbox: the real queue, database, client and files, and quick time."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.catalogue import default_model
from desktop.core.request import GenerationRequest
from desktop.jobs.job import LEONARDO, Job
from desktop.jobs.journal import Journal
from desktop.jobs.pace import LOOPBACK_PACE
from desktop.jobs.queue import JobQueue
from desktop.jobs.tools import Tools, utc_now
from desktop.jobs.works.connection import Connection, HeardApi
from desktop.jobs.works.lease import Lease
from desktop.leonardo.client import LeonardoClient, Timeouts
from desktop.library.clips import ClipLibrary
from desktop.library.database import Database
from desktop.library.uploads import Uploads
from desktop.media.framing import WHOLE, Framing

if TYPE_CHECKING:
    from desktop.sandbox.server import Sandbox

Sleep = Callable[[float], Awaitable[None]]
LONGEST_SLEEP_S = 0.05


def timeouts(seconds: float) -> Timeouts:
    """So long for everything but a whole call."""
    return Timeouts(
        connect_s=seconds,
        pool_s=seconds,
        read_s=seconds,
        submit_s=seconds,
        upload_s=seconds,
        stall_s=seconds,
        whole_s=4 * seconds,
    )


async def nap(seconds: float) -> None:
    """Sleep, but never for long."""
    await asyncio.sleep(min(seconds, LONGEST_SLEEP_S))


class Room:
    """A studio without a window, its waiting cut short; `folder` is its home."""

    def __init__(
        self,
        folder: Path,
        sandbox: Sandbox,
        *,
        sleep: Sleep = nap,
        now: Callable[[], datetime.datetime] = utc_now,
        patience_s: float = 10.0,
    ) -> None:
        self.folder = folder
        self._database = Database(folder / "data.sqlite3")
        self._connection = Connection()
        client = LeonardoClient(
            sandbox.key, base_url=sandbox.url, timeouts=timeouts(patience_s), sleep=sleep
        )
        self._api = HeardApi(client, self._connection)
        self.library = ClipLibrary(self._database)
        self._tools = Tools(
            journal=Journal(self._database),
            lease=Lease(folder / "leases"),
            apis=self._any_account,
            videos=lambda: folder / "videos",
            frames=folder / "frames",
            posters=folder / "posters",
            uploads=Uploads(self._database),
            pace=lambda _account: LOOPBACK_PACE,
            now=now,
            sleep=sleep,
            connection=self._connection,
        )
        self.queue = JobQueue(self._tools, self.library)

    async def _any_account(self, _account: str) -> HeardApi:
        return self._api

    async def __aenter__(self) -> Room:
        self.folder.mkdir(parents=True, exist_ok=True)
        await self._database.open()
        await self.queue.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.queue.close()
        await self._api.close()
        await self._database.close()

    async def order(
        self, picture: Path, prompt: str, *, account: str = LEONARDO, framing: Framing = WHOLE
    ) -> Job:
        """A small clip, ordered as the window does it."""
        model = default_model()
        record = GenerationRequest.default(model, prompt).to_record()
        small = {"width": 400, "height": 736, "duration_s": 3, "audio": False}
        return await self.queue.submit(
            GenerationRequest.from_record(record | small),
            account=account,
            picture=picture,
            picture_name=picture.name,
            framing=framing,
        )

    async def end_of(self, job: Job, limit_s: float = 60.0) -> Job:
        """The job once it has ended or nothing more happens by itself."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                return await self.queue.wait(job.id)
        found = self.queue.get(job.id)
        assert found is not None
        raise AssertionError(f"after {limit_s} s it is {found.state.value}, {found.problem}")
