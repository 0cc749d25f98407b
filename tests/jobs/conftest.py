"""A queue on a real database and real files, with a scripted API and a fake clock."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from desktop.core.catalogue import default_model
from desktop.core.request import GenerationRequest
from desktop.jobs.job import LEONARDO, Job, JobState
from desktop.jobs.journal import Journal
from desktop.jobs.queue import JobQueue
from desktop.jobs.tools import Tools
from desktop.jobs.works import neighbours
from desktop.jobs.works.lease import Lease
from desktop.library.clips import ClipLibrary
from desktop.library.database import Database
from desktop.library.uploads import Uploads
from tests.jobs.scripted import Clock, ScriptedVideoApi
from tests.media.making import encoded, film, quarters


@pytest.fixture(autouse=True)
def quick_neighbours(monkeypatch):
    """Other processes are looked after at once."""
    monkeypatch.setattr(neighbours, "LOOK_EVERY_S", 0.002)


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return film(tmp_path_factory.mktemp("film") / "film.mp4", sound=True).read_bytes()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "cat.png"
    path.write_bytes(encoded(quarters(64, 36)))
    return path


@pytest.fixture
def request_() -> GenerationRequest:
    return GenerationRequest.default(default_model(), "a slow pan")


@dataclass
class Studio:
    """One folder of jobs; `queue()` is a process that works on it."""

    root: Path
    database: Database
    api: ScriptedVideoApi
    picture: Path
    request: GenerationRequest
    clock: Clock = field(default_factory=Clock)
    videos: Path = field(init=False)
    seen: list[tuple[JobState, str | None]] = field(default_factory=list)
    queues: list[JobQueue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.videos = self.root / "videos"
        self.journal = Journal(self.database)
        self.library = ClipLibrary(self.database)

    def queue(self, **options) -> JobQueue:
        async def apis(account: str) -> ScriptedVideoApi:
            return self.api

        concurrency = options.pop("concurrency", 3)
        lease = Lease(self.root / "leases")
        lease.hold()
        tools = Tools(
            **{
                "journal": self.journal,
                "lease": lease,
                "apis": apis,
                "videos": lambda: self.videos,
                "frames": self.root / "frames",
                "posters": self.root / "posters",
                "uploads": Uploads(self.database),
                "now": self.clock,
                "sleep": self.clock.sleep,
                **options,
            }
        )
        queue = JobQueue(tools, self.library, concurrency=concurrency)
        queue.subscribe(
            lambda job: self.seen.append((job.state, job.problem.code if job.problem else None))
        )
        self.queues.append(queue)
        return queue

    async def submit(self, queue: JobQueue, **options) -> Job:
        values = {"account": LEONARDO, "picture": self.picture, "picture_name": "cat.png"}
        return await queue.submit(self.request, **{**values, **options})

    async def finish(self, **options) -> Job:
        """A new queue, one job, its end."""
        queue = self.queue(**options)
        job = await self.submit(queue)
        return await queue.wait(job.id)

    async def left_in(self, state: JobState, *, owner: str | None = None, **values) -> Job:
        """A job that a process left in this state; `owner` is its lease, if it lives."""
        frame = self.root / "frames" / "left.png"
        frame.parent.mkdir(exist_ok=True)
        frame.write_bytes(self.picture.read_bytes())
        job = Job.new(
            self.request, account=LEONARDO, frame=frame, frame_name="cat.png", now=self.clock()
        )
        import dataclasses

        job = dataclasses.replace(job, state=state, **values)
        await self.journal.add(job, owner=owner)
        return job

    def states(self) -> list[JobState]:
        """The states shown, each change once."""
        found: list[JobState] = []
        for state, _ in self.seen:
            if not found or found[-1] is not state:
                found.append(state)
        return found


@pytest_asyncio.fixture
async def studio(tmp_path: Path, picture: Path, video: bytes, request_: GenerationRequest):
    database = Database(tmp_path / "data.sqlite3")
    await database.open()
    found = Studio(tmp_path, database, ScriptedVideoApi(video), picture, request_)
    yield found
    for queue in found.queues:
        await queue.close()
    with contextlib.suppress(RuntimeError):
        await database.close()
