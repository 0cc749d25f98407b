"""The clips of a chain as rows for a view, in the order of their tree."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.ui.chain.tree import ChainTree
from desktop.ui.models.entry import ShelfEntry
from desktop.ui.models.shelf import entry_value

Index = QModelIndex | QPersistentModelIndex


class ChainModel(QAbstractListModel):
    """`tree` says where each row stands."""

    tree = ChainTree(())

    def show(self, tree: ChainTree) -> None:
        """Other clips, or the same ones with a change."""
        self.beginResetModel()
        self.tree = tree
        self._entries = [ShelfEntry.of_clip(node.clip) for node in tree.nodes]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.tree.nodes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not (index.isValid() and 0 <= index.row() < self.rowCount()):
            return None
        return entry_value(self._entries[index.row()], role, self._place)

    def _place(self, entry: ShelfEntry) -> str:
        """What a screen reader says of where it stands."""
        number = self.tree.number_of(entry.id)
        parent = None if number is None else self.tree.nodes[number].parent
        if parent is None:
            return self.tr("the beginning")
        words = self.tr("goes on from {title}")
        return words.format(title=self._entries[parent].title)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cards can be dragged out as files."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags
