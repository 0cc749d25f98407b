"""What a model of cards answers, whatever its rows are: an entry each, told in the same words."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from desktop.ui.models.entry import ShelfEntry

Index = QModelIndex | QPersistentModelIndex


class Role(enum.IntEnum):
    """What a view can ask of a row, besides the display and accessible texts."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    ID = Qt.ItemDataRole.UserRole + 2
    STATE_TEXT = Qt.ItemDataRole.UserRole + 3
    CAN_UNDO = Qt.ItemDataRole.UserRole + 4


class CardModel(QAbstractListModel):
    """Subclasses say how many cards there are, which entry is in a row, and how one stands."""

    @property
    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def entry_in(self, row: int) -> ShelfEntry | None:
        """The entry of a row; None where it is not read yet."""
        raise NotImplementedError

    def state_text(self, entry: ShelfEntry) -> str:
        """How an entry stands, in words."""
        raise NotImplementedError

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not (index.isValid() and 0 <= index.row() < self.count):
            return None
        entry = self.entry_in(index.row())
        return None if entry is None else self.value(entry, role)

    def value(self, entry: ShelfEntry, role: int) -> object:
        """What a row with this entry answers."""
        match role:
            case Role.ENTRY:
                return entry
            case Role.ID:
                return entry.id
            case Role.STATE_TEXT:
                return self.state_text(entry)
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return entry.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return entry.accessible_text(self.state_text(entry))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cards can be dragged out as files."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags
