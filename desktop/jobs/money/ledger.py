"""The ledger: one line for each clip that was sent, written with the step that sends it."""

from __future__ import annotations

import dataclasses
import enum
import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.core.observers import Observers
from desktop.jobs.job import SANDBOX, JobState
from desktop.jobs.money.entry import Entry, Verdict, verdict
from desktop.jobs.money.price import USD_PER_CREDIT

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

    from desktop.jobs.job import Job
    from desktop.library.database import Database

logger = logging.getLogger(__name__)

_COLUMNS = "SELECT job_id, account, submitted_at, record FROM ledger"
_WRITE = (
    "INSERT INTO ledger(job_id, account, submitted_at, record) VALUES (?, ?, ?, ?)"
    " ON CONFLICT(job_id) DO UPDATE SET submitted_at = excluded.submitted_at,"
    " record = excluded.record"
)
_VERDICTS = (
    "SELECT job_id, CASE WHEN json_valid(record) THEN json_extract(record, '$.verdict') END"
    " FROM ledger WHERE account <> ?"
    " AND CASE WHEN json_valid(record) THEN json_extract(record, '$.state') END"
    " IN ('failed', 'cancelled', 'expired')"
)
_JUST_ENDED = (
    f"{_COLUMNS} WHERE account = ? AND submitted_at >= ?"
    " AND CASE WHEN json_valid(record) THEN json_extract(record, '$.ended_at') END >= ?"
    " AND json_extract(record, '$.balance_after') IS NULL"
)
_BEFORE_SENDING = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING})
_SOON = timedelta(minutes=15)
_LONGEST = timedelta(days=7)
"""From the sending of a clip to its end: what is older has nothing to do with a balance now."""
_ROUNDING = Decimal("1.01")
"""The API's balance may be in whole units: two readings can be off by one."""


class Period(enum.Enum):
    """Which lines are looked at."""

    TODAY = "today"
    MONTH = "month"
    ALL = "all"

    def begin(self, today: date) -> datetime | None:
        """Its first moment by this machine's clock; None for everything."""
        if self is Period.ALL:
            return None
        first = today.replace(day=1) if self is Period.MONTH else today
        return datetime.combine(first, time.min).astimezone()


@dataclass(frozen=True)
class Sums:
    """What some lines come to. Units are never added up with one another.

    `charged` is by unit, as the API named it; `estimated_usd` is of those whose charge is not
    known, of which `unpriced` have no estimate either.
    """

    clips: int = 0
    charged: dict[str, Decimal] = field(default_factory=dict)
    estimated_usd: Decimal = Decimal(0)
    estimated: int = 0
    unpriced: int = 0


def sums(entries: Iterable[Entry]) -> Sums:
    """Add up; what is known not to have been charged counts as a clip, and as no money."""
    clips = estimated = unpriced = 0
    charged: dict[str, Decimal] = {}
    estimated_usd = Decimal(0)
    for entry in entries:
        clips += 1
        if entry.verdict is Verdict.NOT_CHARGED:
            continue
        if entry.charge is not None:
            unit = entry.charge.unit
            charged[unit] = charged.get(unit, Decimal(0)) + entry.charge.amount
        elif entry.estimate_usd is not None:
            estimated += 1
            estimated_usd += entry.estimate_usd
        else:
            unpriced += 1
    return Sums(clips, charged, estimated_usd, estimated, unpriced)


def follow(connection: sqlite3.Connection, old: Job | None, new: Job) -> None:
    """Write what a step means in money, inside the caller's transaction."""
    was, state = (old.state if old is not None else None), new.state
    if state in _BEFORE_SENDING and was is not JobState.SUBMITTING:
        return
    if old is not None and (was, old.cost, old.generation_id) == (
        state,
        new.cost,
        new.generation_id,
    ):
        return
    entry = _find(connection, new.id)
    is_never_sent = new.submitted_at is None and new.generation_id is None
    if entry is None and is_never_sent and state is not JobState.SUBMITTING:
        return
    if entry is None or (state is JobState.SUBMITTING and was is not state):
        entry = Entry.of(new)
    is_over = state.is_finished or state is JobState.QUEUED
    entry = dataclasses.replace(
        entry,
        state=state,
        charge=new.cost or entry.charge,
        generation_id=new.generation_id or entry.generation_id,
        ended_at=new.changed_at if is_over else None,
        verdict=verdict(was, new),
    )
    _write(connection, entry)


def _find(connection: sqlite3.Connection, job_id: str) -> Entry | None:
    rows = connection.execute(f"{_COLUMNS} WHERE job_id = ?", (job_id,)).fetchall()
    return _understood(*rows[0]) if rows else None


def _write(connection: sqlite3.Connection, entry: Entry) -> None:
    record = json.dumps(entry.to_record())
    moment = _moment_text(entry.submitted_at)
    connection.execute(_WRITE, (entry.job_id, entry.account, moment, record))


