"""The journal: every step of a job's life is one row in one transaction, before its side effect."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from desktop.core.errors import InvalidRequest
from desktop.jobs import attempts, record, timeline
from desktop.jobs.money import ledger
from desktop.library import clips

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from desktop.jobs.job import Job
    from desktop.library.clips import Clip
    from desktop.library.database import Database

logger = logging.getLogger(__name__)

LATEST_READY = 200
_CURRENT = (  # an index answers, however many clips there are
    "SELECT {columns} FROM jobs WHERE state < 'ready' OR state > 'ready' OR id IN"
    " (SELECT id FROM jobs WHERE state = 'ready' ORDER BY created_at DESC LIMIT {limit})"
    " ORDER BY place, created_at, rowid"
)
_ALL = _CURRENT.format(columns="id, revision, state, record", limit=LATEST_READY)
_RELEASE = "UPDATE jobs SET owner = NULL WHERE id = ? AND owner = ?"
_REVISIONS = _CURRENT.format(columns="id, revision", limit=LATEST_READY)
_HOLDER = (
    "SELECT 1 FROM jobs WHERE generation_id = :generation AND id <> :job"
    " UNION ALL SELECT 1 FROM clips WHERE generation_id = :generation AND id <> :job"
)
_TAKEN = (
    "SELECT generation_id FROM jobs WHERE generation_id IN ({marks})"
    " UNION SELECT generation_id FROM clips WHERE generation_id IN ({marks})"
    " UNION SELECT json_extract(record, '$.generation_id') FROM ledger"
    " WHERE json_extract(record, '$.generation_id') IN ({marks})"
)
_ONE = "SELECT id, revision, state, record FROM jobs WHERE id = ?"


class Superseded(Exception):
    """Somebody else has journalled a step of this job since it was read; nothing was written."""


class AlreadyAdopted(Exception):
    """Another job, or a clip of another job, has this generation; nothing was written."""


class Journal:
    """The jobs table. Each call is one transaction in the database's thread.

    Raises the database's StorageProblems.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.timeline = timeline.Timeline(database)

    async def add(self, *jobs: Job, owner: str | None = None) -> None:
        """Write new jobs, all or none; `owner` is the lease of the process that works on them.

        Raises AlreadyAdopted when another job has the generation that one of them brings along.
        """

        def insert(connection: sqlite3.Connection) -> None:
            for job in jobs:
                if job.generation_id is not None:
                    _check_free(connection, job)
                _insert(connection, job, owner)

        await self._database.write(insert)

    async def advance(self, old: Job, new: Job, *, clip: Clip | None = None) -> None:
        """Write the step from `old` to `new`, and the clip it made, in one transaction.

        Raises Superseded unless the row still is at `old.revision`: of two processes that try
        to make the same step, one makes it. Raises AlreadyAdopted when another job has its
        generation.
        """
        await self._database.write(lambda connection: _advance(connection, old, new, clip))

    async def claim(self, job_id: str, owner: str, is_held: Callable[[str], bool]) -> bool:
        """Make `owner` the one who works on the job, unless somebody does who is still alive."""
        return await self._database.write(
            lambda connection: _claim(connection, job_id, owner, is_held)
        )

    async def release(self, job_id: str, owner: str) -> None:
        """Leave the job to whoever claims it next."""
        await self._database.write(
            lambda connection: connection.execute(_RELEASE, (job_id, owner)).rowcount
        )

    async def revisions(self) -> dict[str, int]:
        """The revision of every job that `all` gives, by id."""
        return await self._database.read(lambda connection: dict(connection.execute(_REVISIONS)))

    async def outside_changes(self) -> int:
        """A number that is another one once another process has written (`PRAGMA data_version`)."""
        return await self._database.read(
            lambda connection: int(connection.execute("PRAGMA data_version").fetchone()[0])
        )

    async def taken(self, generation_ids: Sequence[str]) -> set[str]:
        """Those of these generations that belong to a job, a clip or an entry of the ledger."""
        return await self._database.read(lambda connection: _taken(connection, generation_ids))

    async def all(self) -> list[Job]:
        """Every job, oldest first; of those whose clip is there, the latest 200.

        One that cannot be read is left where it is and passed over.
        """
        return await self._database.read(_read_all)

    async def get(self, job_id: str) -> Job | None:
        """The job as it stands on disk."""
        row = await self._database.read(
            lambda connection: connection.execute(_ONE, (job_id,)).fetchone()
        )
        return None if row is None else _job(tuple(row))

    async def forget(self, job: Job) -> None:
        """Remove the job's row; its clip stays, and a failure as an attempt.

        A row that is gone already is no error.

        Raises Superseded when somebody else has journalled a step since it was read.
        """
        await self._database.write(lambda connection: _forget(connection, job))


def _insert(connection: sqlite3.Connection, job: Job, owner: str | None) -> None:
    connection.execute(
        "INSERT INTO jobs"
        " (id, revision, state, created_at, changed_at, place, generation_id, record, owner)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            job.id,
            job.revision,
            job.state.value,
            job.created_at.isoformat(),
            job.changed_at.isoformat(),
            job.place,
            job.generation_id,
            record.dump(job),
            owner,
        ),
    )
    timeline.follow(connection, None, job)
    ledger.follow(connection, None, job)


def _claim(
    connection: sqlite3.Connection, job_id: str, owner: str, is_held: Callable[[str], bool]
) -> bool:
    row = connection.execute("SELECT owner FROM jobs WHERE id = ?", (job_id,)).fetchone()
    if row is None or (row[0] not in {None, owner} and is_held(row[0])):
        return False
    connection.execute("UPDATE jobs SET owner = ? WHERE id = ?", (owner, job_id))
    return True


def _taken(connection: sqlite3.Connection, generation_ids: Sequence[str]) -> set[str]:
    marks = ", ".join("?" * len(generation_ids))
    rows = connection.execute(_TAKEN.format(marks=marks), tuple(generation_ids) * 3)
    return {generation_id for (generation_id,) in rows}


def _advance(connection: sqlite3.Connection, old: Job, new: Job, clip: Clip | None) -> None:
    if new.generation_id != old.generation_id:
        _check_free(connection, new)
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
    ledger.follow(connection, old, new)
    if clip is not None:
        clips.insert(connection, clip)


def _check_free(connection: sqlite3.Connection, job: Job) -> None:
    values = {"generation": job.generation_id, "job": job.id}
    found = connection.execute(_HOLDER, values).fetchone()
    if found is not None:
        raise AlreadyAdopted(job.generation_id)


def _forget(connection: sqlite3.Connection, job: Job) -> None:
    row = connection.execute("SELECT revision FROM jobs WHERE id = ?", (job.id,)).fetchone()
    if row is not None and row[0] != job.revision:
        raise Superseded(job.id)
    is_kept = row is not None and attempts.keep(connection, job)
    connection.execute("DELETE FROM jobs WHERE id = ?", (job.id,))
    if not is_kept:
        timeline.forget(connection, job.id)


def _read_all(connection: sqlite3.Connection) -> list[Job]:
    """In the database's thread: some hundred records take too long for the window's."""
    rows = connection.execute(_ALL).fetchall()
    return [job for row in rows if (job := _job(tuple(row))) is not None]


def _job(row: tuple[str, int, str, str]) -> Job | None:
    try:
        return record.load(*row)
    except (*record.UNREADABLE, InvalidRequest) as error:
        logger.error("job %s cannot be read and is passed over: %r", row[0], error)  # noqa: TRY400 - the reason is enough
        return None
