"""Dragging a waiting card to another place in the line: by the mouse, without a nested loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.ui import theme
from desktop.ui.models.cards import Role

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QListView

    from desktop.ui.models.entry import ShelfEntry

_LINE = 4
_GHOST_OPACITY = 0.7
_EDGE = 40
_SCROLL_STEP = 14
_SCROLL_MS = 16


class Reorder(QObject):
    """Follows one press of the mouse on a list of cards, `gap` pixels apart.

    The line of those that wait stands at the left of the list, its last one first. `moved` tells
    a job and the one it is to run before, None for the end of the line.
    """

    moved = Signal(str, object)

    def __init__(self, cards: QListView, gap: int) -> None:
        super().__init__(cards)
        self._cards = cards
        self._gap = gap
        self._id: str | None = None
        self._from = QPoint()
        self._at = QPoint()
        self._ghost: QPixmap | None = None
        self._scrolling = QTimer(self, interval=_SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll)

    @property
    def is_dragging(self) -> bool:
        return self._ghost is not None

    def press(self, event: QMouseEvent) -> None:
        """A drag may begin here, if there is another card that waits."""
        place = event.position().toPoint()
        index = self._cards.indexAt(place)
        entry: ShelfEntry | None = index.data(Role.ENTRY)
        is_ours = event.button() == Qt.MouseButton.LeftButton and entry is not None
        if is_ours and entry is not None and entry.is_waiting and self._waiting() > 1:
            self._id, self._from = entry.id, place

    def move(self, event: QMouseEvent) -> bool:
        """Whether the mouse is dragging a card."""
        if self._id is None:
            return False
        self._at = event.position().toPoint()
        far = (self._at - self._from).manhattanLength() >= QApplication.startDragDistance()
        if not self.is_dragging and far:
            self._begin()
        if self.is_dragging:
            self._keep_scrolling()
            self._cards.viewport().update()
        return True

    def release(self) -> None:
        """Drop it, if it was dragged."""
        job_id, gap = self._id, self._gap_at()
        was_dragging = self.is_dragging
        self._end()
        own = self._row_of(job_id)
        if not was_dragging or job_id is None or own is None or gap in {own, own + 1}:
            return
        other = None if gap == 0 else self._cards.model().index(gap - 1, 0).data(Role.ID)
        self.moved.emit(job_id, other)

    def cancel(self) -> bool:
        """Leave it where it was; False if nothing was dragged."""
        was_dragging = self.is_dragging
        self._end()
        return was_dragging

    # ── the works ────────────────────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        row = self._row_of(self._id)
        if row is None:
            self._end()
            return
        rect = self._cards.visualRect(self._cards.model().index(row, 0))
        self._ghost = self._cards.viewport().grab(rect.adjusted(0, 0, -self._gap, 0))
        self._cards.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def _end(self) -> None:
        self._id, self._ghost = None, None
        self._scrolling.stop()
        self._cards.viewport().unsetCursor()
        self._cards.viewport().update()

    def _waiting(self) -> int:
        """How many cards at the left of the list wait."""
        model, count = self._cards.model(), 0
        while count < model.rowCount():
            entry: ShelfEntry = model.index(count, 0).data(Role.ENTRY)
            if not entry.is_waiting:
                break
            count += 1
        return count

    def _row_of(self, job_id: str | None) -> int | None:
        model = self._cards.model()
        rows = range(self._waiting())
        return next((row for row in rows if model.index(row, 0).data(Role.ID) == job_id), None)

    def _gap_at(self) -> int:
        """Before which row the card would fall, from 0 to the number of those that wait."""
        model, count = self._cards.model(), self._waiting()
        width = self._cards.visualRect(model.index(0, 0)).width() if count else 1
        x = self._at.x() + self._cards.horizontalScrollBar().value()
        return max(0, min(count, round(x / max(1, width))))

    def _keep_scrolling(self) -> None:
        x, width = self._at.x(), self._cards.viewport().width()
        is_near = x < _EDGE or x > width - _EDGE
        if is_near != self._scrolling.isActive():
            self._scrolling.start() if is_near else self._scrolling.stop()

    def _scroll(self) -> None:
        bar = self._cards.horizontalScrollBar()
        step = -_SCROLL_STEP if self._at.x() < _EDGE else _SCROLL_STEP
        bar.setValue(bar.value() + step)
        self._cards.viewport().update()

    def paint(self) -> None:
        """Paint, over the cards, where it would fall and what is dragged."""
        if self._ghost is None:
            return
        viewport = self._cards.viewport()
        painter = QPainter(viewport)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = self._cards.visualRect(self._cards.model().index(0, 0))
        self._dim_origin(painter)
        painter.setOpacity(_GHOST_OPACITY)
        left = self._at.x() - round(self._ghost.deviceIndependentSize().width() / 2)
        painter.drawPixmap(left, first.top(), self._ghost)
        painter.setOpacity(1.0)
        x = max(_LINE / 2, first.left() + self._gap_at() * first.width() - self._gap / 2)
        bar = QRectF(x - _LINE / 2, first.top() + 2, _LINE, first.height() - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour("accent"))
        painter.drawRoundedRect(bar, _LINE / 2, _LINE / 2)

    def _dim_origin(self, painter: QPainter) -> None:
        """The card is not where it was any more."""
        row = self._row_of(self._id)
        if row is not None:
            veil = theme.current().colour("window")
            veil.setAlphaF(_GHOST_OPACITY)
            painter.fillRect(self._cards.visualRect(self._cards.model().index(row, 0)), veil)
