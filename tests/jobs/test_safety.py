"""The studio keeps a backup, and opens after a damage with what can be had."""

import asyncio
import dataclasses
import os

import pytest

from desktop.core.notices import DatabaseRebuilt, GenerationsReclaimed, Notice
from desktop.core.paths import app_paths
from desktop.core.secrets import SessionSecrets
from desktop.core.settings import Settings
from desktop.jobs.job import LEONARDO, JobState
from desktop.jobs.studio import Studio
from desktop.jobs.tools import utc_now
from desktop.library import backup
from tests.jobs.scripted import COMPLETE, ScriptedVideoApi


async def opened(api, **options) -> Studio:
    return await Studio.open(
        app_paths(),
        Settings(),
        {**os.environ, "LEONARDO_API_URL": "http://127.0.0.1:9/api/rest"},
        secrets=SessionSecrets("a-key-that-is-good"),
        make_client=lambda key, url: api,
        **options,
    )


async def made(studio, picture, request):
    job = await studio.queue.submit(
        request, account=LEONARDO, picture=picture, picture_name="cat.png"
    )
    return await studio.queue.wait(job.id)


async def test_the_backup_is_made_once_a_day(video, picture, request_):
    studio = await opened(ScriptedVideoApi(video, generation=[COMPLETE]))
    job = await made(studio, picture, request_)
    await studio.back_up()
    await studio.back_up()
    await studio.close()
    [found] = backup.backups(app_paths().database)
    backup.check(found)
    assert job.id.encode() in found.read_bytes()


@pytest.mark.expects_log("the database could not be backed up")
async def test_a_backup_that_cannot_be_made_is_only_told_to_the_log(video, caplog):
    studio = await opened(ScriptedVideoApi(video))
    (app_paths().data / "backups").touch()
    await studio.back_up()
    await studio.close()
    assert "could not be backed up" in caplog.text


@pytest.mark.expects_log("the database is damaged")
async def test_after_a_damage_nothing_paid_for_is_lost(video, picture, request_, monkeypatch):
    """One clip before the backup, one after it, one that was never fetched."""
    api = ScriptedVideoApi(video, generation=[COMPLETE])
    studio = await opened(api)
    first = await made(studio, picture, request_)
    await studio.back_up()
    other = dataclasses.replace(request_, prompt="the second one")
    api.answers["submit"] = [dataclasses.replace(api.answers["submit"][0], generation_id="gen-2")]
    second = await made(studio, picture, other)
    assert second.state is JobState.READY
    await studio.close()
    app_paths().database.write_bytes(b"SQLite format 3\0" + b"\xa5" * 9000)

    async def generations(user_id, *, offset=0, limit=10):
        all_ = [
            dataclasses.replace(COMPLETE, id=name, created_at=utc_now(), prompt=prompt)
            for name, prompt in [("gen-3", "lost"), ("gen-2", other.prompt)]
        ]
        return all_[offset : offset + limit]

    monkeypatch.setattr(api, "generations", generations)
    told: list[Notice] = []
    studio = await opened(api)
    studio.notices.subscribe(told.append)
    [rebuilt] = studio.notices.all()
    assert isinstance(rebuilt, DatabaseRebuilt)
    assert (rebuilt.clips, rebuilt.uncertain) == (1, 0)
    assert rebuilt.backup_at is not None
    assert rebuilt.kept is not None
    assert rebuilt.kept.is_file()
    assert first.id in [clip.id for clip in studio.clips]
    async with asyncio.timeout(10):
        while not told or any(job.state.is_running for job in studio.queue.jobs()):
            await asyncio.sleep(0.01)
    assert told == [GenerationsReclaimed(1)]
    clips = await studio.library.all()
    assert sorted(clip.request.prompt for clip in clips) == ["a slow pan", "lost", "the second one"]
    assert api.count("submit") == 2
    await studio.close()
    again = await opened(api)
    assert again.notices.all() == ()
    await again.close()


@pytest.mark.expects_log("the database is damaged")
async def test_a_command_asks_the_account_once(video, monkeypatch):
    api = ScriptedVideoApi(video, generation=[COMPLETE])
    path = app_paths().database
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 1000)

    async def generations(user_id, *, offset=0, limit=10):
        return [dataclasses.replace(COMPLETE, created_at=utc_now(), prompt="lost")][offset:]

    monkeypatch.setattr(api, "generations", generations)
    studio = await opened(api, resumes=False)
    await studio.reclaim()
    [job] = studio.queue.jobs()
    assert (await studio.queue.wait(job.id)).state is JobState.READY
    assert studio.notices.all()[-1] == GenerationsReclaimed(1)
    await studio.reclaim()
    await studio.close()
