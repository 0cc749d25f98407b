"""A small square of one colour, as the sign of it in a list or on a button."""

from __future__ import annotations

from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from desktop.ui import theme

SIDE = 16


def swatch(code: str) -> QIcon:
    """The colour `#rrggbb` with an edge of the theme's."""
    pixmap = QPixmap(SIDE, SIDE)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.current().colour("faint"), 1))
    painter.setBrush(QColor(code))
    painter.drawRoundedRect(1, 1, SIDE - 2, SIDE - 2, 3, 3)
    painter.end()
    return QIcon(pixmap)
