"""A scroll bar that is a thin line until the mouse comes near."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from desktop.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_THIN, _THICK = 3, 6


class SlimScrollBar(QScrollBar):
    """Horizontal; takes the mouse over its whole height."""

    HEIGHT: ClassVar[int] = 12

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(self.HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
        is_near = self.underMouse() or self.isSliderDown()
        height = _THICK if is_near else _THIN
        line = QRectF(handle.left(), (self.height() - height) / 2 + 2, handle.width(), height)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour("faint" if is_near else "line"))
        painter.drawRoundedRect(line, height / 2, height / 2)
