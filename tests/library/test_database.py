"""The database: durable, all or nothing, carried through, and honest about a damaged file."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest

from desktop.core.errors import DatabaseDamaged, DiskFull, FolderUnwritable, StorageProblem
from desktop.library import database as module
from desktop.library.database import Database

INSERT = "INSERT INTO jobs(id, revision, state, created_at, changed_at, record) VALUES"
ROW = f"{INSERT} (?, 1, 'queued', '', '', '{{}}')"


def ids(connection):
    return [row[0] for row in connection.execute("SELECT id FROM jobs ORDER BY id")]


async def test_a_write_is_there_for_everybody_once_it_returns(database):
    await database.write(lambda c: c.execute(ROW, ("a",)))
    with closing(sqlite3.connect(database.path)) as other:
        assert ids(other) == ["a"]
    assert await database.read(ids) == ["a"]


async def test_what_is_committed_is_on_disk(database):
    def settings(connection):
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "fullfsync")
        return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    full = 2
    assert await database.read(settings) == ["wal", full, 1, module.BUSY_TIMEOUT_MS, 1]


async def test_a_process_killed_after_the_write_has_lost_nothing(tmp_path):
    path = tmp_path / "killed.sqlite3"
    program = f"""
import asyncio, os, pathlib
from desktop.library.database import Database
async def main():
    database = Database(pathlib.Path({str(path)!r}))
    await database.open()
    await database.write(lambda c: c.execute({ROW!r}, ("a",)))
    os.kill(os.getpid(), 9)
