"""After an accident: the folder is shelved, the account's clips are fetched, nothing is sent."""

import dataclasses
import datetime
import shutil

import pytest

from desktop.core.errors import DatabaseDamaged, Offline
from desktop.core.notices import DatabaseRebuilt, FolderSearched, GenerationsReclaimed
from desktop.jobs import rescue
from desktop.jobs.job import LEONARDO, SANDBOX, JobState
from desktop.jobs.rescue import WITHOUT_BACKUP, Rescue
from desktop.leonardo.api import Generation, GenerationStatus
from desktop.library import backup, rebuild
from desktop.library.collections import Collections
from desktop.library.database import Database
from desktop.library.folder import file_stem
from desktop.library.rebuild import Accident
from tests.jobs.scripted import GENERATION_ID, VIDEO_URL

HOUR = datetime.timedelta(hours=1)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def accident(studio):
    """The backup is an hour old."""
    now = studio.clock()
    found = Accident(studio.root / "damaged", now, now - HOUR)
    rebuild.note(studio.database.path, found)
    return found


@pytest.fixture
def rescuer(studio):
    return Rescue(
        studio.database,
        studio.journal,
        studio.library,
        Collections(studio.database),
        posters=studio.root / "posters",
        frames=studio.root / "frames",
        now=studio.clock,
        sleep=studio.clock.sleep,
    )


def put(studio, video, name):
    studio.videos.mkdir(exist_ok=True)
    (studio.videos / name).write_bytes(video)


def made(name, studio, *, minutes=-10, prompt="a slow pan", **values):
    return Generation(
        name,
        values.pop("status", GenerationStatus.COMPLETE),
        created_at=studio.clock() + minutes * MINUTE,
        prompt=prompt,
        width=1280,
        height=720,
        **({"video_url": VIDEO_URL} | values),
    )


def listing(studio, *generations):
    """The account has these, newest first."""

    async def read(user_id, *, offset=0, limit=10):
        return list(generations)[offset : offset + limit]

    studio.api.generations = read


async def reclaimed(studio, rescuer, accounts=(LEONARDO,)):
    taken = []

    async def take_in(job):
        await studio.journal.add(job)
        taken.append(job)

    async def apis(account):
        return studio.api

    count = await rescuer.reclaim(apis, list(accounts), take_in)
    assert count == len(taken)
    return taken


# ── the folder ───────────────────────────────────────────────────────────────────────────────


async def test_without_an_accident_nothing_is_done(studio, rescuer, video):
    put(studio, video, "film.mp4")
    assert await rescuer.search_folder(studio.videos, LEONARDO) is None
    assert await studio.library.all() == []
    assert await reclaimed(studio, rescuer) == []


async def test_what_lies_in_the_folder_is_shelved_once(studio, rescuer, accident, video):
    put(studio, video, "2026-11-22 10-00 The cat blinks.mp4")
    put(studio, video[:1000], "half.mp4")
    told = await rescuer.search_folder(studio.videos, SANDBOX)
    assert told == DatabaseRebuilt(
        accident.kept, accident.backup_at, clips=1, uncertain=0, ignored=1
    )
    [clip] = await studio.library.all()
    assert clip.request.prompt == "The cat blinks"
    assert clip.account == SANDBOX
    assert clip.poster.is_file()
    assert await rescuer.search_folder(studio.videos, SANDBOX) is None
    left = rebuild.begun(studio.database.path)
    assert left is not None
    assert left.is_folder_searched


async def test_a_clip_comes_back_as_it_was_under_any_name(studio, rescuer, accident):
    job = await studio.finish()
    known = await studio.library.get(job.id)
    await studio.database.write(lambda c: c.execute("DELETE FROM clips").rowcount)
    other = known.video.rename(known.video.with_name("whatever.mp4"))
    shutil.copyfile(other, studio.videos / "a copy of it.mp4")
    (studio.videos / "empty.mp4").touch()
    told = await rescuer.search_folder(studio.videos, SANDBOX)
    assert (told.clips, told.ignored) == (1, 1)
    [clip] = await studio.library.all()
    assert clip.video in {other, studio.videos / "a copy of it.mp4"}
    assert dataclasses.replace(clip, video=known.video) == known
    again = await rescuer.search_again(studio.videos, SANDBOX)
    assert again == FolderSearched(clips=0, ignored=1)


async def test_foreign_films_are_left_alone(studio, rescuer, accident, video):
    put(studio, video, "holiday.mp4")
    put(studio, b"no film", "2026-11-22 10-00 broken.mp4")
    told = await rescuer.search_folder(studio.videos, LEONARDO)
    assert (told.clips, told.ignored) == (0, 2)
    left = {file.name for file in studio.videos.iterdir()}
    assert left == {"holiday.mp4", "2026-11-22 10-00 broken.mp4"}


