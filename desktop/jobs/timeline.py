"""The flight recorder: what happened to each job, kept as long as the job or its clip is there."""

from __future__ import annotations

import datetime
import json
import logging
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.core import log

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from desktop.core.errors import Problem
    from desktop.jobs.job import Job
    from desktop.library.database import Database

logger = logging.getLogger(__name__)

MOST_EVENTS = 500
"""Of one job. Beyond it the oldest go, but not the first ones: they tell how it was sent."""
KEPT_FIRST = 100
_MOST_UNWRITTEN = 5_000
_TEXT_CHARS = 500
_ITEMS = 20
_DEPTH = 3
_INSERT = """INSERT INTO events(job_id, at, kind, facts) SELECT :job, :at, :kind, :facts
    WHERE EXISTS (SELECT 1 FROM jobs WHERE id = :job)
    OR EXISTS (SELECT 1 FROM clips WHERE id = :job AND removed_at IS NULL)"""
_TRIM = """DELETE FROM events WHERE rowid IN (
    SELECT rowid FROM events WHERE job_id = :job ORDER BY rowid
    LIMIT MAX(0, (SELECT COUNT(*) FROM events WHERE job_id = :job) - :most) OFFSET :first)"""
_FORGET = """DELETE FROM events WHERE job_id = :job
    AND NOT EXISTS (SELECT 1 FROM jobs WHERE id = :job)
    AND NOT EXISTS (SELECT 1 FROM clips WHERE id = :job AND removed_at IS NULL)"""


@dataclass(frozen=True)
class Event:
    """One thing that happened; `facts` are JSON values without secrets, on one line each."""

    job_id: str
    at: datetime.datetime
    kind: str
    facts: dict[str, Any]


# ── inside the journal's transactions ────────────────────────────────────────────────────────


def follow(connection: sqlite3.Connection, old: Job | None, new: Job) -> None:
    """Tell what a journalled step changed: the state, or why the job waits."""
    if old is None or old.state is not new.state:
        facts: dict[str, Any] = {"state": new.state.value}
        if old is not None:
            facts["before"] = old.state.value
        if old is None or old.generation_id != new.generation_id:
            facts["generation_id"] = new.generation_id
        if new.problem is not None:
            facts["problem"] = new.problem.to_record()
        _insert(connection, Event(new.id, new.changed_at, "state", _safe_facts(facts)))
    elif (old.problem and old.problem.code) != (new.problem and new.problem.code):
        facts = {"problem": new.problem.to_record() if new.problem else None}
        kind = "problem" if new.problem else "problem gone"
        _insert(connection, Event(new.id, new.changed_at, kind, _safe_facts(facts)))


def forget(connection: sqlite3.Connection, job_id: str) -> None:
    """The job's row is removed: its timeline goes too, unless a clip came of it."""
    connection.execute(_FORGET, {"job": job_id})


# ── beside them ──────────────────────────────────────────────────────────────────────────────