asyncio.run(main())
"""
    command = [sys.executable, "-c", program]
    run = await asyncio.to_thread(subprocess.run, command, check=False, timeout=60)
    assert run.returncode == -9
    database = Database(path)
    await database.open()
    assert await database.read(ids) == ["a"]
    await database.close()


async def test_a_write_that_fails_changes_nothing(database):
    class Interrupted(Exception):
        pass

    def half(connection):
        connection.execute(ROW, ("a",))
        raise Interrupted

    with pytest.raises(Interrupted):
        await database.write(half)
    assert await database.read(ids) == []
    await database.write(lambda c: c.execute(ROW, ("b",)))
    assert await database.read(ids) == ["b"]


async def test_a_constraint_that_does_not_hold_is_the_callers_business(database):
    await database.write(lambda c: c.execute(ROW, ("a",)))
    with pytest.raises(sqlite3.IntegrityError):
        await database.write(lambda c: (c.execute(ROW, ("b",)), c.execute(ROW, ("a",))))
    assert await database.read(ids) == ["a"]


async def test_reading_cannot_write(database):
    with pytest.raises(FolderUnwritable):
        await database.read(lambda c: c.execute(ROW, ("a",)))
    await database.write(lambda c: c.execute(ROW, ("b",)))
    assert await database.read(ids) == ["b"]


async def test_a_cancelled_writer_is_carried_through(database):
    started, release = threading.Event(), threading.Event()

    def slow(connection):
        connection.execute(ROW, ("a",))
        started.set()
        release.wait(10)

    writer = asyncio.ensure_future(database.write(slow))
    waiting = asyncio.ensure_future(database.write(lambda c: c.execute(ROW, ("b",))))
    await asyncio.to_thread(started.wait, 10)
    writer.cancel()
    waiting.cancel()  # not begun yet: asked for is asked for
    with pytest.raises(asyncio.CancelledError):
        await writer
    with pytest.raises(asyncio.CancelledError):
        await waiting
    release.set()
    assert await database.read(ids) == ["a", "b"]


@pytest.mark.expects_log("a transaction nobody waited for failed")
async def test_the_failure_of_a_cancelled_writer_is_told_to_the_log(database, caplog):
    started, release = threading.Event(), threading.Event()

    def slow(_):
        started.set()
        release.wait(10)
        raise KeyError("gone")

    writer = asyncio.ensure_future(database.write(slow))
    await asyncio.to_thread(started.wait, 10)
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    release.set()
    await database.read(ids)
    assert "nobody waited for" in caplog.text


async def test_everything_runs_on_its_own_thread(database):
    names = await asyncio.gather(
        database.read(lambda _: threading.current_thread().name),
        database.write(lambda _: threading.current_thread().name),
    )
    assert len(set(names)) == 1
    assert names[0].startswith("startframe-database")


async def test_many_writers_take_turns(database):
    def count_up(connection):
        row = connection.execute("SELECT MAX(revision) FROM jobs").fetchone()
        number = (row[0] or 0) + 1
        connection.execute(
            f"{INSERT} (?, ?, '', '', '', '')",
            (str(number), number),
        )

    await asyncio.gather(*(database.write(count_up) for _ in range(40)))
    assert await database.read(
        lambda c: c.execute("SELECT MAX(revision) FROM jobs").fetchone()
    ) == (40,)


async def test_two_databases_on_one_file_wait_for_each_other(tmp_path):
    path = tmp_path / "shared.sqlite3"
    both = [Database(path) for _ in range(4)]
    await asyncio.gather(*(database.open() for database in both))

    async def fill(database, name):
        for number in range(10):
            await database.write(lambda c, n=number: c.execute(ROW, (f"{name}-{n}",)))

    await asyncio.gather(*(fill(database, str(i)) for i, database in enumerate(both)))
    assert len(await both[0].read(ids)) == 40
    await asyncio.gather(*(database.close() for database in both))


async def test_a_file_held_by_another_for_too_long_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_SETTINGS", ("PRAGMA busy_timeout = 1", *module._SETTINGS[1:]))
    database = Database(tmp_path / "held.sqlite3")
    await database.open()
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageProblem) as caught:
            await database.write(lambda c: c.execute(ROW, ("a",)))
        assert caught.value.can_retry
        other.execute("ROLLBACK")
    await database.write(lambda c: c.execute(ROW, ("a",)))
    await database.close()


async def test_closing_twice_is_harmless_and_using_it_then_is_a_bug(tmp_path):
    database = Database(tmp_path / "x.sqlite3")
    await database.open()
    await database.close()
    await database.close()
    with pytest.raises(RuntimeError):
        await database.read(ids)


async def test_using_it_before_it_is_open_is_a_bug(tmp_path):
    database = Database(tmp_path / "x.sqlite3")
    with pytest.raises(RuntimeError):
        await database.read(ids)
    await database.close()


@pytest.mark.parametrize(
    "content", [b"no database at all, " * 300, b"SQLite format 3\0" + b"?" * 9000]
)
async def test_a_damaged_file_is_named_and_left_alone(tmp_path, content):
    path = tmp_path / "damaged.sqlite3"
    path.write_bytes(content)
    database = Database(path)
    with pytest.raises(DatabaseDamaged) as caught:
        await database.open()
    await database.close()
    assert caught.value.facts["folder"] == str(tmp_path)
    assert path.read_bytes() == content


async def test_damage_inside_a_database_is_found_when_it_is_opened(tmp_path):
    path = tmp_path / "damaged.sqlite3"
    database = Database(path)
    await database.open()
    await database.write(
        lambda c: c.executemany(
            f"{INSERT} (?, 1, 'x', '', '', ?)",
            [(str(i), "x" * 500) for i in range(200)],
        )
    )
    await database.close()
    content = bytearray(path.read_bytes())
    content[8192 : 8192 + 4096 * 10] = b"\xa5" * 4096 * 10
    path.write_bytes(content)
    again = Database(path)
    with pytest.raises(DatabaseDamaged):
        await again.open()
    await again.close()


async def test_an_empty_file_becomes_a_database(tmp_path):
    (tmp_path / "empty.sqlite3").touch()
    database = Database(tmp_path / "empty.sqlite3")
    await database.open()
    assert await database.read(ids) == []
    await database.close()


async def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path):
    (tmp_path / "file").touch()
    database = Database(tmp_path / "file" / "x.sqlite3")
    with pytest.raises(FolderUnwritable):
        await database.open()
    await database.close()


async def test_a_path_that_is_a_folder_is_a_problem(tmp_path):
    database = Database(tmp_path)
    with pytest.raises(FolderUnwritable):
        await database.open()
    await database.close()


async def test_a_full_disk_is_told_and_nothing_is_half_written(database):
    def limit(connection):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")

    await database.read(limit)
    with pytest.raises(DiskFull) as caught:
        await database.write(
            lambda c: [c.execute(ROW, (os.urandom(4000).hex(),)) for _ in range(9)]
        )
    assert caught.value.facts["folder"] == str(database.path.parent)
    assert await database.read(ids) == []