async def test_a_folder_that_is_gone_is_no_trouble(studio, rescuer, accident):
    told = await rescuer.search_folder(studio.videos / "gone", LEONARDO)
    assert told.clips == 0


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING])
async def test_what_was_not_sent_may_have_been_sent_since_the_backup(
    studio, rescuer, accident, state
):
    left = await studio.left_in(state)
    told = await rescuer.search_folder(studio.videos, LEONARDO)
    assert told.uncertain == 1
    job = await studio.journal.get(left.id)
    assert (job.state, job.problem.code) == (JobState.UNCONFIRMED, "reply_lost")
    assert job.submitted_at == accident.backup_at
    queue = studio.queue()
    await queue.start()
    assert studio.api.count("submit") == 0


@pytest.mark.parametrize("state", [JobState.GENERATING, JobState.DOWNLOADING, JobState.QUEUED])
async def test_a_job_that_became_a_clip_after_the_backup_has_it(
    studio, rescuer, accident, video, state
):
    generation_id = None if state is JobState.QUEUED else "gen-1"
    left = await studio.left_in(state, generation_id=generation_id)
    stem = file_stem(left.request.prompt, left.created_at, left.frame_name)
    put(studio, video, f"{stem}.mp4")
    await rescuer.search_folder(studio.videos, LEONARDO)
    job = await studio.journal.get(left.id)
    assert job.state is JobState.READY
    [clip] = await studio.library.all()
    assert (clip.id, clip.generation_id, clip.frame) == (left.id, generation_id, left.frame)


# ── the account ──────────────────────────────────────────────────────────────────────────────


async def test_what_the_account_made_after_the_backup_is_fetched(studio, rescuer, accident):
    listing(
        studio,
        made("new", studio),
        made("pending", studio, status=GenerationStatus.PENDING, video_url=None),
        made("a picture", studio, video_url=None),
        made("old", studio, minutes=-70),
    )
    await rescuer.search_folder(studio.videos, LEONARDO)
    jobs = await reclaimed(studio, rescuer)
    assert [job.generation_id for job in jobs] == ["new", "pending"]
    assert {job.state for job in jobs} == {JobState.GENERATING}
    assert jobs[0].request.prompt == "a slow pan"
    assert rebuild.begun(studio.database.path) is None
    queue = studio.queue()
    await queue.start()
    assert (await queue.wait(jobs[0].id)).state is JobState.READY
    assert studio.api.count("submit") == 0
    assert await reclaimed(studio, rescuer) == []


async def test_what_is_known_is_not_fetched_again(studio, rescuer, accident, video):
    await studio.left_in(JobState.GENERATING, generation_id="a job's")
    doubted = await studio.left_in(JobState.UNCONFIRMED, submitted_at=studio.clock() - HOUR)
    name = file_stem("The cat blinks", studio.clock() - 20 * MINUTE, "cat.png")
    put(studio, video, f"{name}.mp4")
    listing(
        studio,
        made("a job's", studio, prompt="x"),
        made("the unconfirmed one's", studio, prompt=doubted.request.prompt),
        made("a file's", studio, prompt="The cat blinks"),
    )
    await rescuer.search_folder(studio.videos, LEONARDO)
    assert await reclaimed(studio, rescuer) == []
    [clip] = await studio.library.all()
    assert clip.generation_id == "a file's"


async def test_all_that_the_account_ever_made_and_is_not_here_is_told(studio, rescuer):
    job = await studio.finish()
    old = made("old", studio, minutes=-600_000)
    here = made(GENERATION_ID, studio)
    listing(studio, made("new", studio), here, old)
    missing = await rescuer.missing(studio.api, LEONARDO)
    assert [found.generation_id for found in missing] == ["new", "old"]
    assert {found.state for found in missing} == {JobState.GENERATING}
    assert [found.id for found in await studio.journal.all()] == [job.id]  # nothing is begun yet
    await studio.library.remove(job.id)
    await studio.journal.forget(await studio.journal.get(job.id))
    missing = await rescuer.missing(studio.api, LEONARDO)
    assert [found.generation_id for found in missing] == ["new", "old"]  # deleted stays deleted


async def test_a_clock_that_goes_wrong_by_a_minute_loses_nothing(studio, rescuer, accident):
    minutes = (accident.backup_at - studio.clock()) / MINUTE
    listing(studio, made("by the server's clock", studio, minutes=minutes - 1))
    await rescuer.search_folder(studio.videos, LEONARDO)
    assert len(await reclaimed(studio, rescuer)) == 1


