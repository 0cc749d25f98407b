"""The branches of a chain as a strip of cards, joined by lines; one way through it stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop.ui import theme
from desktop.ui.chain.model import ChainModel
from desktop.ui.chain.tree import ChainTree
from desktop.ui.shelf.card_layout import height_for_width
from desktop.ui.shelf.placed_view import PlacedView

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtCore import QItemSelectionModel
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from desktop.ui.models.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex
Move = QAbstractItemView.CursorAction

CARD_WIDTH = 152
_ACROSS, _DOWN = 28, 8  # between columns, and between rows
_LINE, _PATH_LINE, _NOW = 1.5, 2.5, 3
_OWN_KEYS = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
}


class ChainStrip(PlacedView):
    """`picked` tells the row the user goes to; `path` are the rows of the way that is shown."""

    picked = Signal(int)
    card = QSize(CARD_WIDTH, CARD_WIDTH)
    """How large each is; asked for by Qt before the font is known."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, parent)
        self.setObjectName("chain_strip")
        self.setAccessibleName(self.tr("Branches of the chain"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.path: Sequence[int] = ()
        self._now: int | None = None
        self._is_told = False
        self._measure()

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def show_path(self, path: Sequence[int], current: int) -> None:
        """Let this way stand out, with the cursor on one of its cards."""
        self.path = path
        self._is_told = True
        self.setCurrentIndex(self.model().index(current, 0))
        self._is_told = False
        self.viewport().update()

    def show_now(self, row: int | None) -> None:
        """Which clip is on the screen."""
        if row != self._now:
            self._now = row
            self.viewport().update()

    # ── where cards lie ──────────────────────────────────────────────────────────────────────

    def _measure(self) -> None:
        self.card = QSize(CARD_WIDTH, height_for_width(CARD_WIDTH, self.font()))
        self._cards.set_height(self.card.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()

    def height_for_rows(self, rows: int) -> int:
        """How tall it is with so many rows in view."""
        self.updateGeometries()
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() else 0
        return rows * self._pitch.height() - _DOWN + below

    @property
    def _tree(self) -> ChainTree:
        """Of no clips while there is no model yet."""
        model = self.model()
        return model.tree if isinstance(model, ChainModel) else ChainTree(())

    @property
    def _pitch(self) -> QSize:
        """From one card to the next, across and down."""
        return self.card + QSize(_ACROSS, _DOWN)

    def rect_of(self, row: int) -> QRect:
        node, pitch = self._tree.nodes[row], self._pitch
        corner = QPoint(
            node.column * pitch.width() - self.horizontalOffset(),
            node.row * pitch.height() - self.verticalOffset(),
        )
        return QRect(corner, self.card)

    def rows_in(self, area: QRect) -> list[int]:
        return self._tree.in_places(*self._places_in(area))

    def _places_in(self, area: QRect) -> tuple[range, range]:
        """The columns and rows of cards that this part of the viewport may touch."""
        pitch, across, down = self._pitch, self.horizontalOffset(), self.verticalOffset()
        columns = (area.left() + across) // pitch.width(), (area.right() + across) // pitch.width()
        rows = (area.top() + down) // pitch.height(), (area.bottom() + down) // pitch.height()
        return range(max(0, columns[0]), columns[1] + 1), range(max(0, rows[0]), rows[1] + 1)

    def updateGeometries(self) -> None:
        card, room = self.card, self.viewport().size()
        tree = self._tree
        width = tree.columns * (card.width() + _ACROSS) - _ACROSS
        height = tree.rows * (card.height() + _DOWN) - _DOWN
        for bar, content, page, step in (
            (self.horizontalScrollBar(), width, room.width(), card.width()),
            (self.verticalScrollBar(), height, room.height(), card.height()),
        ):
            bar.setRange(0, max(0, content - page))
            bar.setPageStep(page)
            bar.setSingleStep(step // 4)

    def scrollTo(
        self,
        index: Index,
        _hint: QAbstractItemView.ScrollHint = QListView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a card into view, with as little movement as that takes."""
        self.updateGeometries()
        rect, room = self.visualRect(index), self.viewport().rect()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + _into(rect.left(), rect.right(), room.width()))
        down.setValue(down.value() + _into(rect.top(), rect.bottom(), room.height()))

    def moveCursor(self, action: Move, _keys: Qt.KeyboardModifier) -> QModelIndex:
        """Along the branches; Home and End are the ends of the way that is shown."""
        if not self.count:
            return QModelIndex()
        row, tree = max(0, self.currentIndex().row()), self._tree
        steps = {
            Move.MoveLeft: (-1, 0),
            Move.MovePrevious: (-1, 0),
            Move.MoveRight: (1, 0),
            Move.MoveNext: (1, 0),
            Move.MoveUp: (0, -1),
            Move.MoveDown: (0, 1),
        }
        if action in steps:
            row = tree.neighbour(row, *steps[action])
        elif action in {Move.MoveHome, Move.MoveEnd} and self.path:
            row = self.path[0 if action is Move.MoveHome else -1]
        return self.model().index(row, 0)

    def setSelection(self, area: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(area.topLeft())
        if index.isValid():
            self.selectionModel().select(index, command)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._is_told:
            self.picked.emit(current.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Those that go from card to card; the player's are left to whoever holds the strip."""
        if event.key() in _OWN_KEYS:
            super().keyPressEvent(event)
        else:
            event.ignore()

    # ── looks ────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines lie under the cards; those of the way that is shown over the others."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on_path = set(self.path)
        for parent, row in sorted(
            self._lines_in(event.rect()), key=lambda ends: ends[1] in on_path
        ):
            self._paint_line(painter, parent, row, is_on_path={parent, row} <= on_path)
        painter.end()
        super().paintEvent(event)
        if self._now is not None and self._now < self.count:
            self._paint_now(self.rect_of(self._now))

    def _lines_in(self, area: QRect) -> Iterator[tuple[int, int]]:
        """The pairs of cards whose line crosses this part: it lies left of a card, and may come

        from any row above it.
        """
        tree, (columns, rows) = self._tree, self._places_in(area)
        beside = range(columns.start, columns.stop + 1)
        for row in tree.in_places(beside, range(rows.start, tree.rows)):
            parent = tree.nodes[row].parent
            if parent is not None and tree.nodes[parent].row < rows.stop:
                yield parent, row

    def _paint_line(self, painter: QPainter, parent: int, row: int, *, is_on_path: bool) -> None:
        start, end = self.rect_of(parent), self.rect_of(row)
        right, left = start.right() + 1, end.left()
        middle_y = self.picture_rect(self.model().index(parent, 0)).center().y()
        end_y = self.picture_rect(self.model().index(row, 0)).center().y()
        line = QPainterPath(QPointF(right, middle_y))
        half = (right + left) / 2
        line.cubicTo(QPointF(half, middle_y), QPointF(half, end_y), QPointF(left, end_y))
        colour = theme.current().colour("accent" if is_on_path else "line")
        painter.setPen(QPen(colour, _PATH_LINE if is_on_path else _LINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(line)

    def _paint_now(self, card: QRect) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour("accent"))
        bar = QRectF(card.left() + 8, card.bottom() - _NOW, card.width() - 16, _NOW)
        painter.drawRoundedRect(bar, _NOW / 2, _NOW / 2)


def _into(low: int, high: int, room: int) -> int:
    """How far to scroll so that what lies between two places is in view, its beginning first."""
    if low < 0:
        return low
    return min(low, high - room + 1) if high >= room else 0
