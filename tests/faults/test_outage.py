"""Five minutes without a network, on a clock that runs two hundred times as fast."""

from __future__ import annotations

import asyncio
import datetime
import time
from pathlib import Path

import pytest

from desktop.jobs.job import JobState
from desktop.sandbox.books import Kind
from desktop.sandbox.server import Sandbox
from tests.faults.pictures import grain
from tests.faults.room import Room

OUTAGE_S = 300.0
SPEED = 200.0
CLIPS = 5
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


class FastClock:
    """A second of it is five milliseconds."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._start = datetime.datetime.now(datetime.UTC)  # the sandbox goes by the real one

    @property
    def elapsed_s(self) -> float:
        return (time.monotonic() - self._began) * SPEED

    def __call__(self) -> datetime.datetime:
        return self._start + datetime.timedelta(seconds=self.elapsed_s)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)


async def reached(room: Room, states: set[JobState]) -> None:
    """Return once a clip is in one of these states, and no POST is under way, or about to be.

    One that is cut before anything is created is the user's to decide: see `test_lost_reply`.
    """
    before = {JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING}
    about_to_post = {JobState.SUBMITTING} | (before if states == {JobState.GENERATING} else set())
    async with asyncio.timeout(20):
        while True:
            found = {job.state for job in room.queue.jobs()}
            if found & states and not found & about_to_post:
                return
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("begins_at", "fault"),
    [
        (None, []),
        ({JobState.UPLOADING}, ["slow-network"]),
        ({JobState.GENERATING}, []),
        ({JobState.DOWNLOADING}, ["slow-network"]),
        ({JobState.UNCONFIRMED}, ["lost-reply"]),
    ],
)
async def test_every_clip_is_made_afterwards(tmp_path: Path, begins_at, fault):
    picture = tmp_path / "cat.jpg"
    picture.write_bytes(grain())
    clock = FastClock()
    with Sandbox(tmp_path / "sandbox", render_s=0.2, uses_stock_films=True) as sandbox:
        sandbox.faults.add(*fault)
        async with Room(tmp_path / "home", sandbox, sleep=clock.sleep, now=clock) as room:
            if begins_at is None:
                await asyncio.to_thread(sandbox.go_offline)
            jobs = [await room.order(picture, f"clip {number}") for number in range(CLIPS)]
            if begins_at is not None:
                await reached(room, begins_at)
                await asyncio.to_thread(sandbox.go_offline)
            await clock.sleep(OUTAGE_S)
            assert all(job.state is not JobState.FAILED for job in room.queue.jobs())
            sandbox.faults.clear()
            ended = [await room.end_of(job) for job in jobs]
        assert [job.state for job in ended] == [JobState.READY] * CLIPS
        assert len(sandbox.books.of(Kind.CHARGE)) == CLIPS
        assert len(sandbox.books.of(Kind.SUBMISSION)) == CLIPS
