"""The clips that an action is about: those selected in the library, else the one on the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.clips import Clip
    from desktop.ui.library.grid import GridView
    from desktop.ui.models.library import LibraryModel
    from desktop.ui.models.shelf import ShelfEntry, ShelfModel
    from desktop.ui.shelf.view import ShelfView


class Chosen(QObject):
    """`changed` is told when other clips are meant, or the same ones have changed."""

    changed = Signal()

    def __init__(self, shelf: ShelfView, model: ShelfModel) -> None:
        super().__init__(shelf)
        self._shelf = shelf
        self._model = model
        self._grid: GridView | None = None
        self._found: LibraryModel | None = None
        self._of_chain: Callable[[], Clip | None] | None = None
        self._read: list[Clip] = []
        self._read_for: tuple[tuple[range, ...], int] | None = None

    def use_library(self, grid: GridView | None, found: LibraryModel | None) -> None:
        """The library is in front now; None when the stage is again."""
        self._grid, self._found = grid, found
        self._read, self._read_for = [], None
        self.changed.emit()

    def use_chain(self, current: Callable[[], Clip | None] | None) -> None:
        """A chain is in front of all, with one of its clips current; None when it is no longer."""
        self._of_chain = current
        self.changed.emit()

    @property
    def is_stage(self) -> bool:
        """Whether nothing is in front of the stage."""
        return self._grid is None and self._of_chain is None

    @property
    def is_library(self) -> bool:
        """Whether the library is in front."""
        return self._grid is not None

    def entry(self) -> ShelfEntry | None:
        """The current card of the shelf, while the stage is in front."""
        current = self._shelf.current_id() if self.is_stage else None
        return self._model.entry(current) if current else None

    def clips(self) -> list[Clip]:
        """Those that are meant and read already: of a large selection, what was in view."""
        if self._of_chain is not None:
            clip = self._of_chain()
            return [] if clip is None else [clip]
        if self._grid is not None and self._found is not None:
            key = (self._grid.selected_ranges(), self._found.revision)
            if key != self._read_for:  # asked by many for each change, and there may be 100,000
                self._read, self._read_for = self._found.clips(key[0]), key
            return self._read
        entry = self.entry()
        return [entry.clip] if entry is not None and entry.clip is not None else []

    def current(self) -> Clip | None:
        """The one that is meant; None for several, or none."""
        is_library = self._grid is not None and self._of_chain is None
        if (
            is_library
            and self._grid is not None
            and sum(map(len, self._grid.selected_ranges())) != 1
        ):
            return None
        clips = self.clips()
        return clips[0] if len(clips) == 1 else None

    async def all(self) -> list[Clip]:
        """Every one that is meant, however many. Raises StorageProblem."""
        if self._of_chain is None and self._grid is not None and self._found is not None:
            return await self._found.read_all(self._grid.selected_ranges())
        return self.clips()
