"""The daily backup: whole, checked before it counts, seven of them, in nobody's way."""

import contextlib
import datetime
import os
import sqlite3
import time
from pathlib import Path

import pytest

from desktop.core.errors import DatabaseDamaged, StorageProblem
from desktop.library import backup
from desktop.library.database import Database

DAY = datetime.date(2026, 11, 22)
ROW = (
    "INSERT INTO jobs(id, revision, state, created_at, changed_at, record)"
    " VALUES (?, 1, 'queued', '', '', '{}')"
)


def ids(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM jobs ORDER BY id")]


async def test_a_backup_holds_what_was_committed_also_while_the_database_is_open(database):
    await database.write(lambda c: c.execute(ROW, ("a",)))
    made = backup.back_up(database.path, DAY)
    assert made is not None
    assert made.name == "startframe-2026-11-22.sqlite3"
    assert ids(made) == ["a"]
    assert [file.name for file in made.parent.iterdir()] == [made.name]  # no -wal, no part
    await database.write(lambda c: c.execute(ROW, ("b",)))
    assert ids(made) == ["a"]


async def test_one_a_day(database):
    first = backup.back_up(database.path, DAY)
    assert backup.back_up(database.path, DAY) is None
    assert backup.backups(database.path) == [first]


async def test_seven_are_kept(database):
    for number in range(10):
        backup.back_up(database.path, DAY + datetime.timedelta(days=number))
    names = [file.name for file in backup.backups(database.path)]
    assert len(names) == backup.KEPT
    assert names[0] == "startframe-2026-12-01.sqlite3"
    assert names[-1] == "startframe-2026-11-25.sqlite3"


async def test_a_damaged_database_is_not_backed_up_and_no_older_one_goes(database, monkeypatch):
    for number in range(backup.KEPT):
        backup.back_up(database.path, DAY + datetime.timedelta(days=number))
    before = backup.backups(database.path)

    def damaged(_path):
        raise DatabaseDamaged(detail="bad page")

    monkeypatch.setattr(backup, "check", damaged)
    with pytest.raises(DatabaseDamaged):
        backup.back_up(database.path, DAY + datetime.timedelta(days=30))
    assert backup.backups(database.path) == before
    assert {file.name for file in before[0].parent.iterdir()} == {file.name for file in before}


async def test_a_writer_is_not_held_up(database):
    """The backup only reads: a transaction that is open meanwhile commits."""
    with contextlib.closing(sqlite3.connect(database.path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute(ROW, ("a",))
        made = backup.back_up(database.path, DAY)
        writer.execute("COMMIT")
    assert made is not None
    assert ids(made) == []
    assert await database.read(lambda c: c.execute("SELECT id FROM jobs").fetchall()) == [("a",)]


async def test_a_folder_that_cannot_be_made_is_a_problem(database):
    (database.path.parent / "backups").touch()
    with pytest.raises(StorageProblem):
        backup.back_up(database.path, DAY)


async def test_what_a_killed_process_left_is_removed_and_what_another_writes_is_not(database):
    folder = database.path.parent / "backups"
    folder.mkdir()
    old, new = folder / ".startframe-backup-old", folder / ".startframe-backup-new"
    for part in (old, new):
        part.touch()
    long_ago = time.time() - 7200
    os.utime(old, (long_ago, long_ago))
    backup.back_up(database.path, DAY)
    assert not old.exists()
    assert new.exists()


async def test_the_newest_good_one_is_found(database, caplog):
    caplog.set_level("INFO")
    await database.write(lambda c: c.execute(ROW, ("a",)))
    good = backup.back_up(database.path, DAY)
    assert good is not None
    for number, content in enumerate([b"", b"no database " * 500], start=1):
        day = DAY + datetime.timedelta(days=number)
        (good.parent / f"startframe-{day}.sqlite3").write_bytes(content)
    assert backup.newest_good(database.path) == good
    assert caplog.text.count("cannot be used") == 2


async def test_a_backup_of_a_newer_version_is_not_good(database):
    made = backup.back_up(database.path, DAY)
    assert made is not None
    with contextlib.closing(sqlite3.connect(made)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert backup.newest_good(database.path) is None


async def test_without_any_there_is_none(tmp_path):
    assert backup.newest_good(tmp_path / "x.sqlite3") is None
    assert backup.backups(Path("nowhere") / "x.sqlite3") == []


async def test_a_migrations_copy_serves_as_well(tmp_path):
    path = tmp_path / "startframe.sqlite3"
    database = Database(path)
    await database.open()
    await database.close()
    aside = tmp_path / "startframe.sqlite3.v2.backup"
    path.rename(aside)
    assert backup.newest_good(path) == aside
