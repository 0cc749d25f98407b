"""A video whose address will not do is asked for anew, and not for ever."""

from desktop.core import errors
from desktop.jobs.job import JobState
from tests.jobs.scripted import VIDEO_URL


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
