"""A grid of cards for any number of clips: places are computed, not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop.ui.shelf.card_layout import GAP, height_for_width
from desktop.ui.shelf.placed_view import PlacedView

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from desktop.ui.models.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex
Move = QAbstractItemView.CursorAction

CARD_WIDTH = 196  # about: the width is shared out among as many as fit
FACES = 160  # as many as the largest screen shows


class GridView(PlacedView):
    """A list view but for its layout: Qt's own takes 200 ms for a hundred thousand cards.

    Several can be selected.
    """

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, parent, capacity=FACES)
        self.setObjectName("library_grid")
        self.setAccessibleName(self.tr("Clips"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    # ── where cards lie ──────────────────────────────────────────────────────────────────────

    @property
    def columns(self) -> int:
        """How many cards stand side by side."""
        return max(1, round(self.viewport().width() / CARD_WIDTH))

    @property
    def cell(self) -> QSize:
        """A card and the gap after it."""
        width = self.viewport().width() // self.columns
        return QSize(width, height_for_width(width - GAP, self.font()) + GAP)

    def rect_of(self, row: int) -> QRect:
        line, column = divmod(row, self.columns)
        cell = self.cell
        corner = QPoint(column * cell.width(), line * cell.height() - self.verticalOffset())
        return QRect(corner, cell - QSize(GAP, GAP))

    def rows_in(self, area: QRect) -> range:
        cell, columns = self.cell, self.columns
        top = max(0, area.top() + self.verticalOffset()) // cell.height()
        bottom = max(0, area.bottom() + self.verticalOffset()) // cell.height()
        return range(min(self.count, top * columns), min(self.count, (bottom + 1) * columns))

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QListView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a card into view, with as little movement as that takes, or in the middle."""
        self.updateGeometries()  # after a reset the bar may not know yet how many there are
        rect, bar = self.visualRect(index), self.verticalScrollBar()
        room = self.viewport().height()
        if hint == QListView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + rect.center().y() - room // 2)
        elif rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() > room:
            bar.setValue(bar.value() + rect.bottom() - room)

    def moveCursor(self, action: Move, _keys: Qt.KeyboardModifier) -> QModelIndex:
        if not self.count:
            return QModelIndex()
        row, columns = max(0, self.currentIndex().row()), self.columns
        page = max(1, self.viewport().height() // self.cell.height()) * columns
        steps = {
            Move.MoveLeft: -1,
            Move.MovePrevious: -1,
            Move.MoveRight: 1,
            Move.MoveNext: 1,
            Move.MoveUp: -columns,
            Move.MoveDown: columns,
            Move.MovePageUp: -page,
            Move.MovePageDown: page,
            Move.MoveHome: -row,
            Move.MoveEnd: self.count,
        }
        if not self.currentIndex().isValid():
            return self.model().index(0, 0)
        wanted = row + steps[action]
        is_off = action is Move.MoveUp and wanted < 0  # stays in its column
        return self.model().index(row if is_off else min(max(0, wanted), self.count - 1), 0)

    def setSelection(self, area: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Between two cards in reading order, as with Shift; or those a rubber band touches."""
        first, last = self.indexAt(area.topLeft()), self.indexAt(area.bottomRight())
        selection = QItemSelection()
        if first.isValid() and last.isValid():
            low, high = sorted((first.row(), last.row()))
            selection.append(self._range(low, high))
        else:
            for row in self.rows_in(area.normalized()):
                if self.rect_of(row).intersects(area.normalized()):
                    selection.append(self._range(row, row))
        self.selectionModel().select(selection, command)

    def _range(self, first: int, last: int) -> QItemSelectionRange:
        model = self.model()
        return QItemSelectionRange(model.index(first, 0), model.index(last, 0))

    # ── kept in step ─────────────────────────────────────────────────────────────────────────

    def updateGeometries(self) -> None:
        lines = -(-self.count // self.columns)
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, lines * self.cell.height() - GAP - room))
        bar.setSingleStep(self.cell.height() // 4)
        bar.setPageStep(room)
        bar.setEnabled(bar.maximum() > 0)  # without anything to scroll it shows no handle

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stood at the top stays there, however many stand side by side now."""
        top = self.indexAt(QPoint(1, 1)).row()
        QAbstractItemView.resizeEvent(self, event)
        self._cards.set_height(self.cell.height() - GAP)
        self.updateGeometries()
        if top > 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.rect_of(top).top())
