"""What the user does with the line: order, pause, taking back, no longer listening."""

import asyncio

import pytest

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.jobs.works.connection import Connection
from desktop.leonardo.api import Account, Submitted
from tests.jobs.scripted import COMPLETE, COST, GENERATION_ID, PENDING


@pytest.fixture(autouse=True)
def any_generation(studio, monkeypatch):
    numbers = iter(range(1000))

    async def generation(generation_id):
        return await studio.api._next("generation")

    monkeypatch.setattr(studio.api, "generation", generation)
    submitted = lambda: Submitted(f"{GENERATION_ID[:-3]}{next(numbers):03}", COST)  # noqa: E731
    studio.api.answers |= {"generation": [COMPLETE], "submit": [submitted]}


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


@pytest.fixture
def paused(studio):
    async def make(count):
        queue = studio.queue(concurrency=1)
        queue.pause()
        return queue, [(await studio.submit(queue)).id for _ in range(count)]

    return make


async def test_a_paused_queue_starts_nothing_and_goes_on(studio, paused):
    queue, jobs = await paused(2)
    assert queue.is_paused
    assert queue.waiting() == jobs
    assert studio.api.calls == []
    queue.go_on()
    assert [(await queue.wait(job)).state for job in jobs] == [JobState.READY] * 2


@pytest.mark.parametrize(
    ("verb", "which", "order"),
    [
        ("move_up", 2, [0, 2, 1, 3]),
        ("move_up", 0, [0, 1, 2, 3]),
        ("move_down", 1, [0, 2, 1, 3]),
        ("move_down", 3, [0, 1, 2, 3]),
        ("move_first", 3, [3, 0, 1, 2]),
    ],
)
async def test_moving(studio, paused, verb, which, order):
    queue, jobs = await paused(4)
    await getattr(queue, verb)(jobs[which])
    assert queue.waiting() == [jobs[index] for index in order]
    assert [job.id for job in await studio.journal.all()] == queue.waiting()


async def test_moving_before_another_or_to_the_end_survives_a_restart(studio, paused):
    queue, jobs = await paused(3)
    await queue.move_before(jobs[0], jobs[2])
    await queue.move_before(jobs[1], None)
    wanted = [jobs[0], jobs[2], jobs[1]]
    assert queue.waiting() == wanted
    await queue.close()
    again = studio.queue(concurrency=1)
    again.pause()
    await again.start()
    assert again.waiting() == wanted


async def test_a_clock_set_back_lets_nobody_jump_the_line(studio, paused):
    queue, [first] = await paused(1)
    studio.clock.now = studio.clock.now.replace(year=2020)
    second = (await studio.submit(queue)).id
    assert queue.waiting() == [first, second]


async def test_moving_what_does_not_wait_changes_nothing(studio, paused):
    queue, jobs = await paused(2)
    await queue.move_before(jobs[0], "nobody")
    await queue.move_up("nobody")
    assert queue.waiting() == jobs


async def test_taken_back_while_waiting_it_is_gone_and_free(studio, paused):
    queue, [job] = await paused(1)
    gone: list[str] = []
    queue.subscribe_removed(gone.append)
    assert await queue.cancel(job)
    assert (gone, queue.jobs(), await studio.journal.all()) == ([job], [], [])
    queue.go_on()
    assert studio.api.calls == []


async def test_taken_back_while_uploading_nothing_is_sent(studio):
    studio.api.answers["upload"] = [asyncio.Event().wait]
    queue = studio.queue()
    job = await studio.submit(queue)
    await until(lambda: "upload" in studio.api.calls)
    assert await queue.cancel(job.id)
    assert await studio.journal.all() == []
    assert studio.api.count("submit") == 0


async def test_taken_back_too_late_it_goes_on(studio):
    release = asyncio.Event()

    async def slow():
        await release.wait()
        return Submitted(GENERATION_ID, COST)

    studio.api.answers["submit"] = [slow]
    queue = studio.queue()
    job = await studio.submit(queue)
    await until(lambda: "submit" in studio.api.calls)
    assert not await queue.cancel(job.id)
    release.set()
    assert (await queue.wait(job.id)).state is JobState.READY


async def test_taken_back_at_leonardo_it_goes_on(studio):
    studio.api.answers["generation"] = [PENDING]
    queue = studio.queue()
    job = await studio.submit(queue)
    await until(lambda: "generation" in studio.api.calls)
    assert not await queue.cancel(job.id)
    studio.api.answers["generation"] = [COMPLETE]
    assert (await queue.wait(job.id)).state is JobState.READY
    assert studio.api.count("submit") == 1


