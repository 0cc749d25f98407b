"""The shelf as an item model: running and finished clips, newest first, changed row by row.

Those that wait stand first, the last of the line at the very left: it moves towards what runs.
"""

from __future__ import annotations

import bisect
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop.ui.models.cards import CardModel, Role
from desktop.ui.models.entry import ShelfEntry
from desktop.ui.models.standing import Standing
from desktop.ui.models.tally import Counts, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from desktop.jobs.job import Job
    from desktop.library.clips import Clip

__all__ = ["Role", "ShelfEntry", "ShelfModel"]

Index = QModelIndex | QPersistentModelIndex
TICK_MS = 1000
MANY = 200
"""Cards beyond which an older clip is shown by the library alone."""
COUNTDOWN_TICK_MS = 200
FRESH_MS = 100
_FEW = 32


def _now() -> datetime:
    return datetime.now(UTC)


class ShelfModel(CardModel):
    """Jobs and clips merged by id. While something runs, its rows change once a second.

    `clock` tells the time in UTC. Many changes of the same snapshot (the bytes of downloads) are
    told as one, at most ten times a second.
    """

    counts_changed = Signal()

    def __init__(
        self, parent: QObject | None = None, *, clock: Callable[[], datetime] = _now
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._entries: list[ShelfEntry] = []
        self._by_id: dict[str, ShelfEntry] = {}
        self._tally = Tally()
        self._counts = Counts()
        self._standing: Callable[[str], Standing] = lambda _id: Standing()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._fresh: set[str] = set()
        self._freshen = QTimer(self, singleShot=True, interval=FRESH_MS)
        self._freshen.timeout.connect(self._tell_fresh)

    # ── asked ────────────────────────────────────────────────────────────────────────────────

    def entry(self, entry_id: str) -> ShelfEntry | None:
        """The card with this id."""
        return self._by_id.get(entry_id)

    def row(self, entry_id: str) -> int | None:
        """Where the card with this id stands."""
        entry = self._by_id.get(entry_id)
        return None if entry is None else self._place(entry)

    def has_room_for(self, clip: Clip) -> bool:
        """Whether it belongs here: where there are many, only one newer than the oldest."""
        is_full = len(self._entries) >= MANY
        return not is_full or clip.created_at >= self._entries[-1].created_at

    def counts(self) -> Counts:
        """How many cards run, wait, failed."""
        return self._counts

    @property
    def count(self) -> int:
        return len(self._entries)

    def entry_in(self, row: int) -> ShelfEntry:
        return self._entries[row]

    def value(self, entry: ShelfEntry, role: int) -> object:
        if role == Role.CAN_UNDO:
            return entry.can_undo(self._clock())
        return super().value(entry, role)

    def state_text(self, entry: ShelfEntry) -> str:
        return entry.state_text(self._clock(), self._standing(entry.id))

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def set_standing_source(self, standing: Callable[[str], Standing]) -> None:
        """Where to ask how a job stands, by its id."""
        self._standing = standing

    def set_entries(self, jobs: Iterable[Job], clips: Iterable[Clip]) -> None:
        """Fill the shelf: the one reset in its life; filled before, it changes row by row."""
        by_job = {job.id: job for job in jobs}
        wanted = {job.id: ShelfEntry.of_job(job) for job in by_job.values()}
        wanted |= {clip.id: ShelfEntry.of_clip(clip, by_job.get(clip.id)) for clip in clips}
        if self._entries:
            for gone in self._by_id.keys() - wanted.keys():
                self.remove(gone)
            for entry in wanted.values():
                self._upsert(entry)
            return
        self.beginResetModel()
        self._by_id = wanted
        self._entries = sorted(wanted.values(), key=_key)
        for entry in self._entries:
            self._tally.put(entry, None)
        self.endResetModel()
        self._after_change()

    def upsert_job(self, job: Job) -> None:
        """A job is new or has changed; the clip it became stays with it."""
        known = self._by_id.get(job.id)
        self._upsert(ShelfEntry.of_job(job, known.clip if known else None))

    def upsert_clip(self, clip: Clip) -> None:
        """A clip is new or has changed; it takes the place of its job."""
        known = self._by_id.get(clip.id)
        self._upsert(ShelfEntry.of_clip(clip, known.job if known else None))

    def remove(self, entry_id: str) -> None:
        """Take a card away; an unknown id is nothing to do."""
        row = self.row(entry_id)
        if row is None:
            return
        self.beginRemoveRows(QModelIndex(), row, row)
        self._tally.drop(self._entries.pop(row))
        del self._by_id[entry_id]
        self.endRemoveRows()
        self._after_change()

    def forget_job(self, job_id: str) -> None:
        """A job has gone; the clip it became stays."""
        known = self._by_id.get(job_id)
        if known is None or known.clip is None:
            self.remove(job_id)
        elif known.job is not None:
            self._upsert(ShelfEntry.of_clip(known.clip))

    def tell_waiting(self) -> None:
        """The places, the pause or the connection have changed: the same cards, other words."""
        self._tell(self._tally.waiting | self._tally.running)

    # ── kept in order ────────────────────────────────────────────────────────────────────────

    def _place(self, entry: ShelfEntry) -> int:
        return bisect.bisect_left(self._entries, _key(entry), key=_key)

    def _upsert(self, entry: ShelfEntry) -> None:
        known = self._by_id.get(entry.id)
        if known == entry:
            self._tell_soon(entry)  # of a running one the same may be told with more bytes
            return
        self._tally.put(entry, known)
        if known is None:
            self._insert(entry)
        else:
            self._replace(known, entry)
        self._after_change()

    def _insert(self, entry: ShelfEntry) -> None:
        row = self._place(entry)
        self.beginInsertRows(QModelIndex(), row, row)
        self._by_id[entry.id] = entry
        self._entries.insert(row, entry)
        self.endInsertRows()

    def _replace(self, known: ShelfEntry, entry: ShelfEntry) -> None:
        """Put the entry where it belongs now; a card that moves stays the current one."""
        old, below = self._place(known), self._place(entry)
        new = below - 1 if below > old else below
        if new != old:
            self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), below)
        del self._entries[old]
        self._entries.insert(new, entry)
        self._by_id[entry.id] = entry
        if new != old:
            self.endMoveRows()
        self.dataChanged.emit(self.index(new), self.index(new))

    # ── telling ──────────────────────────────────────────────────────────────────────────────

    def _after_change(self) -> None:
        is_timed = bool(self._tally.timed)
        if is_timed != self._timer.isActive():
            self._timer.start() if is_timed else self._timer.stop()
        self._set_pace()
        counts = self._tally.counts()
        if counts != self._counts:
            self._counts = counts
            self.counts_changed.emit()

    def _set_pace(self) -> None:
        until = self._tally.counts_until
        wanted = COUNTDOWN_TICK_MS if until and self._clock() < until else TICK_MS
        if self._timer.interval() != wanted:
            self._timer.setInterval(wanted)

    def _tick(self) -> None:
        self._set_pace()
        self._tell(self._tally.timed)

    def _tell_soon(self, entry: ShelfEntry) -> None:
        if entry.is_running or entry.needs_attention:
            self._fresh.add(entry.id)
            if not self._freshen.isActive():
                self._freshen.start()

    def _tell_fresh(self) -> None:
        fresh, self._fresh = self._fresh, set()
        self._tell(fresh)

    def _tell(self, entry_ids: Collection[str]) -> None:
        """One signal for all of them: each would cost a view more than the rows between."""
        if not entry_ids or not self._entries:
            return
        first, last = 0, len(self._entries) - 1
        if len(entry_ids) <= _FEW:
            rows = [row for row in map(self.row, entry_ids) if row is not None]
            if not rows:
                return
            first, last = min(rows), max(rows)
        self.dataChanged.emit(self.index(first), self.index(last), _WORDS)


_WORDS = [int(Role.STATE_TEXT), int(Role.CAN_UNDO), int(Qt.ItemDataRole.AccessibleTextRole)]


def _key(entry: ShelfEntry) -> tuple[int, float, float, str]:
    """Those that wait by their place, the last one first; then everything else, newest first."""
    created = -entry.created_at.timestamp()
    if entry.is_waiting and entry.job is not None:
        return 0, -entry.job.place, created, entry.id
    return 1, 0.0, created, entry.id