def _moment_text(moment: datetime) -> str:
    """As the column has it: in this form later moments are greater texts."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _understood(job_id: str, account: str, submitted_at: str, record: str) -> Entry | None:
    try:
        return Entry.from_record(job_id, account, submitted_at, dict(json.loads(record)))
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        logger.warning("a line of the ledger could not be read: %s", error)
        return None


class Ledger:
    """The lines as they are read, and the balances noted in them.

    Lines are never deleted, whatever becomes of their jobs. Raises the database's StorageProblems.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._observers: Observers[[]] = Observers()

    async def entries(
        self, since: datetime | None = None, *, account: str | None = None
    ) -> list[Entry]:
        """The lines from `since` on, newest first; of all but the sandbox, or of one account."""
        return await self._database.read(lambda connection: _read(connection, since, account))

    async def verdicts(self) -> dict[str, Verdict]:
        """What is known of the charge of each job without a clip; without the sandbox's.

        Asked for whenever a balance comes in: of a long ledger only these few are read.
        """
        return await self._database.read(_read_verdicts)

    async def note_before(self, job_id: str, amount: Decimal, at: datetime) -> None:
        """Note the newest balance known when the job was sent."""
        await self._database.write(lambda connection: _note_before(connection, job_id, amount, at))

    async def note_after(self, account: str, amount: Decimal, asked_at: datetime) -> None:
        """Note a balance with the jobs that had just ended when it was asked for.

        Whether a failed one was charged shows when nothing else of the account was in between.
        """
        if await self._database.write(
            lambda connection: _note_after(connection, account, amount, asked_at)
        ):
            self._tell()

    def subscribe(self, observer: Callable[[], None]) -> Callable[[], None]:
        """Have `observer()` called when balances were noted; returns the end."""
        return self._observers.subscribe(observer)

    def _tell(self) -> None:
        self._observers.tell()


def _read(
    connection: sqlite3.Connection, since: datetime | None, account: str | None
) -> list[Entry]:
    first = "" if since is None else _moment_text(since)
    which = "account <> ?" if account is None else "account = ?"
    query = f"{_COLUMNS} WHERE submitted_at >= ? AND {which} ORDER BY submitted_at DESC, rowid DESC"
    rows = connection.execute(query, (first, account or SANDBOX)).fetchall()
    return [entry for row in rows if (entry := _understood(*row)) is not None]


def _read_verdicts(connection: sqlite3.Connection) -> dict[str, Verdict]:
    known = {verdict.value: verdict for verdict in Verdict}
    rows = connection.execute(_VERDICTS, (SANDBOX,)).fetchall()
    return {job_id: known[told] for job_id, told in rows if told in known}


def _note_before(
    connection: sqlite3.Connection, job_id: str, amount: Decimal, at: datetime
) -> None:
    entry = _find(connection, job_id)
    if entry is not None and at <= entry.submitted_at:
        noted = dataclasses.replace(entry, balance_before=amount, balance_before_at=at)
        _write(connection, noted)


def _note_after(
    connection: sqlite3.Connection, account: str, amount: Decimal, asked_at: datetime
) -> int:
    since = asked_at - _LONGEST
    moments = (_moment_text(since), _moment_text(asked_at - _SOON))
    rows = connection.execute(_JUST_ENDED, (account, *moments)).fetchall()
    found = [entry for row in rows if (entry := _understood(*row)) is not None]
    ended = [entry for entry in found if entry.ended_at and entry.ended_at <= asked_at]
    is_open = any(_is_open(entry) for entry in ended)
    entries = _read(connection, since, account) if is_open else []
    for entry in ended:
        noted = dataclasses.replace(entry, balance_after=amount, balance_after_at=asked_at)
        others = [other for other in entries if other.job_id != entry.job_id]
        _write(connection, dataclasses.replace(noted, verdict=settled(noted, others)))
    return len(ended)


def _is_open(entry: Entry) -> bool:
    """Whether two balances may say more of it."""
    return entry.verdict is Verdict.UNKNOWN and entry.state is JobState.FAILED


def settled(entry: Entry, others: Iterable[Entry]) -> Verdict:
    """What two balances say about a clip that failed after it was accepted."""
    before, after = entry.balance_before, entry.balance_after
    if not _is_open(entry):
        return entry.verdict
    if before is None or after is None or any(_is_between(entry, other) for other in others):
        return entry.verdict
    taken = before - after
    if taken == 0:
        return Verdict.NOT_CHARGED
    return Verdict.CHARGED if _is_of(taken, entry) else Verdict.UNKNOWN


def _is_between(entry: Entry, other: Entry) -> bool:
    """Whether the other clip may have moved the balance between the two readings."""
    begin, end = entry.balance_before_at, entry.balance_after_at
    assert begin is not None
    assert end is not None
    if other.verdict is Verdict.NOT_CHARGED and other.generation_id is None:
        return False
    return other.submitted_at <= end and (other.ended_at is None or other.ended_at >= begin)


def _is_of(taken: Decimal, entry: Entry) -> bool:
    """Whether the difference is the charge, in whichever unit the balance is."""
    if entry.charge is None or taken < 0:
        return False
    amount = entry.charge.amount
    readings = (amount, amount / USD_PER_CREDIT, amount * USD_PER_CREDIT)
    return any(abs(taken - reading) <= min(_ROUNDING, reading / 10) for reading in readings)
