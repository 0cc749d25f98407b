"""The clips that an action is about: those selected in the library, else the one on the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
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

    def use_library(self, grid: GridView | None, found: LibraryModel | None) -> None:
        """The library is in front now; None when the stage is again."""
        self._grid, self._found = grid, found
        self.changed.emit()

    @property
    def is_library(self) -> bool:
        """Whether the library is in front."""
        return self._grid is not None

    def entry(self) -> ShelfEntry | None:
        """The current card of the shelf, while the stage is in front."""
        current = None if self.is_library else self._shelf.current_id()
        return self._model.entry(current) if current else None

    def clips(self) -> list[Clip]:
        """Those that are meant and read already: of a large selection, what was in view."""
        if self._grid is not None and self._found is not None:
            return self._found.clips(self._grid.selected_rows())
        entry = self.entry()
        return [entry.clip] if entry is not None and entry.clip is not None else []

    def current(self) -> Clip | None:
        """The one that is meant; None for several, or none."""
        if self._grid is not None and len(self._grid.selected_rows()) != 1:
            return None
        clips = self.clips()
        return clips[0] if len(clips) == 1 else None

    async def all(self) -> list[Clip]:
        """Every one that is meant, however many. Raises StorageProblem."""
        if self._grid is not None and self._found is not None:
            return await self._found.read_all(self._grid.selected_rows())
        return self.clips()
