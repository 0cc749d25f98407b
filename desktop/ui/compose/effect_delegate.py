"""An entry of a dropdown with what choosing it does to the picture, quietly at its right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

EFFECT = Qt.ItemDataRole.UserRole + 1
GAP = 16
MARGIN = 8

Index = QModelIndex | QPersistentModelIndex


class EffectDelegate(QStyledItemDelegate):
    """Reads the words from `EFFECT`."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        words = index.data(EFFECT)
        if not words:
            return
        is_lit = bool(
            option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver)
        )
        painter.save()
        painter.setFont(theme.scaled(option.font, 0.92))
        painter.setPen(theme.current().colour("on_accent" if is_lit else "muted"))
        area = option.rect.adjusted(0, 0, -MARGIN, 0)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, flags, words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        words = index.data(EFFECT)
        if words:
            size.setWidth(size.width() + option.fontMetrics.horizontalAdvance(words) + GAP)
        return size
