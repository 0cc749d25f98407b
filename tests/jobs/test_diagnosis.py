"""What a support case needs is told; keys, prompts and the user's name are not; nothing changes."""

import contextlib
import dataclasses
import datetime
import json
import sqlite3
from pathlib import Path

import pytest

from desktop.core import log
from desktop.core.errors import FolderUnwritable
from desktop.core.paths import AppPaths
from desktop.core.settings import Settings, SettingsFile
from desktop.jobs import diagnosis
from desktop.jobs.job import JobState
from desktop.library import backup, migrations
from tests.jobs.scripted import GENERATION_ID

KEY = "3e0f3b7c-66c1-4f0e-9a53-5d7f1f0b8a11"


@pytest.fixture
def paths(studio):
    root = studio.root / "app"
    found = AppPaths(root / "data", root / "settings", root / "cache", root / "logs", root / "v")
    for folder in (found.data, found.settings, found.logs):
        folder.mkdir(parents=True)
    return found


async def copied(studio, paths):
    """The studio's database in the app's place."""
    backup.copy(studio.database.path, paths.database)


def everything(facts):
    return json.dumps(facts, ensure_ascii=False) + diagnosis.text(facts)


async def test_versions_states_timelines_and_the_log(studio, paths):
    await studio.finish()
    await studio.left_in(JobState.GENERATING, generation_id="gen-2")
    await copied(studio, paths)
    (paths.logs / log.FILE_NAME).write_text("first\n" * 500 + "last line\n", encoding="utf-8")
    facts = diagnosis.diagnose(paths, has_key=True)
    assert facts["versions"]["httpx"]
    assert facts["jobs"]["states"] == {"generating": 1, "ready": 1}
    assert facts["database"]["check"] == "ok"
    assert facts["database"]["version"] == len(migrations.STEPS)
    assert facts["database"]["clips"] == 1
    assert facts["log"][-1] == "last line"
    assert len(facts["log"]) == diagnosis.LOG_LINES
    told = diagnosis.text(facts)
    for part in (GENERATION_ID, "POST answered", "download ends", "polls end", "[key]\nknown"):
        assert part in told
    json.dumps(facts)


async def test_no_key_no_signature_no_prompt_and_no_name_of_the_user(studio, paths, monkeypatch):
    monkeypatch.setattr(log, "_secrets", set())
    home = studio.root / "home" / "jane"
    monkeypatch.setattr(Path, "home", lambda: home)
    signed = "https://s3.example/a?X-Amz-Signature=abc123secret"
    problem = FolderUnwritable(folder=str(home / "Videos"), detail=f"Bearer {KEY} {signed}")
    studio.request = dataclasses.replace(studio.request, prompt="my private words")
    job = await studio.left_in(JobState.FAILED, problem=problem)
    studio.journal.timeline.note(job.id, "odd", text=f"{home}/x {signed}\n\x1b[2J")
    await studio.journal.timeline.of(job.id)
    await copied(studio, paths)
    lines = f"{home}/y {signed} \x1b[31m\u202e\n"
    (paths.logs / log.FILE_NAME).write_text(lines, encoding="utf-8")
    SettingsFile(paths.settings_file).save(Settings(videos_folder=str(home / "clips")))
    facts = diagnosis.diagnose(paths, has_key=False)
    told = everything(facts)
    for secret in (KEY, "X-Amz", "abc123secret", "jane", "my private words", "\x1b", "\u202e"):
        assert secret not in told
    assert "~/clips" in told.replace("\\\\", "/").replace("\\", "/")
    assert facts["jobs"]["timelines"][0]["facts"]["prompt_chars"] == len("my private words")


async def test_a_job_asked_for(studio, paths):
    first = await studio.finish()
    await studio.left_in(JobState.FAILED)
    await copied(studio, paths)
    for asked in (first.id, first.id[:8]):
        [found] = diagnosis.diagnose(paths, has_key=False, job_id=asked)["jobs"]["timelines"]
        assert found["id"] == first.id
        assert found["events"]
    gone = diagnosis.diagnose(paths, has_key=False, job_id="no'such")
    assert gone["jobs"]["timelines"] == []


