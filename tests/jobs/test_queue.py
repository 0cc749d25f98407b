"""The queue: order, slots, two processes, closing, retrying, forgetting."""

import asyncio

import pytest

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.leonardo.api import Submitted
from tests.jobs.scripted import COMPLETE, COST, GENERATION_ID


def numbered():
    """Submissions with an id of their own are told apart by the library."""
    numbers = iter(range(1000))
    return lambda: Submitted(f"{GENERATION_ID[:-3]}{next(numbers):03}", COST)


@pytest.fixture(autouse=True)
def any_generation(studio, monkeypatch):
    async def generation(generation_id):
        return await studio.api._next("generation")

    monkeypatch.setattr(studio.api, "generation", generation)
    studio.api.answers |= {"generation": [COMPLETE], "submit": [numbered()]}


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


async def test_first_in_first_out_and_never_more_than_the_slots(studio):
    release, under_way, most = asyncio.Event(), [], [0]

    async def slow():
        under_way.append(1)
        most[0] = max(most[0], len(under_way))
        await release.wait()
        under_way.pop()
        return COMPLETE

    studio.api.answers["generation"] = [slow]
    queue = studio.queue(concurrency=2)
    jobs = [await studio.submit(queue) for _ in range(5)]
    await until(lambda: len(under_way) == 2)
    assert [queue.get(job.id).state is JobState.QUEUED for job in jobs] == [0, 0, 1, 1, 1]
    release.set()
    ended = [await queue.wait(job.id) for job in jobs]
    assert {job.state for job in ended} == {JobState.READY}
    assert most == [2]
    assert len({job.video for job in ended}) == 5


async def test_a_job_forgotten_by_another_process_is_left_alone(studio):
    async def meanwhile():
        [job] = await studio.journal.all()
        await studio.journal.forget(job)
        return "image"

    studio.api.answers["upload"] = [meanwhile]
    with pytest.raises(KeyError):  # off the list here as well
        await studio.finish()
    assert studio.api.calls == ["upload"]


@pytest.mark.expects_log("cannot be written")
async def test_a_disk_that_takes_no_step_stalls_the_job_and_says_so(studio, monkeypatch):
    async def refusing(old, new, *, clip=None):
        raise errors.DiskFull(folder="data")

    queue = studio.queue()
    monkeypatch.setattr(studio.journal, "advance", refusing)
    job = await queue.wait((await studio.submit(queue)).id)
    assert (job.state, job.problem.code) == (JobState.QUEUED, "disk_full")
    monkeypatch.undo()


@pytest.mark.parametrize("fate", ["unconfirmed", "cancelled", "forgotten"])
async def test_a_reply_is_kept_whatever_became_of_the_row(studio, fate):
    """Another process found the job SUBMITTING while its reply was on the way."""

    async def meanwhile():
        [job] = await studio.journal.all()
        lost = job.moved_to(JobState.UNCONFIRMED, studio.clock())
        await studio.journal.advance(job, lost)
        if fate == "cancelled":
            await studio.journal.advance(lost, lost.moved_to(JobState.CANCELLED, studio.clock()))
        if fate == "forgotten":
            await studio.journal.forget(lost)
        return Submitted(GENERATION_ID, COST)

    studio.api.answers["submit"] = [meanwhile]
    job = await studio.finish()
    assert (job.state, job.generation_id, job.cost) == (JobState.READY, GENERATION_ID, COST)


@pytest.mark.expects_log("cannot be written")
async def test_a_reply_is_kept_when_its_row_goes_between_two_looks(studio, monkeypatch):
    """Called unconfirmed, read as such, then forgotten; and the disk refuses at first."""
    get, add, refusals = studio.journal.get, studio.journal.add, [errors.DiskFull(folder="data")]

    async def meanwhile():
        [job] = await studio.journal.all()
        await studio.journal.advance(job, job.moved_to(JobState.UNCONFIRMED, studio.clock()))
        monkeypatch.setattr(studio.journal, "get", get_and_forget)
        monkeypatch.setattr(studio.journal, "add", refusing)
        return Submitted(GENERATION_ID, COST)

    async def get_and_forget(job_id):
        found = await get(job_id)
        monkeypatch.setattr(studio.journal, "get", get)
        await studio.journal.forget(found)
        return found

    async def refusing(job, *, owner):
        if refusals:
            raise refusals.pop()
        await add(job, owner=owner)

    studio.api.answers["submit"] = [meanwhile]
    job = await studio.finish()
    assert (job.state, job.generation_id, refusals) == (JobState.READY, GENERATION_ID, [])


@pytest.mark.parametrize("problem", [errors.Offline(), errors.RateLimited(), errors.Rejected()])
async def test_what_was_not_created_is_not_left_unconfirmed(studio, problem):
    """Another process called it unconfirmed before the reply said that nothing was created."""

    async def meanwhile():
        [job] = await studio.journal.all()
        await studio.journal.advance(job, job.moved_to(JobState.UNCONFIRMED, studio.clock()))
        raise problem

    studio.api.answers["submit"] = [meanwhile]
    job = await studio.finish()
    assert (job.state, job.problem) == (JobState.FAILED, problem)
    assert studio.api.count("submit") == 1


@pytest.mark.expects_log("cannot be written")
async def test_a_reply_is_kept_while_the_disk_refuses(studio, monkeypatch):
    advance, refusals = studio.journal.advance, [errors.DiskFull(folder="data")] * 3

    async def refusing(old, new, *, clip=None):
        if new.state is JobState.GENERATING and refusals:
            raise refusals.pop()
        await advance(old, new, clip=clip)

    monkeypatch.setattr(studio.journal, "advance", refusing)
    job = await studio.finish()
    assert (job.state, refusals) == (JobState.READY, [])


