"""A turning arc: something goes on, and nobody knows how long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

_FRAME_MS = 40

_TURN_S = 1.1
_ARC = 100 * 16  # sixteenths of a degree, as Qt counts
_CIRCLE = 360 * 16
_GROUND_ALPHA = 0.22


def paint_spinner(painter: QPainter, rect: QRectF | QRect, colour: QColor) -> None:
    """Paint it as it stands at this moment; repaint it to make it turn."""
    area = QRectF(rect)
    width = max(2.0, area.width() / 11)
    inner = area.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    ground = QColor(colour)
    ground.setAlphaF(_GROUND_ALPHA)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ground, width))
    painter.drawEllipse(inner)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    turned = (time.monotonic() % _TURN_S) / _TURN_S
    painter.drawArc(inner, int(90 * 16 - turned * _CIRCLE), -_ARC)


class Spinner(QWidget):
    """Turns while it is to be seen, in a role of the theme; stands still where motion is unwanted.

    Says nothing to the ear: what goes on stands beside it in words.
    """

    def __init__(self, side: int, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self.setFixedSize(side, side)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._turns = QTimer(self, interval=_FRAME_MS)
        self._turns.timeout.connect(self.update)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if theme.animation_ms(_FRAME_MS) > 0:
            self._turns.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._turns.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_spinner(painter, self.rect(), theme.current().colour(self._role))