async def test_an_unconfirmed_job_keeps_one_generation_back_not_all(studio, rescuer, accident):
    doubted = await studio.left_in(JobState.QUEUED)
    same = {"prompt": doubted.request.prompt}
    listing(
        studio,
        made("3rd", studio, **same),
        made("2nd", studio, **same),
        made("1st", studio, **same),
    )
    await rescuer.search_folder(studio.videos, LEONARDO)
    jobs = await reclaimed(studio, rescuer)
    assert [job.generation_id for job in jobs] == ["3rd", "2nd"]


async def test_every_page_is_read_that_may_hold_one(studio, rescuer, accident):
    many = [made(f"gen-{n}", studio, minutes=-n / 10, prompt=f"p {n}") for n in range(70)]
    listing(studio, *many, *[made(f"old-{n}", studio, minutes=-99) for n in range(40)])
    await rescuer.search_folder(studio.videos, LEONARDO)
    assert len(await reclaimed(studio, rescuer)) == 70


async def test_without_a_backup_the_last_days_count(studio, rescuer):
    now = studio.clock()
    rebuild.note(studio.database.path, Accident(studio.root / "damaged", now, None))
    days = WITHOUT_BACKUP.days * 24 * 60
    listing(
        studio,
        made("young", studio, minutes=-days + 5),
        made("too old", studio, minutes=-days - 5, prompt="y"),
    )
    await rescuer.search_folder(studio.videos, LEONARDO)
    assert [job.generation_id for job in await reclaimed(studio, rescuer)] == ["young"]


async def test_an_account_that_cannot_be_asked_is_asked_again(studio, rescuer, accident):
    listing(studio, made("new", studio))
    studio.api.answers["me"] = [Offline(), Offline(), *studio.api.answers["me"]]
    await rescuer.search_folder(studio.videos, LEONARDO)
    jobs = []

    async def take_in(job):
        jobs.append(job)

    async def apis(account):
        return studio.api

    told = await rescuer.reclaim_in_time(apis, lambda: [LEONARDO], take_in)
    assert told == GenerationsReclaimed(1)
    assert studio.clock.slept == [30.0, 60.0]
    assert await rescuer.reclaim_in_time(apis, lambda: [LEONARDO], take_in) is None


async def test_without_a_key_it_waits_for_one(studio, rescuer, accident):
    listing(studio, made("new", studio))
    await rescuer.search_folder(studio.videos, SANDBOX)
    assert await reclaimed(studio, rescuer, []) == []
    assert rebuild.begun(studio.database.path) is not None
    keys = iter([[], [], [LEONARDO]])

    async def take_in(job):
        pass

    async def apis(account):
        return studio.api

    told = await rescuer.reclaim_in_time(apis, lambda: next(keys), take_in)
    assert told == GenerationsReclaimed(1)
    assert studio.clock.slept == [30.0, 30.0]
    assert rebuild.begun(studio.database.path) is None


# ── opening ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.expects_log("the database is damaged")
async def test_a_damaged_database_opens_as_its_backup(studio, tmp_path):
    job = await studio.left_in(JobState.FAILED)
    path = studio.database.path
    backup.back_up(path, studio.clock().date())
    await studio.database.close()
    path.write_bytes(b"SQLite format 3\0" + b"\xa5" * 9000)
    opened = await rescue.open_database(path, studio.clock)
    rows = await opened.read(lambda c: c.execute("SELECT id FROM jobs").fetchall())
    await opened.close()
    assert rows == [(job.id,)]


async def test_a_newer_version_is_left_alone(tmp_path):
    database = Database(tmp_path / "x.sqlite3")
    await database.open()
    await database.write(lambda c: c.execute("PRAGMA user_version = 99"))
    await database.close()
    with pytest.raises(DatabaseDamaged) as caught:
        await rescue.open_database(database.path)
    assert caught.value.facts["version"] == 99
    assert [file.name for file in tmp_path.glob("*.damaged*")] == []


async def test_one_that_is_not_damaged_itself_is_left_alone(tmp_path, monkeypatch):
    opens = 0

    async def refuse(self):
        nonlocal opens
        opens += 1
        raise DatabaseDamaged(detail="a statement")

    monkeypatch.setattr(Database, "open", refuse)
    (tmp_path / "x.sqlite3").touch()
    with pytest.raises(DatabaseDamaged):
        await rescue.open_database(tmp_path / "x.sqlite3")
    assert opens == 2
    assert (tmp_path / "x.sqlite3").exists()
