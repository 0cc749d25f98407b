"""Each state found at start has its rule, and the rule is what happens."""

import datetime

import pytest

from desktop.core.errors import TimedOut
from desktop.jobs.job import JobState
from desktop.jobs.recovery import RULES
from desktop.media import recipe
from tests.jobs.scripted import COMPLETE, COST, GENERATION_ID, VIDEO_URL


def test_every_state_has_a_rule():
    assert set(RULES) == set(JobState)


async def resumed(studio, job):
    queue = studio.queue()
    await queue.start()
    return await queue.wait(job.id)


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING])
async def test_what_was_not_sent_goes_again_from_the_queue(studio, state):
    job = await resumed(studio, await studio.left_in(state))
    assert job.state is JobState.READY
    assert studio.api.count("submit") == 1


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.UPLOADING])
async def test_one_left_while_it_could_be_taken_back_can_be_taken_back_again(studio, state):
    undo = datetime.timedelta(seconds=3)
    left = await studio.left_in(state, send_at=studio.clock() + undo)
    studio.clock.now += datetime.timedelta(days=1)
    began = studio.clock()
    job = await resumed(studio, left)
    assert job.send_at == began + undo
    assert job.submitted_at >= job.send_at


async def test_one_that_had_its_time_is_sent_at_once(studio):
    left = await studio.left_in(JobState.UPLOADING, send_at=studio.clock())
    assert (await resumed(studio, left)).send_at == left.send_at


async def test_what_may_have_been_sent_is_never_sent_again(studio):
    left = await studio.left_in(JobState.SUBMITTING, submitted_at=studio.clock(), image_id="i")
    job = await resumed(studio, left)
    assert (job.state, job.problem.code) == (JobState.UNCONFIRMED, "reply_lost")
    assert (await resumed(studio, left)).state is JobState.UNCONFIRMED
    assert set(studio.api.calls) == {"me", "generations"}


async def test_a_generation_is_polled_at_once_and_fetched(studio):
    studio.api.answers["generation"] = [COMPLETE]
    left = await studio.left_in(
        JobState.GENERATING, submitted_at=studio.clock(), generation_id=GENERATION_ID, cost=COST
    )
    studio.clock.now = studio.clock.now.replace(year=2027)
    job = await resumed(studio, left)
    assert job.state is JobState.READY
    assert studio.clock.slept == [0.0]
    assert (await studio.library.get(job.id)).cost == COST
    assert studio.api.count("submit") == 0


async def test_a_generation_that_was_only_late_is_polled_for_another_while(studio):
    studio.api.answers["generation"] = [COMPLETE]
    left = await studio.left_in(
        JobState.EXPIRED,
        submitted_at=studio.clock(),
        generation_id=GENERATION_ID,
        problem=TimedOut(timeout_s=1800),
    )
    queue = studio.queue()
    assert await queue.start() == [left.id]
    assert (await queue.wait(left.id)).state is JobState.READY
    assert studio.api.count("submit") == 0


async def test_a_download_reads_the_address_again_before_it_goes_on(studio):
    studio.api.answers["generation"] = [COMPLETE]
    left = await studio.left_in(
        JobState.DOWNLOADING, generation_id=GENERATION_ID, video_url="http://127.0.0.1:1/old.mp4"
    )
    assert (await resumed(studio, left)).state is JobState.READY
    assert studio.api.urls == [VIDEO_URL]


@pytest.mark.parametrize("state", [s for s in JobState if s.is_finished])
async def test_what_has_ended_stays_as_it_is(studio, state):
    left = await studio.left_in(state)
    assert await resumed(studio, left) == left
    assert studio.api.calls == []


@pytest.mark.parametrize("is_linked", [True, False])
async def test_a_clip_placed_just_before_the_end_is_not_fetched_twice(studio, video, is_linked):
    studio.videos.mkdir()
    part, placed = studio.videos / "x.mp4.part", studio.videos / "clip.mp4"
    placed.write_bytes(video)
    left = await studio.left_in(
        JobState.DOWNLOADING, generation_id=GENERATION_ID, video_url=VIDEO_URL
    )
    part = studio.videos / f"{left.id}.mp4.part"
    if is_linked:  # between the link and the unlink
        part.hardlink_to(placed)
    noted = left.noted(studio.clock(), part=part, video=placed, size_bytes=len(video))
    await studio.journal.advance(left, noted)
    job = await resumed(studio, noted)
    assert (job.state, job.video) == (JobState.READY, placed)
    assert [path.name for path in studio.videos.iterdir()] == ["clip.mp4"]
    assert studio.api.count("download") == 0


async def test_one_placed_with_its_recipe_before_its_part_was_removed_is_not_fetched_twice(
    studio, video
):
    studio.videos.mkdir()
    placed = studio.videos / "clip.mp4"
    left = await studio.left_in(
        JobState.DOWNLOADING, generation_id=GENERATION_ID, video_url=VIDEO_URL
    )
    part = studio.videos / f"{left.id}.mp4.part"
    part.write_bytes(video)
    facts = recipe.write(part, placed, {"id": left.id})
    noted = left.noted(studio.clock(), part=part, video=placed, size_bytes=facts.size_bytes)
    await studio.journal.advance(left, noted)
    job = await resumed(studio, noted)
    assert (job.state, job.video) == (JobState.READY, placed)
    assert [file.name for file in studio.videos.iterdir()] == ["clip.mp4"]
    assert studio.api.count("download") == 0
