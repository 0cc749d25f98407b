"""How long Leonardo took is noted with the job, where the polls could tell."""

import dataclasses
import datetime

import pytest

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.jobs.pace import LOOPBACK_PACE
from tests.jobs.scripted import COMPLETE, GENERATION_ID, PENDING


async def test_the_time_lies_between_the_last_two_polls(studio):
    studio.api.answers["generation"] = [PENDING, PENDING, COMPLETE]
    job = await studio.finish(jitter=lambda: 0.5)
    [first, second, third] = studio.clock.slept[-3:]
    assert job.rendering_s == pytest.approx(first + second + third / 2, abs=0.1)
    assert (await studio.library.get(job.id)).rendering_s == job.rendering_s


async def test_a_late_address_does_not_count_as_rendering(studio):
    late = dataclasses.replace(COMPLETE, video_url=None)
    studio.api.answers["generation"] = [PENDING, late, late, COMPLETE]
    job = await studio.finish(jitter=lambda: 0.5)
    [first, second] = studio.clock.slept[:2]
    assert job.rendering_s == pytest.approx(first + second / 2, abs=0.1)


@pytest.mark.parametrize("hours", [9, -9])
async def test_after_a_sleep_or_a_jump_of_the_clock_nobody_knows(studio, hours):
    def later():
        studio.clock.now += datetime.timedelta(hours=hours)
        return COMPLETE

    studio.api.answers["generation"] = [PENDING, later]
    job = await studio.finish()
    assert job.state is JobState.READY
    assert job.rendering_s is None


async def test_after_an_outage_nobody_knows(studio):
    studio.api.answers["generation"] = [PENDING, *[errors.Offline()] * 20, COMPLETE]
    job = await studio.finish()
    assert (job.state, job.rendering_s) == (JobState.READY, None)


async def test_after_a_restart_nobody_knows(studio):
    left = await studio.left_in(
        JobState.GENERATING, submitted_at=studio.clock(), generation_id=GENERATION_ID
    )
    studio.clock.now += datetime.timedelta(minutes=3)
    studio.api.answers["generation"] = [COMPLETE]
    queue = studio.queue()
    await queue.start()
    assert (await queue.wait(left.id)).rendering_s is None


async def test_times_of_an_api_on_this_machine_are_not_kept(studio):
    studio.api.answers["generation"] = [PENDING, COMPLETE]
    job = await studio.finish(pace=lambda account: LOOPBACK_PACE)
    assert (job.state, job.rendering_s) == (JobState.READY, None)
