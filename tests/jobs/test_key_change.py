"""A key that is replaced or forgotten while a clip is on its way."""

import asyncio
import os

import pytest
import pytest_asyncio

from desktop.core.errors import BadKey, NoKey, NotFound
from desktop.core.paths import app_paths
from desktop.core.secrets import SessionSecrets
from desktop.core.settings import Settings
from desktop.jobs.composition import Composition
from desktop.jobs.job import LEONARDO, JobState
from desktop.jobs.studio import Studio
from tests.jobs.scripted import COMPLETE, PENDING, ScriptedVideoApi

OLD, NEW = "the-key-it-began-with", "the-key-that-came-later"


@pytest.fixture
def apis(video):
    """What each key opens: the new one another account, which knows nothing of the clip."""
    return {
        OLD: ScriptedVideoApi(video, generation=[PENDING]),
        NEW: ScriptedVideoApi(video, generation=[NotFound()]),
    }


@pytest_asyncio.fixture
async def studio(apis):
    studio = await Studio.open(
        app_paths(),
        Settings(),
        {**os.environ, "LEONARDO_API_URL": "http://127.0.0.1:9/api/rest"},
        secrets=SessionSecrets(OLD),
        make_client=lambda key, url: apis[key],
    )
    yield studio
    await studio.close()


async def until(condition):
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
def generating(studio, apis, request_, picture):
    async def generating():
        batch = [Composition(request_, picture, "cat.png")]
        [job] = (await studio.orders.place_all(batch, account=LEONARDO)).jobs
        await until(lambda: apis[OLD].count("generation") > 0)
        return job.id

    return generating


async def test_a_replaced_key_does_not_disturb_a_clip_on_its_way(studio, apis, generating):
    job_id = await generating()
    await studio.accounts.keep(NEW)
    polls = apis[OLD].count("generation")
    await until(lambda: apis[OLD].count("generation") > polls)
    apis[OLD].answers["generation"] = [COMPLETE]
    assert (await studio.queue.wait(job_id)).state is JobState.READY
    assert apis[NEW].calls == []


async def test_a_key_that_no_longer_works_gives_way_to_the_new_one(studio, apis, generating):
    job_id = await generating()
    apis[NEW].answers["generation"] = [COMPLETE]
    apis[OLD].answers["generation"] = [BadKey()]
    await studio.accounts.keep(NEW)
    assert (await studio.queue.wait(job_id)).state is JobState.READY


async def test_a_forgotten_key_stops_the_clip_until_there_is_one_again(studio, apis, generating):
    job_id = await generating()
    await studio.accounts.forget()
    job = await studio.queue.wait(job_id)
    assert (job.state, job.problem) == (JobState.GENERATING, NoKey(account=LEONARDO))
    assert apis[OLD].is_closed
    apis[NEW].answers["generation"] = [COMPLETE]
    await studio.accounts.keep(NEW)
    await until(lambda: studio.queue.get(job_id).state is JobState.READY)
