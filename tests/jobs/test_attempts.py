"""Attempts that brought no clip: kept off the shelf, found by what they were made of."""

import dataclasses
from datetime import timedelta

import pytest

from desktop.core.errors import Moderated
from desktop.jobs import attempts
from desktop.jobs.attempts import Attempts
from desktop.jobs.job import JobState
from desktop.library.search import Search


@pytest.fixture
def kept(studio):
    return Attempts(studio.database)


async def failed(studio, **values):
    return await studio.left_in(
        JobState.FAILED, problem=Moderated(classification=["NSFW"]), **values
    )


async def test_a_failure_that_leaves_the_shelf_stays_with_its_reason_and_its_story(studio, kept):
    job = await failed(studio)
    await studio.journal.forget(job)
    assert await studio.journal.get(job.id) is None
    assert await kept.all() == [job]
    assert await studio.journal.timeline.of(job.id)
    await kept.remove([job.id, "unknown"])
    assert await kept.all() == []
    assert not await studio.journal.timeline.of(job.id)


@pytest.mark.parametrize("state", [JobState.CANCELLED, JobState.UNCONFIRMED, JobState.READY])
async def test_what_the_user_ended_and_what_succeeded_is_no_attempt(studio, kept, state):
    job = await studio.left_in(state)
    await studio.journal.forget(job)
    assert await kept.all() == []


async def test_the_newest_are_kept(studio, kept, monkeypatch):
    monkeypatch.setattr(attempts, "MOST", 2)
    jobs = [await failed(studio) for _ in range(3)]
    for job in reversed(jobs):
        await studio.journal.forget(job)
    found = await kept.all()
    assert len(found) == 2
    assert [job.created_at for job in found] == sorted((j.created_at for j in found), reverse=True)


@pytest.mark.expects_log("cannot be read")
async def test_one_that_cannot_be_read_is_left_out(studio, kept):
    job = await failed(studio)
    await studio.journal.forget(job)
    await studio.database.write(lambda c: c.execute("UPDATE attempts SET record = '{}'"))
    assert await kept.all() == []


async def test_they_are_found_by_words_and_choices(studio):
    job = await failed(studio)
    other = dataclasses.replace(
        job,
        id="other",
        created_at=job.created_at + timedelta(days=1),
        request=dataclasses.replace(job.request, prompt="A Café, in the rain", public=True),
    )

    ready = attempts.searched([job, other])

    def found(**wanted):
        return [one.id for one in attempts.found(ready, Search(**wanted))]

    assert found() == ["other", job.id]
    assert found(words="cafe RAIN") == ["other"]
    assert found(words="cafe sun") == []
    assert found(words=job.frame_name[:4], is_public=False) == [job.id]
    assert found(since=other.created_at) == ["other"]
    assert found(until=other.created_at) == [job.id]
    assert found(seconds=job.request.duration_s, account=job.account) == ["other", job.id]
    assert found(seconds=job.request.duration_s + 1) == []
    assert found(is_favourite=True) == found(collection=1) == found(is_rejected=True) == []
