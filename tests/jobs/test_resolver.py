"""A submission whose reply was lost: found again, shown, or left alone, but never sent again."""

import dataclasses
import datetime

import pytest

from desktop.core import errors
from desktop.core.catalogue import Dimensions
from desktop.jobs import resolver
from desktop.jobs.job import JobState
from desktop.jobs.journal import AlreadyAdopted
from desktop.leonardo.api import Generation, GenerationStatus
from tests.jobs.scripted import COMPLETE, GENERATION_ID

MINUTE = datetime.timedelta(minutes=1)


def listed(studio, number=0, **values):
    """A generation of the account that is the job's in everything, unless told otherwise."""
    usual = {
        "id": f"{GENERATION_ID[:-2]}{number:02}",
        "status": GenerationStatus.PENDING,
        "created_at": studio.clock(),
        "prompt": "a slow pan",
        "width": 1280,
        "height": 720,
        "public": False,
    }
    return Generation(**(usual | values))


@pytest.fixture(autouse=True)
def any_generation(studio, monkeypatch):
    async def generation(generation_id):
        return dataclasses.replace(COMPLETE, id=generation_id)

    monkeypatch.setattr(studio.api, "generation", generation)
    studio.api.answers["submit"] = [errors.ReplyLost()]


@pytest.fixture
def job(studio):
    async def make(**values):
        return await studio.left_in(
            JobState.UNCONFIRMED, submitted_at=studio.clock(), problem=errors.ReplyLost(), **values
        )

    return make


@pytest.mark.parametrize(
    ("values", "is_alike"),
    [
        ({}, True),
        ({"prompt": " a  slow\npan "}, True),
        ({"prompt": "a slow pan!"}, False),
        ({"prompt": None}, False),
        ({"width": 736, "height": 400}, False),
        ({"width": None, "height": None}, True),
        ({"public": True}, False),
        ({"public": None}, True),
    ],
)
async def test_what_looks_alike(studio, job, values, is_alike):
    assert resolver.looks_alike(await job(), listed(studio, **values)) is is_alike


async def test_auto_takes_any_size(studio, job):
    request = dataclasses.replace(studio.request, dimensions=Dimensions(0, 0))
    left = dataclasses.replace(await job(), request=request)
    assert resolver.looks_alike(left, listed(studio, width=960, height=960))


@pytest.mark.parametrize(
    ("minutes", "is_exact"), [(-3, False), (-1, True), (0, True), (9, True), (11, False)]
)
async def test_the_time_counts(studio, job, minutes, is_exact):
    generation = listed(studio, created_at=studio.clock() + minutes * MINUTE)
    assert resolver.is_of_that_time(await job(), generation) is is_exact


async def test_a_lost_reply_is_adopted_without_a_person(studio):
    studio.api.answers["generations"] = [[], [listed(studio)]]
    job = await studio.finish()
    assert (job.state, job.generation_id) == (JobState.READY, listed(studio).id)
    assert studio.api.count("submit") == 1


async def test_after_a_restart_it_is_looked_for(studio, job):
    left = await job()
    studio.api.answers["generations"] = [[listed(studio)]]
    queue = studio.queue()
    await queue.start()
    assert (await queue.wait(left.id)).state is JobState.READY
    assert studio.api.count("submit") == 0


async def test_several_are_shown_and_the_user_decides(studio, job):
    left = await job()
    studio.api.answers["generations"] = [[listed(studio, 1), listed(studio, 2)]]
    queue = studio.queue()
    await queue.start()
    assert (await queue.wait(left.id)).state is JobState.UNCONFIRMED
    _, second = queue.candidates(left.id)
    await queue.adopt(left.id, second.id)
    ended = await queue.wait(left.id)
    assert (ended.state, ended.generation_id) == (JobState.READY, second.id)
    assert studio.api.count("submit") == 0


