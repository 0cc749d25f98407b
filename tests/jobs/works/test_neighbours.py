"""Several processes on one journal: each job has one that works on it, the others look on."""

import asyncio

import pytest
import pytest_asyncio

from desktop.core.errors import BadKey, ReplyLost
from desktop.jobs.job import JobState
from desktop.jobs.journal import Journal
from desktop.jobs.works.lease import Lease
from desktop.library.database import Database
from tests.jobs.scripted import COMPLETE, GENERATION_ID, PENDING


@pytest.fixture
def other(studio):
    """The lease of another process that lives."""
    lease = Lease(studio.root / "leases")
    lease.hold()
    yield lease
    lease.release()


@pytest_asyncio.fixture
async def elsewhere(studio):
    """The queue of another process: on a connection of its own."""
    database = Database(studio.database.path)
    await database.open()
    queue = studio.queue(journal=Journal(database))
    yield queue
    await queue.close()
    await database.close()


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


async def test_two_processes_that_take_the_same_job_send_it_once(studio):
    job = await studio.left_in(JobState.QUEUED)
    first, second = studio.queue(), studio.queue()
    await asyncio.gather(first.open(), second.open())
    await asyncio.gather(first.start(), second.start())
    ended = await asyncio.gather(first.wait(job.id), second.wait(job.id))
    assert [job.state for job in ended] == [JobState.READY] * 2
    assert studio.api.count("submit") == 1
    assert len(await studio.library.all()) == 1


async def test_a_job_of_a_living_process_is_left_to_it_and_taken_over_at_its_end(studio, other):
    left = await studio.left_in(
        JobState.GENERATING,
        owner=other.name,
        submitted_at=studio.clock(),
        generation_id=GENERATION_ID,
    )
    queue = studio.queue()
    await queue.open()
    assert await queue.start() == [left.id]
    await asyncio.sleep(0.02)
    assert studio.api.calls == []
    other.release()
    ended = await queue.wait(left.id)
    assert (ended.state, studio.api.count("submit")) == (JobState.READY, 0)


async def test_steps_of_another_process_are_shown_and_its_clip_announced(studio, other, elsewhere):
    left = await studio.left_in(JobState.QUEUED, owner=other.name)
    announced = []
    studio.library.subscribe(lambda clip_id, clip: announced.append((clip_id, clip is not None)))
    onlooker = studio.queue()
    await onlooker.open()
    await onlooker.start()
    await elsewhere.open()
    other.release()
    await elsewhere.start()
    await until(lambda: onlooker.get(left.id).state is JobState.READY)
    await until(lambda: announced)
    assert set(announced) == {(left.id, True)}


async def test_a_job_another_process_makes_appears_and_one_it_takes_back_goes(studio, elsewhere):
    onlooker, worker = studio.queue(), elsewhere
    worker.pause()
    gone: list[str] = []
    onlooker.subscribe_removed(gone.append)
    await onlooker.open()
    await onlooker.start()
    job = await studio.submit(worker)
    await until(lambda: onlooker.get(job.id) is not None)
    assert await worker.cancel(job.id)
    await until(lambda: gone == [job.id])
    assert studio.api.calls == []


async def test_a_job_waiting_elsewhere_can_be_taken_back_from_here(studio, elsewhere):
    here, there = studio.queue(), elsewhere
    there.pause()
    job = await studio.submit(there)
    await here.open()
    await here.start()
    assert await here.cancel(job.id)
    there.go_on()
    with pytest.raises(KeyError):
        await there.wait(job.id)
    assert there.jobs() == []
    assert studio.api.count("submit") == 0


async def test_a_stalled_job_may_be_taken_by_another_process(studio):
    studio.api.answers["generation"] = [PENDING]
    left = await studio.left_in(
        JobState.GENERATING, submitted_at=studio.clock(), generation_id=GENERATION_ID
    )
    studio.api.answers["generation"] = [BadKey()]
    first = studio.queue()
    await first.start()
    assert (await first.wait(left.id)).problem == BadKey()
    studio.api.answers["generation"] = [COMPLETE]
    second = studio.queue()
    await second.start()
    assert (await second.wait(left.id)).state is JobState.READY


async def test_who_asked_for_one_clip_neither_shows_nor_sends_what_others_left(studio):
    left = await studio.left_in(JobState.QUEUED)
    queue = studio.queue()
    await queue.open()
    await asyncio.sleep(0.05)
    job = await studio.submit(queue)
    assert (await queue.wait(job.id)).state is JobState.READY
    await asyncio.sleep(0.05)
    assert studio.api.count("submit") == 1
    assert queue.get(left.id) is None
    assert (await studio.journal.get(left.id)).state is JobState.QUEUED


async def test_a_job_that_stalls_everywhere_does_not_go_to_and_fro(studio, elsewhere):
    studio.api.answers["generation"] = [BadKey()]
    await studio.left_in(
        JobState.GENERATING, submitted_at=studio.clock(), generation_id=GENERATION_ID
    )
    here = studio.queue()
    await asyncio.gather(here.open(), elsewhere.open())
    await asyncio.gather(here.start(), elsewhere.start())
    polls = -1
    async with asyncio.timeout(5):
        while polls != studio.api.count("generation"):
            polls = studio.api.count("generation")
            await asyncio.sleep(0.3)


async def test_what_is_adopted_here_is_left_to_the_process_that_looks_for_it(studio, other):
    left = await studio.left_in(
        JobState.UNCONFIRMED, owner=other.name, submitted_at=studio.clock(), problem=ReplyLost()
    )
    queue = studio.queue()
    await queue.open()
    await queue.start()
    await queue.adopt(left.id, GENERATION_ID)
    await asyncio.sleep(0.05)
    assert studio.api.count("generation") == 0
    other.release()
    assert (await queue.wait(left.id)).state is JobState.READY
