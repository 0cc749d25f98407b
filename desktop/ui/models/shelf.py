"""The shelf as an item model: running and finished clips, newest first, changed row by row."""

from __future__ import annotations

import bisect
import enum
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop.ui.models.entry import Progress, ShelfEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.jobs.job import Job
    from desktop.library.clips import Clip

__all__ = ["Role", "ShelfEntry", "ShelfModel"]

Index = QModelIndex | QPersistentModelIndex
TICK_MS = 1000


class Role(enum.IntEnum):
    """What a view can ask of a row, besides the display and accessible texts."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    ID = Qt.ItemDataRole.UserRole + 2
    STATE_TEXT = Qt.ItemDataRole.UserRole + 3


def _now() -> datetime:
    return datetime.now(UTC)


class ShelfModel(QAbstractListModel):
    """Jobs and clips merged by id. While something runs, its rows change once a second.

    `clock` tells the time in UTC.
    """

    counts_changed = Signal()

    def __init__(
        self, parent: QObject | None = None, *, clock: Callable[[], datetime] = _now
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._entries: list[ShelfEntry] = []
        self._by_id: dict[str, ShelfEntry] = {}
        self._running: set[str] = set()
        self._with_clip: set[str] = set()
        self._progress: Callable[[str], Progress | None] = lambda _id: None
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    # ── asked ────────────────────────────────────────────────────────────────────────────────

    def entry(self, entry_id: str) -> ShelfEntry | None:
        """The card with this id."""
        return self._by_id.get(entry_id)

    def row(self, entry_id: str) -> int | None:
        """Where the card with this id stands."""
        entry = self._by_id.get(entry_id)
        return None if entry is None else bisect.bisect_left(self._entries, _key(entry), key=_key)

    def running_count(self) -> int:
        return len(self._running)

    def clip_count(self) -> int:
        return len(self._with_clip)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not (index.isValid() and 0 <= index.row() < len(self._entries)):
            return None
        entry = self._entries[index.row()]
        values: dict[int, Callable[[], object]] = {
            Role.ENTRY: lambda: entry,
            Role.ID: lambda: entry.id,
            Role.STATE_TEXT: lambda: self._state_text(entry),
            Qt.ItemDataRole.DisplayRole: lambda: entry.title,
            Qt.ItemDataRole.ToolTipRole: lambda: entry.title,
            Qt.ItemDataRole.AccessibleTextRole: lambda: entry.accessible_text(
                self._state_text(entry)
            ),
        }
        return values[role]() if role in values else None

    def _state_text(self, entry: ShelfEntry) -> str:
        return entry.state_text(self._clock(), self._progress(entry.id))

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def set_progress_source(self, progress: Callable[[str], Progress | None]) -> None:
        """Where the bytes of a download are asked for, by job id."""
        self._progress = progress

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
        self.endResetModel()
        self._running = {entry.id for entry in self._entries if entry.is_running}
        self._with_clip = {entry.id for entry in self._entries if entry.clip is not None}
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
        del self._entries[row]
        del self._by_id[entry_id]
        self._running.discard(entry_id)
        self._with_clip.discard(entry_id)
        self.endRemoveRows()
        self._after_change()

    def _upsert(self, entry: ShelfEntry) -> None:
        known = self._by_id.get(entry.id)
        if known == entry and not entry.is_running:
            return  # of a running one the same may be told with more bytes
        if known is not None and _key(known) != _key(entry):
            self.remove(entry.id)
            known = None
        row = bisect.bisect_left(self._entries, _key(entry), key=_key)
        self._by_id[entry.id] = entry
        for group, belongs in (
            (self._running, entry.is_running),
            (self._with_clip, entry.clip is not None),
        ):
            group.add(entry.id) if belongs else group.discard(entry.id)
        if known is None:
            self.beginInsertRows(QModelIndex(), row, row)
            self._entries.insert(row, entry)
            self.endInsertRows()
        else:
            self._entries[row] = entry
            self.dataChanged.emit(self.index(row), self.index(row))
        self._after_change()

    def _after_change(self) -> None:
        is_running = bool(self._running)
        if is_running != self._timer.isActive():
            self._timer.start() if is_running else self._timer.stop()
        self.counts_changed.emit()

    def _tick(self) -> None:
        roles = [int(Role.STATE_TEXT), int(Qt.ItemDataRole.AccessibleTextRole)]
        for entry_id in self._running:
            index = self.index(self.row(entry_id) or 0)
            self.dataChanged.emit(index, index, roles)


def _key(entry: ShelfEntry) -> tuple[float, str]:
    """Newest first."""
    return -entry.created_at.timestamp(), entry.id
