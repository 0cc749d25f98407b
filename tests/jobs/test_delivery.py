"""A video whose address will not do is asked for anew, and not for ever."""

import asyncio

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.jobs.tools import DOWNLOADS_AT_ONCE
from tests.jobs.scripted import COMPLETE, GENERATION_ID, VIDEO_URL


async def test_an_address_that_is_refused_is_read_again(studio, video):
    refused = errors.BadReply(reason="address not allowed", host="evil.example")
    studio.api.answers["download"] = [refused, video]
    job = await studio.finish()
    assert job.state is JobState.READY
    assert studio.api.urls == [VIDEO_URL, VIDEO_URL]


async def test_an_address_that_stays_refused_leaves_the_job_to_be_resumed(studio):
    studio.api.answers["download"] = [errors.BadReply(reason="address not allowed")]
    job = await studio.finish()
    assert (job.state, job.problem.code) == (JobState.DOWNLOADING, "link_expired")
    assert job.problem.facts["reason"] == "address not allowed"
    assert studio.api.count("download") == 5
    assert studio.api.count("submit") == 1


async def test_many_that_were_found_again_are_fetched_a_few_at_a_time(studio, video):
    under_way, most, release = [0], [0], asyncio.Event()

    async def slow():
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        await release.wait()
        under_way[0] -= 1
        return video

    studio.api.answers |= {"generation": [COMPLETE], "download": [slow]}
    jobs = [
        await studio.left_in(
            JobState.DOWNLOADING,
            submitted_at=studio.clock(),
            generation_id=f"{GENERATION_ID[:-2]}{number:02}",
            video_url=VIDEO_URL,
        )
        for number in range(DOWNLOADS_AT_ONCE + 5)
    ]
    queue = studio.queue()
    await queue.start()
    async with asyncio.timeout(5):
        while under_way[0] < DOWNLOADS_AT_ONCE:
            await asyncio.sleep(0.001)
    await asyncio.sleep(0.01)
    assert most == [DOWNLOADS_AT_ONCE]
    release.set()
    assert {(await queue.wait(job.id)).state for job in jobs} == {JobState.READY}
