"""A turning arc: something goes on, and nobody knows how long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

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
