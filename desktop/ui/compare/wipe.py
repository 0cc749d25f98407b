"""One picture wiped over another: left of the edge is one of them, right of it the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui import theme
from desktop.ui.widgets.fitting import fitted

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

_STEP = 0.05
_HANDLE = 10


class WipeView(QWidget):
    """The edge follows the mouse while it is pressed, and the left and right arrows."""

    edge_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wipe_view")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setMinimumSize(160, 90)
        self._left = QImage()
        self._right = QImage()
        self.edge = 0.5
        self.set_edge(0.5)

    def show_left(self, image: QImage) -> None:
        """What is seen left of the edge."""
        self._left = image
        self.update()

    def show_right(self, image: QImage) -> None:
        """What is seen right of it, laid over the same place."""
        self._right = image
        self.update()

    def set_edge(self, share: float) -> None:
        """Put the edge at this share of the width of the picture."""
        self.edge = min(1.0, max(0.0, share))
        percent = round(100 * self.edge)
        self.setAccessibleName(self.tr("Comparison, edge at {n} percent").format(n=percent))
        self.edge_changed.emit(self.edge)
        self.update()

    def _place(self) -> QRectF:
        image = self._left if not self._left.isNull() else self._right
        if image.isNull():
            return QRectF()
        return fitted(QSizeF(image.size()), QRectF(self.rect()))

    # ── from the user ────────────────────────────────────────────────────────────────────────

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._follow(event)

    def _follow(self, event: QMouseEvent) -> None:
        place = self._place()
        if place.width() > 0:
            self.set_edge((event.position().x() - place.left()) / place.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            event.ignore()
        else:
            self.set_edge(self.edge + move)

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, place = QPainter(self), self._place()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.current().colour("well"))
        if place.isNull():
            return
        x = place.left() + self.edge * place.width()
        for image, left, right in (
            (self._left, place.left(), x),
            (self._right, x, place.right()),
        ):
            if not image.isNull() and right > left:
                painter.save()
                painter.setClipRect(QRectF(left, place.top(), right - left, place.height()))
                painter.drawImage(place, image)
                painter.restore()
        self._paint_edge(painter, place, x)

    def _paint_edge(self, painter: QPainter, place: QRectF, x: float) -> None:
        tokens = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.colour("on_scrim"), 2))
        painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
        painter.setPen(QPen(tokens.colour("scrim"), 1))
        painter.setBrush(tokens.colour("accent" if theme.shows_focus(self) else "on_scrim"))
        painter.drawEllipse(QPointF(x, place.center().y()), _HANDLE, _HANDLE)
