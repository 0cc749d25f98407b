"""The tables, made step by step: `PRAGMA user_version` n becomes n + 1, each in a transaction."""

from __future__ import annotations

import contextlib
import sqlite3
import uuid
from typing import TYPE_CHECKING

from desktop.core.errors import DatabaseDamaged
from desktop.library.search_text import searchable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Step = Callable[[sqlite3.Connection], None]


def _first_tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        """CREATE TABLE jobs(
            id TEXT PRIMARY KEY,
            revision INTEGER NOT NULL,
            state TEXT NOT NULL,
            created_at TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            record TEXT NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX jobs_by_state ON jobs(state)")
    connection.execute(
        """CREATE TABLE clips(
            id TEXT PRIMARY KEY,
            created_at TEXT NOT NULL,
            generation_id TEXT,
            record TEXT NOT NULL,
            removed_at TEXT
        )"""
    )
    connection.execute(
        "CREATE UNIQUE INDEX clips_by_generation ON clips(generation_id)"
        " WHERE generation_id IS NOT NULL"
    )


def _owners_and_books(connection: sqlite3.Connection) -> None:
    """Who works on a job, in what order; which generation is whose; money and timelines."""
    connection.execute("ALTER TABLE jobs ADD COLUMN owner TEXT")
    connection.execute("ALTER TABLE jobs ADD COLUMN place REAL NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE jobs ADD COLUMN generation_id TEXT")
    connection.execute("UPDATE jobs SET place = rowid")
    connection.execute(  # the record is what a job is read from
        "UPDATE jobs SET record = json_set(record, '$.place', place) WHERE json_valid(record)"
    )
    connection.execute(
        """UPDATE jobs SET generation_id = json_extract(record, '$.generation_id')
           WHERE json_valid(record) AND rowid IN (
               SELECT MIN(rowid) FROM jobs WHERE json_valid(record)
               GROUP BY json_extract(record, '$.generation_id'))"""
    )
    connection.execute(
        "CREATE UNIQUE INDEX jobs_by_generation ON jobs(generation_id)"
        " WHERE generation_id IS NOT NULL"
    )
    connection.execute(
        """CREATE TABLE ledger(
            job_id TEXT PRIMARY KEY,
            account TEXT NOT NULL,
            submitted_at TEXT NOT NULL,
            record TEXT NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX ledger_by_time ON ledger(submitted_at)")
    connection.execute(
        """CREATE TABLE events(
            job_id TEXT NOT NULL,
            at TEXT NOT NULL,
            kind TEXT NOT NULL,
            facts TEXT NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX events_by_job ON events(job_id)")


def _start_frames_and_prompts(connection: sqlite3.Connection) -> None:
    """Pictures uploaded already, the start frames and the prompts used last."""
    connection.execute(
        """CREATE TABLE uploads(
            account TEXT NOT NULL,
            digest TEXT NOT NULL,
            image_id TEXT NOT NULL,
            uploaded_at TEXT NOT NULL,
            PRIMARY KEY (account, digest)
        )"""
    )
    connection.execute(
        """CREATE TABLE start_frames(
            digest TEXT PRIMARY KEY,
            file TEXT NOT NULL,
            name TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            used_at TEXT NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX start_frames_by_time ON start_frames(used_at)")
    connection.execute("CREATE TABLE prompts(text TEXT PRIMARY KEY, used_at TEXT NOT NULL)")
    connection.execute("CREATE INDEX prompts_by_time ON prompts(used_at)")


def _clips_to_search(connection: sqlite3.Connection) -> None:
    """What clips are searched by, in columns and an index of their words; collections of clips."""
    connection.create_function("searchable", -1, searchable, deterministic=True)
    connection.execute("ALTER TABLE clips RENAME TO clips_before")
    connection.execute(
        """CREATE TABLE clips(
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            created_at TEXT NOT NULL,
            generation_id TEXT,
            parent TEXT,
            account TEXT NOT NULL DEFAULT '',
            width INTEGER NOT NULL DEFAULT 0,
            height INTEGER NOT NULL DEFAULT 0,
            duration_s REAL NOT NULL DEFAULT 0,
            has_audio INTEGER NOT NULL DEFAULT 0,
            is_public INTEGER NOT NULL DEFAULT 0,
            is_favourite INTEGER NOT NULL DEFAULT 0,
            is_rejected INTEGER NOT NULL DEFAULT 0,
            record TEXT NOT NULL,
            removed_at TEXT
        )"""
    )
    connection.execute(
        "INSERT INTO clips(id, created_at, generation_id, record, removed_at)"
        " SELECT id, created_at, generation_id, record, removed_at FROM clips_before ORDER BY rowid"
    )
    connection.execute("DROP TABLE clips_before")
    connection.execute(
        """UPDATE clips SET
            parent = record ->> '$.origin.clip_id',
            account = COALESCE(record ->> '$.account', ''),
            width = COALESCE(record ->> '$.width', 0),
            height = COALESCE(record ->> '$.height', 0),
            duration_s = COALESCE(record ->> '$.duration_s', 0),
            has_audio = COALESCE(record ->> '$.has_audio', 0),
            is_public = COALESCE(record ->> '$.request.public', 0),
            is_favourite = COALESCE(record ->> '$.is_favourite', 0),
            is_rejected = COALESCE(record ->> '$.is_rejected', 0)
        WHERE json_valid(record)"""
    )
    connection.execute("CREATE VIRTUAL TABLE clip_words USING fts5(words, tokenize='trigram')")
    connection.execute(
        """INSERT INTO clip_words(rowid, words) SELECT number, searchable(
            COALESCE(record ->> '$.request.prompt', ''), COALESCE(record ->> '$.title', ''),
            COALESCE(record ->> '$.notes', ''), COALESCE(record ->> '$.frame_name', ''))
        FROM clips WHERE removed_at IS NULL AND json_valid(record)"""
    )
    connection.execute(
        "CREATE UNIQUE INDEX clips_by_generation ON clips(generation_id)"
        " WHERE generation_id IS NOT NULL"
    )
    connection.execute("CREATE INDEX clips_by_parent ON clips(parent) WHERE parent IS NOT NULL")
    connection.execute(  # holds all that a search asks for: rows are not read for it
        """CREATE INDEX clips_by_time ON clips(created_at DESC, is_rejected, is_favourite,
            has_audio, is_public, width, height, duration_s, account, id)
        WHERE removed_at IS NULL"""
    )
    connection.execute("DROP INDEX jobs_by_state")
    connection.execute("CREATE INDEX jobs_by_state ON jobs(state, created_at)")
    connection.execute(
        "CREATE TABLE collections(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"
    )
    connection.execute(
        """CREATE TABLE collected(
            collection INTEGER NOT NULL REFERENCES collections(number) ON DELETE CASCADE,
            clip INTEGER NOT NULL REFERENCES clips(number) ON DELETE CASCADE,
            PRIMARY KEY (collection, clip)
        ) WITHOUT ROWID"""
    )


def _attempts(connection: sqlite3.Connection) -> None:
    """What failed and was taken off the shelf."""
    connection.execute(
        """CREATE TABLE attempts(
            id TEXT PRIMARY KEY,
            revision INTEGER NOT NULL,
            state TEXT NOT NULL,
            created_at TEXT NOT NULL,
            record TEXT NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX attempts_by_time ON attempts(created_at)")


# STEPS[n] turns version n into n + 1. A step that was released is never changed.
STEPS: tuple[Step, ...] = (
    _first_tables,
    _owners_and_books,
    _start_frames_and_prompts,
    _clips_to_search,
    _attempts,
)


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the tables; 0 for a new file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_version(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Raise DatabaseDamaged when a newer Startframe wrote the file. Changes nothing."""
    version = version_of(connection)
    if version > len(steps):
        raise DatabaseDamaged(detail="newer version", version=version, known=len(steps))


def migrate(connection: sqlite3.Connection, path: Path, steps: Sequence[Step] = STEPS) -> None:
    """Bring the file to the newest version; an existing one is copied aside first.

    Needs a connection that begins no transactions by itself. Raises sqlite3.Error; then the
    version before the failed step is what remains. A new file gets all its tables at once:
    another process that opens it in that moment sees none of them, or all.
    """
    check_version(connection, steps)
    version = version_of(connection)
    if version == 0:
        _take_steps(connection, steps, until=len(steps))
    elif version < len(steps):
        back_up(connection, path.with_name(f"{path.name}.v{version}.backup"))
    while (version := version_of(connection)) < len(steps):
        _take_steps(connection, steps, until=version + 1)


def _take_steps(connection: sqlite3.Connection, steps: Sequence[Step], *, until: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for version in range(version_of(connection), until):  # another may have been faster
            steps[version](connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def back_up(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the whole database to `target`, replacing an older copy. Raises sqlite3.Error."""
    # a name of its own: another process may make the same copy
    part = target.with_name(f"{target.name}.{uuid.uuid4().hex}.part")
    try:
        with contextlib.closing(sqlite3.connect(part)) as copy:
            connection.backup(copy)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
