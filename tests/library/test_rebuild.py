"""A damaged database is set aside and begun anew with the newest good backup; no other ever is."""

import asyncio
import contextlib
import datetime
import functools
import sqlite3
import subprocess
import sys

import pytest

from desktop.core.errors import DatabaseDamaged
from desktop.library import backup, rebuild
from desktop.library.database import Database

NOW = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
ROW = (
    "INSERT INTO jobs(id, revision, state, created_at, changed_at, record)"
    " VALUES (?, 1, 'queued', '', '', '{}')"
)

pytestmark = pytest.mark.expects_log("the database is damaged: it is kept as")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "startframe.sqlite3"


def insert(connection, name):
    connection.execute(ROW, (name,))


async def filled(path, *names):
    database = Database(path)
    await database.open()
    for name in names:
        await database.write(functools.partial(insert, name=name))
    return database


def started(program):
    return subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def ids(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM jobs ORDER BY id")]


def damage(path):
    path.write_bytes(b"SQLite format 3\0" + b"\xa5" * 20_000)


async def test_the_newest_good_backup_takes_its_place(path):
    database = await filled(path, "a")
    made = backup.back_up(path, NOW.date())
    await database.write(lambda c: c.execute(ROW, ("b",)))
    await database.close()
    damage(path)
    content = path.read_bytes()
    assert rebuild.begin(path, NOW)
    assert ids(path) == ["a"]
    kept = path.with_name("startframe.sqlite3.damaged-2026-11-22")
    assert kept.read_bytes() == content
    accident = rebuild.begun(path)
    assert accident is not None
    assert made is not None
    assert (accident.kept, accident.found_at) == (kept, NOW)
    assert accident.backup_at == backup.made_at(made)
    assert ids(made) == ["a"]  # the backup stays
    rebuild.finish(path)
    assert rebuild.begun(path) is None


async def test_what_lies_beside_it_is_set_aside_too_and_never_replayed(path):
    database = await filled(path, "a")
    backup.back_up(path, NOW.date())
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    await database.write(lambda c: c.execute(ROW, ("b",)))
    wal = path.with_name(path.name + "-wal")
    content = wal.read_bytes()
    assert content
    await database.close()
    damage(path)
    wal.write_bytes(content)
    assert rebuild.begin(path, NOW)
    assert ids(path) == ["a"]
    assert path.with_name("startframe.sqlite3.damaged-2026-11-22-wal").read_bytes() == content


async def test_without_a_backup_it_begins_empty(path):
    await (await filled(path, "a")).close()
    damage(path)
    assert rebuild.begin(path, NOW)
    assert not path.exists()
    accident = rebuild.begun(path)
    assert accident is not None
    assert accident.backup_at is None
    database = await filled(path)
    assert await database.read(lambda c: c.execute("SELECT id FROM jobs").fetchall()) == []
    await database.close()


async def test_a_second_accident_on_one_day_keeps_both(path):
    for _ in range(2):
        path.parent.mkdir(exist_ok=True)
        damage(path)
        assert rebuild.begin(path, NOW)
    names = {file.name for file in path.parent.glob("*.damaged-*")}
    assert names == {
        "startframe.sqlite3.damaged-2026-11-22", "startframe.sqlite3.damaged-2026-11-22.2",
    }  # fmt: skip


async def test_a_good_database_is_left_alone(path):
    await (await filled(path, "a")).close()
    assert not rebuild.begin(path, NOW)
    assert ids(path) == ["a"]
    assert rebuild.begun(path) is None


async def test_one_of_a_newer_version_is_never_set_aside(path):
    await (await filled(path, "a")).close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert not rebuild.begin(path, NOW)
    assert ids(path) == ["a"]


async def test_nor_one_that_only_a_statement_does_not_fit(path):
    path.parent.mkdir()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE jobs(something TEXT)")
        connection.commit()
    assert not rebuild.begin(path, NOW)
    assert path.exists()


async def test_a_database_that_another_process_has_open_stays(path):
    await (await filled(path, "a")).close()
    program = f"""
import asyncio, pathlib, sys
from desktop.library.database import Database
async def main():
    database = Database(pathlib.Path({str(path)!r}))
    await database.open()
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await database.close()
asyncio.run(main())
"""
    other = await asyncio.to_thread(started, program)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with path.open("rb+") as file:  # as a disk damages it, under the other's hands
            file.write(b"no database at all")
        with pytest.raises(DatabaseDamaged) as caught:
            rebuild.begin(path, NOW)
        assert caught.value.facts["detail"] == "another process has it open"
        assert path.exists()
        assert rebuild.begun(path) is None
    finally:
        other.communicate("")
    assert rebuild.begin(path, NOW)


async def test_ended_between_setting_aside_and_restoring_it_goes_on(path, monkeypatch):
    database = await filled(path, "a")
    backup.back_up(path, NOW.date())
    await database.close()
    damage(path)

    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(rebuild, "_restore", killed)
        with pytest.raises(Killed):
            rebuild.begin(path, NOW)
    assert not path.exists()
    assert rebuild.begun(path) is not None
    rebuild.replace_missing(path, NOW)
    assert ids(path) == ["a"]
    rebuild.replace_missing(path, NOW)
    assert ids(path) == ["a"]


def test_a_first_start_is_no_accident(path):
    rebuild.replace_missing(path, NOW)
    assert not path.exists()
    assert not rebuild.begin(path, NOW)


@pytest.mark.expects_log("the database is gone")
async def test_the_log_of_one_that_is_gone_is_never_replayed_into_its_backup(path):
    database = await filled(path, "a")
    backup.back_up(path, NOW.date())
    await database.close()
    path.unlink()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).write_bytes(b"of another life")
    rebuild.replace_missing(path, NOW)
    assert not path.with_name(path.name + "-wal").exists()
    assert ids(path) == ["a"]
    assert len(list(path.parent.glob("*.lost-*"))) == 2, "nothing is thrown away"


@pytest.mark.expects_log("the database is gone")
async def test_a_database_somebody_removed_is_begun_with_its_newest_backup(path):
    database = await filled(path, "a")
    backup.back_up(path, NOW.date())
    await database.close()
    path.unlink()
    rebuild.replace_missing(path, NOW)
    assert ids(path) == ["a"]
    accident = rebuild.begun(path)
    assert accident is not None
    assert (accident.kept, accident.found_at) == (None, NOW)
    assert accident.backup_at is not None
    path.unlink()
    rebuild.replace_missing(path, NOW + datetime.timedelta(days=1))
    assert ids(path) == ["a"]
    assert rebuild.begun(path) == accident, "what is not done yet is remembered as it was"


async def test_the_note_of_it_survives_what_is_no_note(path, caplog):
    caplog.set_level("INFO")
    path.parent.mkdir()
    path.with_name("startframe.sqlite3.rebuilding.json").write_text("{}")
    assert rebuild.begun(path) is None
    assert "cannot be read" in caplog.text
    rebuild.finish(path)
    rebuild.finish(path)
