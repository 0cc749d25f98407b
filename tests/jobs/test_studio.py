"""The studio: opened once, closed in order, and a new key wakes the jobs that lacked one."""

import asyncio
import os

import pytest

from desktop.core.errors import DiskFull, InvalidRequest, NoKey
from desktop.core.paths import app_paths
from desktop.core.secrets import SessionSecrets
from desktop.core.settings import Settings
from desktop.jobs.job import LEONARDO, JobState
from desktop.jobs.studio import Studio
from tests.jobs.scripted import COMPLETE, ScriptedVideoApi


async def opened(video, key=None, **options) -> Studio:
    api = ScriptedVideoApi(video, generation=[COMPLETE])
    return await Studio.open(
        app_paths(),
        Settings(),
        {**os.environ, "LEONARDO_API_URL": "http://127.0.0.1:9/api/rest"},
        secrets=SessionSecrets(key),
        make_client=lambda key, url: api,
        **options,
    )


async def test_a_job_that_lacked_a_key_goes_on_once_there_is_one(video, picture, request_):
    studio = await opened(video)
    job = await studio.queue.submit(
        request_, account=LEONARDO, picture=picture, picture_name="cat.png"
    )
    assert (await studio.queue.wait(job.id)).problem == NoKey(account=LEONARDO)
    await studio.accounts.keep("a-key-that-is-good")
    async with asyncio.timeout(10):
        while (job := studio.queue.get(job.id) or job).state is not JobState.READY:
            await asyncio.sleep(0.01)
    await studio.close()
    again = await opened(video)
    assert [clip.id for clip in again.clips] == [job.id]
    await again.close()


async def test_clips_go_where_they_are_wanted(video, picture, request_, tmp_path):
    studio = await opened(video, key="a-key-that-is-good")
    assert studio.videos_folder() == app_paths().videos
    studio.use_videos_folder(tmp_path / "elsewhere")
    job = await studio.queue.submit(
        request_, account=LEONARDO, picture=picture, picture_name="cat.png"
    )
    placed = (await studio.queue.wait(job.id)).video
    assert placed is not None
    assert placed.parent == tmp_path / "elsewhere"
    await studio.close()


async def test_what_cannot_be_opened_is_left_closed(video):
    with pytest.raises(InvalidRequest):
        await Studio.open(
            app_paths(), Settings(), {"LEONARDO_API_URL": "nonsense"}, secrets=SessionSecrets()
        )


async def test_one_that_fails_to_open_keeps_hold_of_no_job(video, monkeypatch):
    async def refuses(queue):
        raise DiskFull(folder="data")

    monkeypatch.setattr("desktop.jobs.queue.JobQueue.start", refuses)
    before = asyncio.all_tasks()
    with pytest.raises(DiskFull):
        await opened(video)
    assert list(app_paths().leases.iterdir()) == []
    assert asyncio.all_tasks() == before
