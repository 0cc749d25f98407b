"""The journal: every step of a job's life is one row in one transaction, before its side effect."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from desktop.core.errors import InvalidRequest
from desktop.jobs import record, timeline
from desktop.library import clips

if TYPE_CHECKING:
    import sqlite3

    from desktop.jobs.job import Job
    from desktop.library.clips import Clip
    from desktop.library.database import Database

logger = logging.getLogger(__name__)

_ALL = "SELECT id, revision, state, record FROM jobs ORDER BY place, created_at, rowid"
_ONE = "SELECT id, revision, state, record FROM jobs WHERE id = ?"


class Superseded(Exception):
    """Somebody else has journalled a step of this job since it was read; nothing was written."""


class Journal:
    """The jobs table. Each call is one transaction in the database's thread.

    Raises the database's StorageProblems.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.timeline = timeline.Timeline(database)

    async def add(self, job: Job) -> None:
        """Write a new job."""
        await self._database.write(lambda connection: _insert(connection, job))

    async def advance(self, old: Job, new: Job, *, clip: Clip | None = None) -> None:
        """Write the step from `old` to `new`, and the clip it made, in one transaction.

        Raises Superseded unless the row still is at `old.revision`: of two processes that try
        to make the same step, one makes it.
        """
        await self._database.write(lambda connection: _advance(connection, old, new, clip))

    async def all(self) -> list[Job]:
        """Every job, oldest first. One that cannot be read is left where it is and passed over."""
        rows = await self._database.read(lambda connection: connection.execute(_ALL).fetchall())
        return [job for row in rows if (job := _job(tuple(row))) is not None]

    async def get(self, job_id: str) -> Job | None:
        """The job as it stands on disk."""
        row = await self._database.read(
            lambda connection: connection.execute(_ONE, (job_id,)).fetchone()
        )
        return None if row is None else _job(tuple(row))

    async def forget(self, job: Job) -> None:
        """Remove the job's row; its clip stays. A row that is gone already is no error.

        Raises Superseded when somebody else has journalled a step since it was read.
        """
        await self._database.write(lambda connection: _forget(connection, job))


def _insert(connection: sqlite3.Connection, job: Job) -> None:
    connection.execute(
        "INSERT INTO jobs"
        " (id, revision, state, created_at, changed_at, place, generation_id, record)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            job.id,
            job.revision,
            job.state.value,
            job.created_at.isoformat(),
            job.changed_at.isoformat(),
            job.place,
            job.generation_id,
            record.dump(job),
        ),
    )
    timeline.follow(connection, None, job)


def _advance(connection: sqlite3.Connection, old: Job, new: Job, clip: Clip | None) -> None:
    changed = connection.execute(
        "UPDATE jobs SET revision = ?, state = ?, changed_at = ?, place = ?, generation_id = ?,"
        " record = ? WHERE id = ? AND revision = ?",
        (
            new.revision,
            new.state.value,
            new.changed_at.isoformat(),
            new.place,
            new.generation_id,
            record.dump(new),
            old.id,
            old.revision,
        ),
    ).rowcount
    if changed != 1:
        raise Superseded(old.id)
    timeline.follow(connection, old, new)
    if clip is not None:
        clips.insert(connection, clip)


def _forget(connection: sqlite3.Connection, job: Job) -> None:
    row = connection.execute("SELECT revision FROM jobs WHERE id = ?", (job.id,)).fetchone()
    if row is not None and row[0] != job.revision:
        raise Superseded(job.id)
    connection.execute("DELETE FROM jobs WHERE id = ?", (job.id,))
    timeline.forget(connection, job.id)


def _job(row: tuple[str, int, str, str]) -> Job | None:
    try:
        return record.load(*row)
    except (InvalidRequest, KeyError, TypeError, ValueError, AttributeError) as error:
        logger.error("job %s cannot be read and is passed over: %r", row[0], error)  # noqa: TRY400 - the reason is enough
        return None
