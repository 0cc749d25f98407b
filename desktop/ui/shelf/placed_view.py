"""A view of cards that says itself where each card lies, and paints those that are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, QRect
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from desktop.ui.shelf.card_view import CardView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QFocusEvent, QPaintEvent

Index = QModelIndex | QPersistentModelIndex


class PlacedView(CardView):
    """A list view but for its layout; subclasses know the places, from `rect_of` to the keys."""

    def rect_of(self, row: int) -> QRect:
        """Where a card lies in the viewport."""
        raise NotImplementedError

    def rows_in(self, area: QRect) -> Iterable[int]:
        """The cards that may be seen in this part of the viewport."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """How many cards there are."""
        return 0 if self.model() is None else self.model().rowCount()

    # ── what Qt asks ─────────────────────────────────────────────────────────────────────────

    def visualRect(self, index: Index) -> QRect:
        return self.rect_of(index.row()) if index.isValid() else QRect()

    def indexAt(self, place: QPoint) -> QModelIndex:
        for row in self.rows_in(QRect(place, place)):
            if self.rect_of(row).contains(place):
                return self.model().index(row, 0)
        return QModelIndex()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region, parts = QRegion(), selection.toList()
        for row in self.rows_in(self.viewport().rect()):
            if any(part.top() <= row <= part.bottom() for part in parts):
                region += self.rect_of(row)
        return region

    def doItemsLayout(self) -> None:
        """Nothing to lay out: only the bars follow the number of cards."""
        self.updateGeometries()
        self.viewport().update()

    def rowsInserted(self, parent: Index, first: int, last: int) -> None:
        QAbstractItemView.rowsInserted(self, parent, first, last)
        self.doItemsLayout()

    def dataChanged(self, first: Index, last: Index, _roles: object = ()) -> None:
        """Only what is seen is painted again."""
        seen = self.rows_in(self.viewport().rect())
        if any(first.row() <= row <= last.row() for row in seen):
            self.viewport().update()

    def scrollContentsBy(self, across: int, down: int) -> None:
        self.viewport().scroll(across, down)

    # ── looks ────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QPainter(self.viewport()), QStyleOptionViewItem()
        self.initViewItemOption(option)
        selection, current = self.selectionModel(), self.currentIndex()
        hovered = self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos()))
        states = QStyle.StateFlag
        plain = option.state
        for row in self.rows_in(event.rect()):
            index = self.model().index(row, 0)
            option.rect, option.state = self.rect_of(row), plain
            if selection.isSelected(index):
                option.state |= states.State_Selected
            if index == hovered and self.viewport().underMouse():
                option.state |= states.State_MouseOver
            if index == current and self.hasFocus():
                option.state |= states.State_HasFocus
            self._cards.paint(painter, option, index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.count:
            self.setCurrentIndex(self.model().index(0, 0))
