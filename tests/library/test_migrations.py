"""The tables are brought forward step by step, with a copy kept, and never backward."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from desktop.core.errors import DatabaseDamaged
from desktop.library import migrations
from desktop.library.database import Database
from desktop.library.migrations import STEPS, migrate, version_of


@pytest.fixture
def path(tmp_path):
    return tmp_path / "startframe.sqlite3"


@pytest.fixture
def connection(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        yield opened


def add_stars(connection):
    connection.execute("ALTER TABLE clips ADD COLUMN star INTEGER NOT NULL DEFAULT 0")


def columns(connection, table):
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def test_a_new_file_gets_every_table(connection, path):
    migrate(connection, path)
    assert version_of(connection) == len(STEPS)
    assert columns(connection, "jobs") == [
        "id", "revision", "state", "created_at", "changed_at", "record",
        "owner", "place", "generation_id",
    ]  # fmt: skip
    assert columns(connection, "clips") == [
        "number", "id", "created_at", "generation_id", "parent", "account", "width", "height",
        "duration_s", "has_audio", "is_public", "is_favourite", "is_rejected", "record",
        "removed_at",
    ]  # fmt: skip
    assert [file.name for file in path.parent.iterdir()] == [path.name]  # nothing to copy aside


def test_an_older_file_is_brought_forward_and_copied_aside(connection, path):
    migrate(connection, path, STEPS[:1])
    connection.execute("INSERT INTO clips VALUES ('a', '', NULL, '{}', NULL)")
    migrate(connection, path, (*STEPS[:1], add_stars))
    assert version_of(connection) == 2
    assert connection.execute("SELECT id, star FROM clips").fetchall() == [("a", 0)]
    with closing(sqlite3.connect(path.with_name(path.name + ".v1.backup"))) as copy:
        assert version_of(copy) == 1
        assert copy.execute("SELECT id FROM clips").fetchall() == [("a",)]


def test_a_step_that_fails_leaves_the_version_before_it(connection, path):
    def fails(connection):
        connection.execute("CREATE TABLE half(x)")
        connection.execute("SELECT * FROM nowhere")

    migrate(connection, path, STEPS[:1])
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, path, (*STEPS[:1], add_stars, fails))
    assert version_of(connection) == 2
    assert columns(connection, "half") == []


def test_steps_are_taken_once_however_many_start(path):
    async def race():
        databases = [Database(path) for _ in range(5)]
        await asyncio.gather(*(database.open() for database in databases))
        await asyncio.gather(*(database.close() for database in databases))

    asyncio.run(race())
    with closing(sqlite3.connect(path)) as connection:
        assert version_of(connection) == len(STEPS)


async def test_a_newer_file_is_refused_and_not_touched(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    content = path.read_bytes()
    database = Database(path)
    with pytest.raises(DatabaseDamaged) as caught:
        await database.open()
    await database.close()
    assert caught.value.facts["version"] == len(STEPS) + 1
    assert caught.value.facts["known"] == len(STEPS)
    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_a_foreign_database_is_not_taken_over(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE jobs(something TEXT)")
        connection.execute("INSERT INTO jobs VALUES ('else')")
        connection.commit()
    database = Database(path)
    with pytest.raises(DatabaseDamaged):
        await database.open()
    await database.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM jobs").fetchall() == [("else",)]


def test_one_generation_is_one_clip(connection, path):
    migrate(connection, path)
    insert = "INSERT INTO clips(id, created_at, generation_id, record) VALUES (?, '', ?, '{}')"
    connection.execute(insert, ("a", None))
    connection.execute(insert, ("b", None))
    connection.execute(insert, ("c", "gen"))
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(insert, ("d", "gen"))


def test_a_copy_aside_replaces_an_older_one(connection, path):
    migrate(connection, path)
    target = path.with_name("copy")
    target.write_bytes(b"old")
    migrations.back_up(connection, target)
    with closing(sqlite3.connect(target)) as copy:
        assert version_of(copy) == len(STEPS)
    assert sorted(file.name for file in path.parent.iterdir()) == ["copy", path.name]
