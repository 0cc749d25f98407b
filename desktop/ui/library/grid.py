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
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.shelf.card_layout import GAP, height_for_width
from desktop.ui.shelf.card_view import CardView

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent

    from desktop.ui.models.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex
Move = QAbstractItemView.CursorAction

CARD_WIDTH = 196  # about: the width is shared out among as many as fit
FACES = 160  # as many as the largest screen shows


class GridView(CardView):
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

    @property
    def _count(self) -> int:
        return 0 if self.model() is None else self.model().rowCount()

    def _rect(self, row: int) -> QRect:
        line, column = divmod(row, self.columns)
        cell = self.cell
        corner = QPoint(column * cell.width(), line * cell.height() - self.verticalOffset())
        return QRect(corner, cell - QSize(GAP, GAP))

    def _rows_in(self, area: QRect) -> range:
        cell, columns = self.cell, self.columns
        top = max(0, area.top() + self.verticalOffset()) // cell.height()
        bottom = max(0, area.bottom() + self.verticalOffset()) // cell.height()
        return range(min(self._count, top * columns), min(self._count, (bottom + 1) * columns))

    def visualRect(self, index: Index) -> QRect:
        return self._rect(index.row()) if index.isValid() else QRect()

    def indexAt(self, place: QPoint) -> QModelIndex:
        cell = self.cell
        column = place.x() // cell.width()
        row = (place.y() + self.verticalOffset()) // cell.height() * self.columns + column
        is_card = 0 <= column < self.columns and 0 <= row < self._count
        if is_card and self._rect(row).contains(place):
            return self.model().index(row, 0)
        return QModelIndex()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

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
        if not self._count:
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
            Move.MoveEnd: self._count,
        }
        if not self.currentIndex().isValid():
            return self.model().index(0, 0)
        wanted = row + steps[action]
        is_off = action is Move.MoveUp and wanted < 0  # stays in its column
        return self.model().index(row if is_off else min(max(0, wanted), self._count - 1), 0)

    def setSelection(self, area: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Between two cards in reading order, as with Shift; or those a rubber band touches."""
        first, last = self.indexAt(area.topLeft()), self.indexAt(area.bottomRight())
        selection = QItemSelection()
        if first.isValid() and last.isValid():
            low, high = sorted((first.row(), last.row()))
            selection.append(self._range(low, high))
        else:
            for row in self._rows_in(area.normalized()):
                if self._rect(row).intersects(area.normalized()):
                    selection.append(self._range(row, row))
        self.selectionModel().select(selection, command)

    def _range(self, first: int, last: int) -> QItemSelectionRange:
        model = self.model()
        return QItemSelectionRange(model.index(first, 0), model.index(last, 0))

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region, seen = QRegion(), self._rows_in(self.viewport().rect())
        for part in selection.toList():
            for row in range(max(part.top(), seen.start), min(part.bottom() + 1, seen.stop)):
                region += self._rect(row)
        return region

    # ── kept in step ─────────────────────────────────────────────────────────────────────────

    def doItemsLayout(self) -> None:
        """Nothing to lay out: only the bar follows the number of cards."""
        self.updateGeometries()
        self.viewport().update()

    def updateGeometries(self) -> None:
        lines = -(-self._count // self.columns)
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, lines * self.cell.height() - GAP - room))
        bar.setSingleStep(self.cell.height() // 4)
        bar.setPageStep(room)

    def rowsInserted(self, parent: Index, first: int, last: int) -> None:
        QAbstractItemView.rowsInserted(self, parent, first, last)
        self.doItemsLayout()

    def dataChanged(self, first: Index, last: Index, _roles: object = ()) -> None:
        """Only what is seen is painted again."""
        seen = self._rows_in(self.viewport().rect())
        if first.row() < seen.stop and last.row() >= seen.start:
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stood at the top stays there, however many stand side by side now."""
        top = self.indexAt(QPoint(1, 1)).row()
        QAbstractItemView.resizeEvent(self, event)
        self._cards.set_height(self.cell.height() - GAP)
        self.updateGeometries()
        if top > 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self._rect(top).top())

    def scrollContentsBy(self, _across: int, down: int) -> None:
        self.viewport().scroll(0, down)

    # ── looks ────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QPainter(self.viewport()), QStyleOptionViewItem()
        self.initViewItemOption(option)
        selection, current = self.selectionModel(), self.currentIndex()
        hovered = self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos()))
        states = QStyle.StateFlag
        plain = option.state
        for row in self._rows_in(event.rect()):
            index = self.model().index(row, 0)
            option.rect, option.state = self._rect(row), plain
            if selection.isSelected(index):
                option.state |= states.State_Selected
            if index == hovered and self.viewport().underMouse():
                option.state |= states.State_MouseOver
            if index == current and self.hasFocus():
                option.state |= states.State_HasFocus
            self._cards.paint(painter, option, index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._count:
            self.setCurrentIndex(self.model().index(0, 0))