async def test_a_clip_whose_job_is_forgotten_still_has_its_timeline(studio, paths):
    queue = studio.queue()
    job = await studio.submit(queue)
    await queue.wait(job.id)
    await queue.forget(job.id)
    await copied(studio, paths)
    [found] = diagnosis.diagnose(paths, has_key=False, job_id=job.id)["jobs"]["timelines"]
    assert found["facts"]["state"] == "clip"
    assert found["events"]


async def test_the_unfinished_and_the_newest_ones_only(studio, paths):
    old = await studio.left_in(JobState.GENERATING, generation_id="old")
    for _ in range(diagnosis.NEWEST_JOBS + 5):
        studio.clock.now += datetime.timedelta(minutes=1)
        await studio.left_in(JobState.FAILED)
    await copied(studio, paths)
    found = diagnosis.diagnose(paths, has_key=False)["jobs"]["timelines"]
    assert len(found) == diagnosis.NEWEST_JOBS + 1
    assert found[-1]["id"] == old.id


def test_nothing_there_yet_is_told_and_nothing_is_made(tmp_path):
    paths = AppPaths(*(tmp_path / name for name in "abcde"))
    facts = diagnosis.diagnose(paths, has_key=False)
    assert "unable to open" in facts["jobs"]["problem"]
    assert facts["settings"] == {"file": "none: the defaults"}
    assert facts["log"][0].startswith("no log")
    assert diagnosis.text(facts)
    assert list(tmp_path.iterdir()) == []


def test_what_is_damaged_is_told_and_left_where_it_is(tmp_path):
    paths = AppPaths(*(tmp_path / name for name in "abcde"))
    paths.data.mkdir()
    paths.settings.mkdir()
    paths.database.write_bytes(b"no database " * 500)
    paths.settings_file.write_text("{")
    facts = diagnosis.diagnose(paths, has_key=False)
    assert "not a database" in facts["database"]["problem"]
    assert "cannot be read" in facts["settings"]["file"]
    assert sorted(file.name for file in tmp_path.rglob("*")) == [
        "a", "b", "settings.json", "startframe.sqlite3",
    ]  # fmt: skip


async def test_one_from_before_there_were_timelines(tmp_path):
    paths = AppPaths(*(tmp_path / name for name in "abcde"))
    paths.data.mkdir()
    with contextlib.closing(sqlite3.connect(paths.database, isolation_level=None)) as connection:
        migrations.migrate(connection, paths.database, migrations.STEPS[:1])
        connection.execute("INSERT INTO jobs VALUES ('a', 1, 'queued', '', '', 'no json')")
    facts = diagnosis.diagnose(paths, has_key=False)
    assert facts["database"]["version"] == 1
    assert facts["jobs"]["timelines"] == [{"id": "a", "facts": {"state": "queued"}, "events": []}]
    with contextlib.closing(sqlite3.connect(paths.database)) as connection:
        assert migrations.version_of(connection) == 1


async def test_a_writer_is_not_disturbed(studio, paths):
    await copied(studio, paths)
    with contextlib.closing(sqlite3.connect(paths.database, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL").fetchall()
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE jobs SET state = 'x'")
        facts = diagnosis.diagnose(paths, has_key=False)
        writer.execute("COMMIT")
    assert facts["database"]["check"] == "ok"


@pytest.mark.parametrize(
    ("home", "told", "cleaned"),
    [
        ("/home/jane", "/home/jane/Videos and /home/jane", "~/Videos and ~"),
        ("/home/jane", "/home/janet/x", "/home/janet/x"),
        ("/", "/home/x", "/home/x"),
    ],
)
def test_the_home_folder_is_a_tilde(monkeypatch, home, told, cleaned):
    monkeypatch.setattr(Path, "home", lambda: Path(home))
    assert diagnosis.without_home(told) == cleaned