async def test_closing_while_submitting_waits_for_the_reply(studio):
    release = asyncio.Event()

    async def slow():
        await release.wait()
        return Submitted(GENERATION_ID, COST)

    studio.api.answers["submit"] = [slow]
    queue = studio.queue()
    job = await studio.submit(queue)
    await until(lambda: "submit" in studio.api.calls)
    closing = asyncio.gather(queue.close())
    await asyncio.sleep(0.01)
    release.set()
    await closing
    left = await studio.journal.get(job.id)
    assert (left.state, left.generation_id) == (JobState.GENERATING, GENERATION_ID)


async def test_closing_without_a_reply_leaves_it_to_the_next_start(studio, monkeypatch):
    monkeypatch.setattr("desktop.jobs.works.crew.SUBMIT_GRACE_S", 0.01)
    studio.api.answers["submit"] = [asyncio.Event().wait]
    queue = studio.queue()
    job = await studio.submit(queue)
    await until(lambda: "submit" in studio.api.calls)
    await queue.close()
    assert (await studio.journal.get(job.id)).state is JobState.SUBMITTING
    again = studio.queue()
    assert await again.start() == [job.id]
    assert again.get(job.id).state is JobState.UNCONFIRMED


@pytest.mark.parametrize("call", ["upload", "generation", "download"])
async def test_closing_leaves_every_job_resumable(studio, call):
    kept = studio.api.answers[call]
    studio.api.answers[call] = [asyncio.Event().wait]
    queue = studio.queue()
    job = await studio.submit(queue)
    await until(lambda: call in studio.api.calls)
    await queue.close()
    studio.api.answers[call] = kept
    again = studio.queue()
    await again.start()
    assert (await again.wait(job.id)).state is JobState.READY
    assert studio.api.count("submit") == 1


async def test_a_retry_is_a_new_job_and_twice_is_once(studio):
    studio.api.answers["submit"] = [errors.OutOfCredits(), numbered()]
    queue = studio.queue()
    failed = await queue.wait((await studio.submit(queue)).id)
    first, second = await asyncio.gather(queue.retry(failed.id), queue.retry(failed.id))
    assert first.id == second.id != failed.id
    assert first.retry_of == failed.id
    assert (await queue.wait(first.id)).state is JobState.READY


async def test_what_may_have_been_paid_for_is_not_retried(studio):
    studio.api.answers["submit"] = [errors.ReplyLost()]
    queue = studio.queue()
    job = await queue.wait((await studio.submit(queue)).id)
    with pytest.raises(ValueError, match="unconfirmed"):
        await queue.retry(job.id)


async def test_forgetting(studio):
    uploading = asyncio.Event()

    async def upload():
        uploading.set()
        await asyncio.Event().wait()

    studio.api.answers["upload"] = [upload]
    queue = studio.queue()
    removed: list[str] = []
    end = queue.subscribe_removed(removed.append)
    job = await studio.submit(queue)
    await uploading.wait()
    with pytest.raises(ValueError, match="is not forgotten"):
        await queue.forget(job.id)
    left = await studio.left_in(JobState.UNCONFIRMED)
    other = studio.queue(concurrency=0)
    other.subscribe_removed(removed.append)
    await other.start()
    await other.forget(left.id)
    end()
    assert removed == [left.id]
    assert await studio.journal.get(left.id) is None


async def test_what_another_process_has_adopted_is_not_forgotten(studio):
    left = await studio.left_in(JobState.UNCONFIRMED)
    queue = studio.queue()
    await queue.start()
    going = left.moved_to(JobState.GENERATING, studio.clock(), generation_id=GENERATION_ID)
    await studio.journal.advance(left, going)
    await queue.forget(left.id)
    assert queue.get(left.id) == going
    assert await studio.journal.get(left.id) == going


async def test_without_a_key_a_job_waits_for_one(studio):
    keys: list[str] = []

    async def apis(account):
        if not keys:
            raise errors.NoKey(account=account)
        return studio.api

    queue = studio.queue(apis=apis)
    job = await queue.wait((await studio.submit(queue)).id)
    assert (job.state.is_running, job.problem.code) == (True, "no_key")
    keys.append("a key")
    await queue.resume(job.id)
    assert (await queue.wait(job.id)).state is JobState.READY


async def test_a_bad_picture_makes_no_job(studio):
    studio.picture.write_text("no picture")
    queue = studio.queue()
    with pytest.raises(errors.NotAPicture):
        await studio.submit(queue)
    assert queue.jobs() == []


async def test_progress_is_told_and_gone_at_the_end(studio):
    queue, seen = studio.queue(), []
    queue.subscribe(lambda job: seen.append(queue.progress(job.id)))

    async def slowly():
        await asyncio.sleep(0.01)
        return studio.api.video

    studio.api.answers["download"] = [slowly]
    job = await queue.wait((await studio.submit(queue)).id)
    size = len(studio.api.video)
    assert (size, size) in seen
    assert queue.progress(job.id) is None
    assert [found.id for found in queue.jobs()] == [job.id]


async def test_an_observer_that_breaks_harms_no_job(studio):
    told = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context))
    queue = studio.queue()
    queue.subscribe(lambda job: 1 / 0)
    job = await queue.wait((await studio.submit(queue)).id)
    assert job.state is JobState.READY
    assert isinstance(told[0]["exception"], ZeroDivisionError)