class Timeline:
    """Notes what happens between the journal's steps, and reads it all back.

    Nothing here waits for the disk, and nothing here fails a job: an event that the disk
    refuses is told to the log. Events are written in their order.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._unwritten: deque[Event] = deque(maxlen=_MOST_UNWRITTEN)
        self._polls: dict[str, dict[str, Any]] = {}

    def note(self, job_id: str, kind: str, **facts: Any) -> None:
        """Write an event soon; facts that are None are left out."""
        self._unwritten.append(Event(job_id, _now(), kind, _safe_facts(facts)))
        self._database.write_soon(self._write_all, f"the timeline of job {job_id}")

    def note_problem(self, job_id: str, kind: str, problem: Problem, **facts: Any) -> None:
        """Write an event that ended with a problem: its code, and what a support case needs."""
        told = {name: problem.facts.get(name) for name in ("status", "request_id", "detail")}
        self.note(job_id, kind, **facts, problem=problem.code, **told)

    def note_wait(
        self, job_id: str, failures: int, seconds: float, problem: Problem | None
    ) -> None:
        """Why the job waits before it tries again; in a long row of failures, ever more seldom."""
        if failures & (failures - 1) == 0:  # 1, 2, 4, 8, …
            code = problem.code if problem is not None else None
            self.note(job_id, "waits", seconds=seconds, failures=failures, problem=code)

    def note_poll(self, job_id: str, status: str, *, has_failed: bool = False) -> None:
        """One reading of a generation: counted, and written as one event by `end_polls`.

        The first is written at once, so that a process that is killed leaves it.
        """
        polls = self._polls.get(job_id)
        if polls is None:
            polls = self._polls[job_id] = {"count": 0, "failed": 0, "first": _now().isoformat()}
            self.note(job_id, "polls begin", status=status)
        polls["count"] += 1
        polls["failed"] += has_failed
        polls["status"] = status

    def end_polls(self, job_id: str) -> None:
        """The job is polled no more: write how often it was."""
        polls = self._polls.pop(job_id, None)
        if polls is not None:
            self.note(job_id, "polls end", **polls)

    def close(self) -> None:
        """Write what is only counted yet; the database is closed next."""
        for job_id in list(self._polls):
            self.end_polls(job_id)

    async def of(self, job_id: str) -> list[Event]:
        """The job's events, oldest first. Raises StorageProblem."""
        return await self._database.read(lambda connection: read(connection, job_id))

    def _write_all(self, connection: sqlite3.Connection) -> None:
        while self._unwritten:
            _insert(connection, self._unwritten.popleft())


def read(connection: sqlite3.Connection, job_id: str) -> list[Event]:
    """The job's events, oldest first; rows that cannot be read are left out."""
    rows = connection.execute(
        "SELECT at, kind, facts FROM events WHERE job_id = ? ORDER BY rowid", (job_id,)
    )
    return [event for row in rows if (event := _event(job_id, *row)) is not None]


def lines(events: Iterable[Event]) -> list[str]:
    """The events as text, one line each: when the first was, seconds from it, what, facts."""
    found = list(events)
    if not found:
        return []
    told = [f"{found[0].at.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"]
    for event in found:
        seconds = (event.at - found[0].at).total_seconds()
        told.append(f"+{seconds:.1f} s  {_what(event)}")
    return [log.printable(log.redact(line)) for line in told]


def _what(event: Event) -> str:
    facts = dict(event.facts)
    kind = event.kind
    if kind == "state":  # the state it came to says it all
        kind = f"→ {facts.pop('state', '?')}"
        facts.pop("before", None)
    return " ".join([kind, *(f"{name}={_shown(value)}" for name, value in facts.items())])


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _event(job_id: str, at: str, kind: str, facts: str) -> Event | None:
    try:
        return Event(job_id, datetime.datetime.fromisoformat(at), kind, dict(json.loads(facts)))
    except (ValueError, TypeError) as error:
        logger.info("an event of job %s cannot be read: %s", job_id, error)
        return None


def _insert(connection: sqlite3.Connection, event: Event) -> None:
    """Write it, unless the job is gone by now; keep to the most there may be."""
    facts = json.dumps(event.facts, ensure_ascii=False)
    values = {"job": event.job_id, "at": event.at.isoformat(), "kind": event.kind, "facts": facts}
    connection.execute(_INSERT, values)
    limits = {"job": event.job_id, "first": KEPT_FIRST, "most": MOST_EVENTS}
    connection.execute(_TRIM, limits)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _safe_facts(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: _safe(value) for name, value in facts.items() if value is not None}


def _safe(value: object, depth: int = 0) -> object:
    """`value` as JSON that any reader can show: short, on one line, without secrets."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return round(value, 3) if abs(value) < float("inf") else str(value)
    if isinstance(value, dict) and depth < _DEPTH:
        items = list(value.items())[:_ITEMS]
        return {str(_safe(str(name))): _safe(item, depth + 1) for name, item in items}
    if isinstance(value, list | tuple) and depth < _DEPTH:
        return [_safe(item, depth + 1) for item in value[:_ITEMS]]
    text = log.printable(log.redact(str(value)))
    return text if len(text) <= _TEXT_CHARS else f"{text[: _TEXT_CHARS - 1]}…"
