"""A turning arc: something goes on, and nobody knows how long."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from desktop.ui import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

_FRAME_MS = 40

_TURN_S = 1.1
_PHASES = 44
_ARC = 100 * 16  # sixteenths of a degree, as Qt counts
_CIRCLE = 360 * 16
_GROUND_ALPHA = 0.22


def paint_spinner(painter: QPainter, rect: QRectF | QRect, colour: QColor) -> None:
    """Paint it as it stands at this moment; repaint it to make it turn."""
    area = QRectF(rect)
    ratio = painter.device().devicePixelRatioF()
    phase = int((time.monotonic() % _TURN_S) / _TURN_S * _PHASES)
    painter.drawPixmap(area.topLeft(), _phase(area.width(), ratio, phase, colour.rgba()))


@lru_cache(maxsize=16 * _PHASES)
def _phase(side: float, ratio: float, phase: int, rgba: int) -> QPixmap:
    """One phase of a turn, drawn once: arcs with soft edges cost more than all else on a card."""
    colour, width = QColor.fromRgba(rgba), max(2.0, side / 11)
    made = QPixmap(round(side * ratio), round(side * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    inner = QRectF(0, 0, side, side).adjusted(width / 2, width / 2, -width / 2, -width / 2)
    ground = QColor(colour)
    ground.setAlphaF(_GROUND_ALPHA)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ground, width))
    painter.drawEllipse(inner)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(inner, 90 * 16 - phase * _CIRCLE // _PHASES, -_ARC)
    painter.end()
    return made


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
        paint_spinner(painter, self.rect(), theme.current().colour(self._role))
