"""A file of every version that was released opens with all that is in it, whatever interrupts."""

import asyncio
import contextlib
import os
import re
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.jobs.job import JobState
from desktop.jobs.journal import Journal
from desktop.jobs.timeline import Timeline
from desktop.library.clips import ClipLibrary
from desktop.library.database import Database
from desktop.library.migrations import STEPS, migrate, version_of

RELEASED = Path(__file__).parent / "released"
VERSIONS = sorted(int(file.stem.removeprefix("version-")) for file in RELEASED.glob("*.sql"))
ID, FAILED, QUEUED, GENERATING = (
    "cb82ffc5-ef53-472f-9b93-aa0a26bd0944",
    "a0382392-0155-4f51-96ee-e28fe0b33b91",
    "5e1b9f0a-2f2c-4a44-a2a5-6c2f6a3f0c11",
    "7c3d2b1e-9d84-4a0b-8e02-1b0a3e6c5d22",
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "startframe.sqlite3"


def write(path, version):
    script = (RELEASED / f"version-{version}.sql").read_text(encoding="utf-8")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.executescript(script)


def found_version(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return version_of(connection)


async def assert_whole(path):
    """Everything that was there is there, and what is new works."""
    database = Database(path)
    await database.open()
    try:
        journal = Journal(database)
        jobs = {job.id: job for job in await journal.all()}
        assert {job.id: job.state for job in jobs.values()} == {
            ID: JobState.READY,
            FAILED: JobState.FAILED,
            QUEUED: JobState.QUEUED,
            GENERATING: JobState.GENERATING,
        }
        assert list(jobs) == [ID, FAILED, QUEUED, GENERATING]
        assert [job.place for job in jobs.values()] == [1, 2, 3, 4]
        assert jobs[QUEUED].request.prompt == "lift off – 海"
        assert jobs[FAILED].problem is not None
        assert jobs[GENERATING].generation_id == "1f1e6b6d-aaaa-6234-af8c-923c7a09be92"
        [clip] = await ClipLibrary(database).all()
        assert (clip.id, clip.size_bytes) == (ID, 405868)
        assert clip.cost is not None
        assert clip.cost.amount == Decimal("1.4352")
        removed = "SELECT COUNT(*) FROM clips WHERE removed_at IS NOT NULL"
        assert await database.read(lambda c: c.execute(removed).fetchone()) == (1,)
        job = jobs[GENERATING]
        await journal.advance(job, job.noted(job.changed_at, size_bytes=1))
        journal.timeline.note(ID, "opened")
        assert {event.kind for event in await Timeline(database).of(ID)} == {"opened"}
        known = ["1f1e6b6d-aaaa-6234-af8c-923c7a09be92", "1f1e6b6d-23da-6c89-9c1d-854e4c9e1921"]
        assert await journal.taken([*known, "x"]) == set(known)
    finally:
        await database.close()


def test_there_is_a_file_of_every_version_before_this_one():
    assert list(range(1, len(STEPS))) == VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
async def test_everything_survives(path, version):
    write(path, version)
    await assert_whole(path)
    assert found_version(path) == len(STEPS)
    aside = path.with_name(f"{path.name}.v{version}.backup")
    assert found_version(aside) == version
    await assert_whole(path)  # and at the next start


@pytest.mark.parametrize("version", VERSIONS)
def test_its_tables_are_those_a_new_file_gets(path, version, tmp_path):
    """Brought forward or made new: the same columns and indices."""
    write(path, version)
    new = tmp_path / "new.sqlite3"
    told = []
    for file in (path, new):
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
            migrate(connection, file)
            rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
            told.append([(name, re.sub(r"\s+", "", sql or "")) for name, sql in rows])
    assert told[0] == told[1]


@pytest.mark.parametrize("version", VERSIONS)
async def test_killed_in_the_middle_of_a_step_the_older_version_is_left(path, version):
    """For real: the process is gone in the middle of the transaction."""
    write(path, version)
    program = f"""
import os, pathlib, sqlite3
from desktop.library import migrations
def killed(connection):
    migrations.STEPS[{version}](connection)
    os._exit(9)
steps = (*migrations.STEPS[:{version}], killed)
path = pathlib.Path({str(path)!r})
migrations.migrate(sqlite3.connect(path, isolation_level=None), path, steps)
"""
    command = [sys.executable, "-c", program]
    run = await asyncio.to_thread(subprocess.run, command, check=False, timeout=60)
    assert run.returncode == 9
    assert found_version(path) == version
    await assert_whole(path)


@pytest.mark.parametrize("version", VERSIONS)
async def test_an_interruption_between_two_steps_is_gone_on_from(path, version):
    write(path, version)

    class Interrupted(BaseException):
        pass

    def interrupted(_connection):
        raise Interrupted

    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        steps = (*STEPS[: version + 1], interrupted)
        with pytest.raises(Interrupted):
            migrate(connection, path, steps)
        assert version_of(connection) == version + 1


async def test_two_jobs_with_one_generation_are_both_kept(path):
    """No such file should be, but one that is must open."""
    write(path, 1)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO jobs SELECT 'twin', revision, state, created_at, changed_at, record"
            f" FROM jobs WHERE id = '{GENERATING}'"
        )
        connection.execute("INSERT INTO jobs VALUES ('odd', 0, 'queued', '', '', 'no json')")
        connection.commit()
    database = Database(path)
    await database.open()
    rows = await database.read(
        lambda c: c.execute("SELECT id FROM jobs WHERE generation_id IS NULL").fetchall()
    )
    await database.close()
    assert {row[0] for row in rows} == {QUEUED, "twin", "odd"}


def test_the_files_hold_nobodys_home():
    for file in RELEASED.glob("*.sql"):
        assert os.environ.get("HOME", "/root") not in file.read_text(encoding="utf-8")