async def test_until_the_time_to_undo_is_over_nothing_is_sent(studio):
    gate = asyncio.Event()

    async def sleep(seconds):
        studio.clock.slept.append(seconds)
        await gate.wait()

    queue = studio.queue(sleep=sleep)
    job = await studio.submit(queue, undo_s=3)
    assert (job.send_at - studio.clock()).total_seconds() == 3
    await until(lambda: studio.clock.slept)
    assert studio.api.calls == ["upload"]
    assert await queue.cancel(job.id)
    gate.set()
    assert studio.api.count("submit") == 0


async def test_the_time_to_undo_is_bounded_whatever_the_clock_says(studio):
    queue = studio.queue()
    job = await studio.submit(queue, undo_s=9999)
    studio.clock.now = studio.clock.now.replace(year=2020)
    assert (await queue.wait(job.id)).state is JobState.READY
    assert max(studio.clock.slept) <= 30


async def test_no_longer_listening_keeps_the_id_and_listens_again_when_told(studio):
    studio.api.answers["generation"] = [PENDING]
    queue = studio.queue()
    job = await studio.submit(queue)
    await until(lambda: "generation" in studio.api.calls)
    await queue.stop_listening(job.id)
    left = queue.get(job.id)
    assert (left.state, left.generation_id is not None) == (JobState.CANCELLED, True)
    assert await queue.clear_finished() == 0
    studio.api.answers["generation"] = [COMPLETE]
    again = await queue.retry(job.id)
    assert again.id == job.id
    assert (await queue.wait(job.id)).state is JobState.READY
    assert studio.api.count("submit") == 1


async def test_only_what_is_at_leonardo_can_be_left_alone(studio, paused):
    queue, [job] = await paused(1)
    with pytest.raises(ValueError, match="not at Leonardo"):
        await queue.stop_listening(job)


async def test_all_failed_are_retried_once_and_cleared(studio):
    studio.api.answers["submit"] = [errors.Rejected()]
    queue = studio.queue()
    jobs = [await studio.submit(queue) for _ in range(3)]
    for job in jobs:
        assert (await queue.wait(job.id)).state is JobState.FAILED
    retried = await queue.retry_failed()
    assert [job.retry_of for job in retried] == [job.id for job in jobs]
    for job in retried:
        await queue.wait(job.id)
    assert await queue.clear_finished() == 6
    assert await studio.journal.all() == []


async def test_more_slots_start_more(studio, paused):
    studio.api.answers["generation"] = [asyncio.Event().wait]
    queue, _ = await paused(4)
    queue.go_on()
    await until(lambda: studio.api.count("generation") == 1)
    queue.concurrency = 3
    await until(lambda: studio.api.count("generation") == 3)
    assert len(queue.waiting()) == 1


async def test_without_a_network_jobs_wait_and_the_first_to_get_through_wakes_all(studio):
    outage = [errors.Offline()] * 40
    connection_seen = []
    studio.api.answers["upload"] = [*outage, "image"]
    connection = Connection()
    queue = studio.queue(connection=connection)
    connection.subscribe(lambda: connection_seen.append(connection.is_online))
    jobs = [await studio.submit(queue) for _ in range(5)]
    ended = [await queue.wait(job.id) for job in jobs]
    assert {job.state for job in ended} == {JobState.READY}
    assert connection_seen[0] is False
    assert connection_seen[-1] is True
    assert studio.api.count("submit") == 5


async def test_an_unconfirmed_job_is_looked_for_again_when_the_network_is_back(studio):
    left = await studio.left_in(
        JobState.UNCONFIRMED, submitted_at=studio.clock(), problem=errors.ReplyLost()
    )
    connection = Connection()
    queue = studio.queue(is_patient=False, connection=connection)
    studio.api.answers["me"] = [errors.Offline()]
    await queue.start()
    assert (await queue.wait(left.id)).state is JobState.UNCONFIRMED
    assert queue.candidates(left.id) is None
    studio.api.answers["me"] = [Account("user-1", "name", None, 3)]
    connection.found()
    await until(lambda: queue.candidates(left.id) == ())


async def test_who_waits_long_is_woken_when_another_gets_through(studio):
    connection = Connection()

    async def sleep(seconds):
        await studio.clock.sleep(seconds)
        if len(studio.clock.slept) == 20:
            studio.api.answers["upload"] = ["image"]
            connection.found()

    studio.api.answers["upload"] = [errors.Offline()]
    queue = studio.queue(connection=connection, sleep=sleep)
    job = await studio.submit(queue)
    assert (await queue.wait(job.id)).state is JobState.READY
    assert max(studio.clock.slept[:20]) <= 1
