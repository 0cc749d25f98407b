"""Attempts that brought no clip: kept with their reason and what they were made of."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from desktop.core.errors import InvalidRequest
from desktop.jobs import record, timeline
from desktop.jobs.job import Job, JobState
from desktop.library.search_text import searchable, words_in

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from desktop.library.database import Database
    from desktop.library.search import Search

logger = logging.getLogger(__name__)

KEPT_STATES = frozenset({JobState.FAILED, JobState.EXPIRED})
MOST = 1000
"""So many are kept, the newest."""

_KEEP = (
    "INSERT OR REPLACE INTO attempts(id, revision, state, created_at, record)"
    " SELECT id, revision, state, created_at, record FROM jobs WHERE id = ?"
)
_OLD = "SELECT id FROM attempts ORDER BY created_at DESC LIMIT -1 OFFSET ?"
_ALL = "SELECT id, revision, state, record FROM attempts ORDER BY created_at DESC"


def keep(connection: sqlite3.Connection, job: Job) -> bool:
    """In the caller's transaction, before the job's row goes; whether it is one that is kept."""
    if job.state not in KEPT_STATES:
        return False
    connection.execute(_KEEP, (job.id,))
    _remove(connection, [found for (found,) in connection.execute(_OLD, (MOST,))])
    return True


class Attempts:
    """Those that were taken off the shelf. Raises the database's StorageProblems."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Job]:
        """Newest first; one that cannot be read is logged and left out."""
        return await self._database.reader.read(_read)

    async def remove(self, ids: Sequence[str]) -> None:
        """Forget these for good, with their timelines; unknown ids are no error."""
        await self._database.write(lambda connection: _remove(connection, ids))


def _read(connection: sqlite3.Connection) -> list[Job]:
    found = []
    for row in connection.execute(_ALL):
        try:
            found.append(record.load(*row))
        except (*record.UNREADABLE, InvalidRequest) as error:
            logger.warning("attempt %s cannot be read: %r", row[0], error)
    return found


def _remove(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    for one in ids:
        connection.execute("DELETE FROM attempts WHERE id = ?", (one,))
        timeline.forget(connection, one)


class Attempt(NamedTuple):
    """A job that failed, and the text that it is found by."""

    job: Job
    text: str


def searched(jobs: Iterable[Job]) -> list[Attempt]:
    """These, newest first, ready to be searched: for a thread, since prompts may be long."""
    newest_first = sorted(jobs, key=lambda job: job.created_at, reverse=True)
    return [Attempt(job, searchable(job.request.prompt, job.frame_name)) for job in newest_first]


def found(attempts: Iterable[Attempt], search: Search) -> list[Job]:
    """Those that a search means, in their order: by what they have in common with clips."""
    words = words_in(search.words)
    return [
        job
        for job, text in attempts
        if _is_meant(job, search) and all(word in text for word in words)
    ]


def _is_meant(job: Job, search: Search) -> bool:
    request, size = job.request, (job.request.dimensions.width, job.request.dimensions.height)
    asked = (
        (search.size, size),
        (search.seconds, request.duration_s),
        (search.has_audio, request.audio),
        (search.is_public, request.public),
        (search.account, job.account),
    )
    is_in_time = (search.since is None or job.created_at >= search.since) and (
        search.until is None or job.created_at < search.until
    )
    has_mark = search.is_favourite or search.is_rejected or search.collection is not None
    return is_in_time and not has_mark and all(wanted in {None, there} for wanted, there in asked)
