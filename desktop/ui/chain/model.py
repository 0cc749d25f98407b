"""The clips of a chain as rows for a view, in the order of their tree."""

from __future__ import annotations

from desktop.ui.chain.tree import ChainTree
from desktop.ui.models.cards import CardModel
from desktop.ui.models.entry import ShelfEntry


class ChainModel(CardModel):
    """`tree` says where each row stands."""

    tree = ChainTree(())

    def show(self, tree: ChainTree) -> None:
        """Other clips, or the same ones with a change."""
        self.beginResetModel()
        self.tree = tree
        self._entries = [ShelfEntry.of_clip(node.clip) for node in tree.nodes]
        self.endResetModel()

    @property
    def count(self) -> int:
        return len(self.tree.nodes)

    def entry_in(self, row: int) -> ShelfEntry:
        return self._entries[row]

    def state_text(self, entry: ShelfEntry) -> str:
        """For a screen reader it is where the clip stands."""
        number = self.tree.number_of(entry.id)
        parent = None if number is None else self.tree.nodes[number].parent
        if parent is None:
            return self.tr("the beginning")
        return self.tr("goes on from {title}").format(title=self._entries[parent].title)
