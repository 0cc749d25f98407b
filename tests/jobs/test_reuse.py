"""An upload is used again when the account says it is still there; else it is repeated."""

import pytest

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.jobs.leftovers import sent_copy
from desktop.leonardo.api import Generation, GenerationStatus, Submitted
from tests.jobs.scripted import COMPLETE, COST


async def finish(studio):
    """One job on a queue of its own; each is another generation."""
    number = studio.api.count("submit") + 1
    studio.api.answers["submit"] = [Submitted(f"generation-{number}", COST)]
    queue = studio.queue()
    job = await queue.wait((await studio.submit(queue)).id)
    await queue.close()
    return job


async def told(studio, job):
    return [event.kind for event in await studio.journal.timeline.of(job.id)]


async def test_the_timeline_tells_of_it(studio):
    first = await finish(studio)
    assert "upload ends" in await told(studio, first)
    second = await finish(studio)
    kinds = await told(studio, second)
    assert "upload reused" in kinds
    assert "upload begins" not in kinds
    assert studio.api.count("upload") == 1
    assert studio.api.count("submit") == 2


@pytest.mark.parametrize(
    "answer",
    [
        False,
        errors.NotFound(status=404),
        errors.ServerFailed(status=500),
        errors.BadReply(status=200),
        errors.Rejected(status=400),
    ],
)
async def test_no_clear_yes_means_a_new_upload(studio, answer):
    await finish(studio)
    studio.api.answers["has_image"] = [answer]
    studio.api.answers["upload"] = ["image-2"]
    job = await finish(studio)
    assert (job.state, job.image_id) == (JobState.READY, "image-2")
    assert studio.api.count("upload") == 2
    studio.api.answers["has_image"] = [True]
    assert (await finish(studio)).image_id == "image-2"
    assert studio.api.count("upload") == 2


async def test_a_picture_whose_clip_failed_is_uploaded_anew(studio):
    """Leonardo may have refused it after it was taken; its id is listed and never usable."""
    studio.api.answers["generation"] = [Generation("g", GenerationStatus.FAILED)]
    assert (await finish(studio)).state is JobState.FAILED
    studio.api.answers["generation"] = [COMPLETE]
    studio.api.answers["upload"] = ["image-2"]
    job = await finish(studio)
    assert (job.state, job.image_id) == (JobState.READY, "image-2")
    assert studio.api.count("upload") == 2


async def test_a_memory_that_fails_costs_an_upload_and_no_clip(studio, monkeypatch):
    async def refuses(_account, _digest):
        raise errors.StorageProblem(detail="no")

    monkeypatch.setattr("desktop.library.uploads.Uploads.find", lambda _self, *a: refuses(*a))
    assert (await finish(studio)).state is JobState.READY


async def test_without_network_it_waits_as_an_upload_does(studio):
    await finish(studio)
    studio.api.answers["has_image"] = [errors.Offline(host="x"), True]
    job = await finish(studio)
    assert (job.state, job.image_id) == (JobState.READY, "image-1")
    assert (JobState.QUEUED, "offline") in studio.seen
    assert studio.api.count("upload") == 1


async def left_while_uploading(studio):
    """A job that an earlier process left in the middle of its upload, and the queue to find it."""
    copy = sent_copy(studio.root / "frames", "left")
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(studio.picture.read_bytes())
    left = await studio.left_in(JobState.UPLOADING, id="left", prepared=copy)
    queue = studio.queue()
    await queue.open()
    return left, queue


async def test_killed_between_the_upload_and_its_row(studio):
    """The next start uploads once more; nothing is submitted twice."""
    left, queue = await left_while_uploading(studio)
    await queue.start()
    job = await queue.wait(left.id)
    assert job.state is JobState.READY
    assert (studio.api.count("upload"), studio.api.count("submit")) == (1, 1)


async def test_a_look_at_the_others_amid_a_start_takes_nothing_up_twice(studio, monkeypatch):
    """With many jobs left a start takes longer than the time between two looks."""
    left, queue = await left_while_uploading(studio)
    advance, taken_up = studio.journal.advance, []

    async def looked_at_before(old, new, **values):
        if new.state is JobState.QUEUED:
            queue._neighbours._seen = -1  # as after a word of another process
            await queue._neighbours.look()
            taken_up.append(queue._is_busy(old.id))
        await advance(old, new, **values)

    monkeypatch.setattr(studio.journal, "advance", looked_at_before)
    await queue.start()
    job = await queue.wait(left.id)
    assert taken_up == [False]
    assert job.state is JobState.READY
    assert (studio.api.count("upload"), studio.api.count("submit")) == (1, 1)
