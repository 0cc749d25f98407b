"""A submission whose reply was lost: found again, shown, or left alone, but never sent again."""

import asyncio
import contextlib
import dataclasses
import datetime

import pytest

from desktop.core import errors
from desktop.core.catalogue import Dimensions
from desktop.jobs import resolver
from desktop.jobs.job import JobState
from desktop.jobs.journal import AlreadyAdopted
from desktop.leonardo.api import Generation, GenerationStatus, Submitted
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
    return Submitted(GENERATION_ID, None)


async def test_a_job_of_other_seconds_is_a_rival_since_no_generation_tells_them(studio, job):
    left = await job()
    longer = dataclasses.replace(studio.request, duration_s=left.request.duration_s + 1)
    auto = dataclasses.replace(studio.request, dimensions=Dimensions(0, 0))
    public = dataclasses.replace(studio.request, public=not left.request.public)
    others = [dataclasses.replace(await job(), request=one) for one in (longer, auto, public)]
    assert [resolver.is_rival(left, one) for one in others] == [True, True, False]


async def test_the_generation_of_a_submission_under_way_is_not_adopted_by_another(studio, job):
    left = await job()
    answered = asyncio.Event()

    async def slow():
        await answered.wait()
        return Submitted(listed(studio).id, None)

    studio.api.answers |= {"submit": [slow], "generations": [[listed(studio)]]}
    studio.request = dataclasses.replace(studio.request, duration_s=left.request.duration_s + 1)
    queue = studio.queue()
    sent = await studio.submit(queue)
    while "submit" not in studio.api.calls:
        await asyncio.sleep(0.001)
    await queue.start()
    assert (await queue.wait(left.id)).state is JobState.UNCONFIRMED
    answered.set()
    ended = await queue.wait(sent.id)
    assert (ended.state, ended.generation_id) == (JobState.READY, listed(studio).id)


async def test_a_picture_made_with_the_same_words_is_shown_but_not_adopted(studio, job):
    left = await job()
    picture = listed(studio, status=GenerationStatus.COMPLETE, has_images=True)
    studio.api.answers["generations"] = [[picture]]
    queue = studio.queue()
    await queue.start()
    assert (await queue.wait(left.id)).state is JobState.UNCONFIRMED
    assert queue.candidates(left.id) == (picture,)


@pytest.mark.parametrize("verb", ["give_up", "send_again", "search", "forget"])
async def test_a_verb_in_the_moment_it_is_found_does_not_leave_it_lying(
    studio, job, verb, monkeypatch
):
    left = await job()
    studio.api.answers["generations"] = [[listed(studio)]]
    advance, written = studio.journal.advance, asyncio.Event()

    async def slow(old, new, **values):
        await advance(old, new, **values)
        written.set()
        await asyncio.sleep(10)

    monkeypatch.setattr(studio.journal, "advance", slow)
    queue = studio.queue()
    await queue.start()
    await written.wait()
    monkeypatch.setattr(studio.journal, "advance", advance)
    with contextlib.suppress(ValueError):
        await getattr(queue, verb)(left.id)
    assert (await queue.wait(left.id)).state is JobState.READY
    assert studio.api.count("submit") == 0


async def test_what_is_the_clip_of_a_job_that_is_gone_is_not_adopted_again(studio, job):
    studio.api.answers["submit"] = [reply]
    ready = await studio.finish()
    queue = studio.queue()
    left = await job()
    await queue.start()
    await queue.forget(ready.id)
    with pytest.raises(AlreadyAdopted):
        await queue.adopt(left.id, ready.generation_id)
