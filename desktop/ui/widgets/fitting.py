"""How a picture of one shape is laid into a place of another."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt


def fitted(size: QSizeF, area: QRectF) -> QRectF:
    """The largest rectangle of this shape in the middle of `area`, on whole pixels."""
    shown = size.scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
    width, height = round(shown.width()), round(shown.height())
    left = area.left() + (area.width() - width) // 2
    top = area.top() + (area.height() - height) // 2
    return QRectF(left, top, width, height)


def covering(picture: QSize, area: QSizeF) -> QRectF:
    """The largest part of a picture, in its middle, that has the shape of `area`."""
    part = QRectF(QPointF(0, 0), area.scaled(QSizeF(picture), Qt.AspectRatioMode.KeepAspectRatio))
    part.moveCenter(QRectF(QPointF(0, 0), QSizeF(picture)).center())
    return part