async def test_one_of_another_time_is_shown_but_not_adopted(studio, job):
    left = await job()
    studio.api.answers["generations"] = [[listed(studio, created_at=studio.clock() - 5 * MINUTE)]]
    queue = studio.queue()
    await queue.start()
    assert (await queue.wait(left.id)).state is JobState.UNCONFIRMED
    assert len(queue.candidates(left.id)) == 1


async def test_none_is_told_apart_from_not_looked(studio, job):
    left = await job()
    queue = studio.queue()
    await queue.start()
    assert queue.candidates(left.id) is None
    assert queue.is_searching(left.id)
    await queue.wait(left.id)
    assert queue.candidates(left.id) == ()
    assert not queue.is_searching(left.id)


async def test_what_another_job_has_is_not_found(studio, job):
    taken = await studio.left_in(JobState.FAILED, generation_id=listed(studio).id)
    left = await job()
    studio.api.answers["generations"] = [[listed(studio)]]
    queue = studio.queue()
    await queue.start()
    assert (await queue.wait(left.id)).state is JobState.UNCONFIRMED
    assert queue.candidates(left.id) == ()
    with pytest.raises(AlreadyAdopted):
        await queue.adopt(left.id, taken.generation_id)


async def test_two_that_could_both_be_its_owner_leave_it_to_the_user(studio, job):
    first, second = await job(), await job()
    studio.api.answers["generations"] = [[listed(studio)]]
    queue = studio.queue()
    await queue.start()
    states = {(await queue.wait(one.id)).state for one in (first, second)}
    assert states == {JobState.UNCONFIRMED}
    await queue.adopt(first.id, listed(studio).id)
    assert (await queue.wait(first.id)).state is JobState.READY


async def test_pages_are_read_until_they_are_older(studio, job):
    left = await job()
    newer = [
        listed(studio, n, prompt="other", created_at=studio.clock() + MINUTE) for n in range(40)
    ]
    older = [listed(studio, 60 + n, created_at=studio.clock() - 60 * MINUTE) for n in range(60)]
    studio.api.answers["generations"] = [[*newer, listed(studio, 50), *older]]
    found = await resolver.find(studio.api, left)
    assert studio.api.count("generations") == 4
    assert found[0].id == listed(studio, 50).id


async def test_trouble_while_looking_is_waited_out(studio, job):
    left = await job()
    studio.api.answers["generations"] = [errors.Offline(), errors.ServerFailed(), [listed(studio)]]
    queue = studio.queue()
    await queue.start()
    assert (await queue.wait(left.id)).state is JobState.READY


async def test_a_refused_key_ends_the_search_and_a_later_one_finds_it(studio, job):
    left = await job()
    studio.api.answers["generations"] = [errors.BadKey(), [listed(studio)]]
    queue = studio.queue()
    await queue.start()
    assert (await queue.wait(left.id)).state is JobState.UNCONFIRMED
    assert queue.candidates(left.id) is None
    await queue.search(left.id)
    assert (await queue.wait(left.id)).state is JobState.READY


async def test_sending_again_is_a_new_job_and_gives_the_old_one_up(studio, job):
    left = await job()
    studio.api.answers["submit"] = [reply]
    queue = studio.queue()
    await queue.start()
    await queue.wait(left.id)
    again = await queue.send_again(left.id)
    assert (await queue.wait(again.id)).state is JobState.READY
    assert queue.get(left.id).state is JobState.CANCELLED
    assert again.retry_of == left.id
    assert studio.api.count("submit") == 1


async def test_giving_up_while_it_is_looked_for(studio, job):
    left = await job()
    queue = studio.queue()
    await queue.start()
    await queue.give_up(left.id)
    assert queue.get(left.id).state is JobState.CANCELLED
    with pytest.raises(ValueError, match="not unconfirmed"):
        await queue.give_up(left.id)


def reply():
    from desktop.leonardo.api import Submitted

    return Submitted(GENERATION_ID, None)
