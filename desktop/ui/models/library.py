"""The clips that a search has found, read page by page as they come into view."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QTimer,
    Signal,
)

from desktop.library.search import Search
from desktop.ui.models.cards import CardModel
from desktop.ui.models.entry import ShelfEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QObject

    from desktop.core.tasks import TaskOwner
    from desktop.library.clips import Clip, ClipLibrary

Index = QModelIndex | QPersistentModelIndex

SEARCHING, READING = "search library", "read library page"
FIRST_PAGE = 60
"""A screenful: found before the rest is looked for."""
PAGE = 60
KEPT = 1000
"""Clips in memory; what was scrolled past longer ago is read again."""
AGAIN_AFTER_MS = 150


class LibraryModel(CardModel):
    """Rows are numbers of clips; a clip that is not read yet has no entry, and is asked for.

    `found` is told when a search is through, with how many there are.
    """

    found = Signal(int)

    def __init__(self, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._library: ClipLibrary | None = None
        self._search = Search()
        self.shown: Search | None = None
        """What the rows belong to, of which the first page at least is there."""
        self._numbers: array[int] = array("q")
        self._entries: OrderedDict[int, ShelfEntry] = OrderedDict()
        self._number_of: dict[str, int] = {}
        self.revision = 0
        """Grows with each change of what the rows are."""
        self._wanted: dict[int, int] = {}
        """Numbers of clips to read, and the rows they were in."""
        self._read_soon = QTimer(self, singleShot=True, interval=0)
        self._read_soon.timeout.connect(self._start_reading)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self._start_searching)

    # ── asked ────────────────────────────────────────────────────────────────────────────────

    @property
    def search(self) -> Search:
        """What is shown now, or is being looked for."""
        return self._search

    @property
    def count(self) -> int:
        return len(self._numbers)

    def state_text(self, _entry: ShelfEntry) -> str:
        return self.tr("Done")

    def clips(self, rows: Iterable[range]) -> list[Clip]:
        """The clips in these rows; those that are not read yet are left out."""
        read, entries = self._entries, []
        for part in rows:
            numbers = self._numbers[part.start : part.stop]
            entries += [read[number] for number in numbers if number in read]
        return [entry.clip for entry in entries if entry.clip is not None]

    async def read_all(self, rows: Iterable[range]) -> list[Clip]:
        """The clips in these rows, read where they are not yet. Raises StorageProblem."""
        numbers = [n for part in rows for n in self._numbers[part.start : part.stop]]
        found = await self._library.read(numbers) if self._library is not None else {}
        return [found[number] for number in numbers if number in found]

    def row_of(self, clip_id: str) -> int | None:
        """Where a clip stands that was shown lately."""
        number = self._number_of.get(clip_id)
        if number is None or number not in self._numbers:
            return None
        return self._numbers.index(number)

    def entry_in(self, row: int) -> ShelfEntry | None:
        number = self._numbers[row]
        entry = self._entries.get(number)
        if entry is None:
            first = row - row % PAGE
            page = self._numbers[first : first + PAGE]
            self._wanted |= {number: first + place for place, number in enumerate(page)}
            if not self._read_soon.isActive():
                self._read_soon.start()
        else:
            self._entries.move_to_end(number)
        return entry

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def attach(self, library: ClipLibrary) -> None:
        """Show the clips of this library, and follow their changes."""
        self._library = library
        library.subscribe(self._on_clip)
        self._start_searching()

    def show(self, search: Search) -> None:
        """Look for something else; what is found takes the place of what is shown."""
        if search != self._search:
            self._search = search
            self._start_searching()

    def look_again(self) -> None:
        """What is shown may have changed."""
        self._again.start()

    def _on_clip(self, clip_id: str, clip: Clip | None) -> None:
        """A clip changes in its place at once; where it belongs is looked up soon."""
        self.revision += 1
        number = self._number_of.get(clip_id)
        if number is not None and clip is not None and number in self._entries:
            self._entries[number] = ShelfEntry.of_clip(clip)
            if number in self._numbers:
                row = self.index(self._numbers.index(number))
                self.dataChanged.emit(row, row)
        elif number is not None and number in self._numbers:
            self._remove(self._numbers.index(number))
        self._again.start()

    def _remove(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        entry = self._entries.pop(self._numbers.pop(row), None)
        if entry is not None:
            self._number_of.pop(entry.id, None)
        self.endRemoveRows()
        self.found.emit(len(self._numbers))

    # ── searched ─────────────────────────────────────────────────────────────────────────────

    def _start_searching(self) -> None:
        """What is typed next ends what is still being looked for."""
        if self._library is not None:
            self._tasks.start(SEARCHING, self._find(self._library, self._search), replace=True)

    async def _find(self, library: ClipLibrary, search: Search) -> None:
        """A first page, so that something is seen at once; then all of it."""
        first = await library.find(search, FIRST_PAGE)
        self._take(await library.read(first[:PAGE]))
        is_all = len(first) < FIRST_PAGE
        if is_all or self._numbers[:FIRST_PAGE] != first:
            self._show(first)
        self.shown = search
        if not is_all:
            self._show(await library.find(search))
        self.found.emit(len(self._numbers))

    def _show(self, numbers: array[int]) -> None:
        """What stays in its place is left there: the eye, the cursor and the selection as well."""
        old = self._numbers
        if numbers == old:
            return
        self.revision += 1
        if len(old) < len(numbers) and old == numbers[: len(old)]:
            self.beginInsertRows(QModelIndex(), len(old), len(numbers) - 1)
            self._numbers = numbers
            self.endInsertRows()
            return
        more = len(numbers) - len(old)
        if 0 < more <= PAGE and old == numbers[more:]:
            self.beginInsertRows(QModelIndex(), 0, more - 1)
            self._numbers = numbers
            self.endInsertRows()
            return
        self.beginResetModel()
        self._numbers = numbers
        self.endResetModel()

    # ── read ─────────────────────────────────────────────────────────────────────────────────

    def _start_reading(self) -> None:
        if self._library is not None and self._wanted:
            self._tasks.start(READING, self._read(self._library))

    async def _read(self, library: ClipLibrary) -> None:
        while self._wanted:
            wanted, self._wanted = self._wanted, {}
            found = await library.read(list(wanted))
            self._take(found)
            rows = [row for number, row in wanted.items() if self._is_at(row, number)]
            if rows:
                self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    def _take(self, clips: dict[int, Clip]) -> None:
        self.revision += 1
        for number, clip in clips.items():
            self._entries[number] = ShelfEntry.of_clip(clip)
            self._entries.move_to_end(number)
            self._number_of[clip.id] = number
        while len(self._entries) > KEPT:
            _number, gone = self._entries.popitem(last=False)
            del self._number_of[gone.id]

    def _is_at(self, row: int, number: int) -> bool:
        return row < len(self._numbers) and self._numbers[row] == number
