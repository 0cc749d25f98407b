"""A dropdown with the family's chevron."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QSizePolicy, QWidget

from desktop.ui.icons import icon

CHEVRON = 16
POPUP_EDGES = 24  # the frame and the padding of the list


class ComboBox(QComboBox):
    """`label` is its accessible name. The wheel scrolls the panel, not the choice."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        self.setView(QListView(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def showPopup(self) -> None:
        """Its list is as wide as its widest entry; measured now, not at each change of one."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + POPUP_EDGES)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        top = (self.height() - CHEVRON) // 2
        area = QRect(self.width() - CHEVRON - 10, top, CHEVRON, CHEVRON)
        painter = QPainter(self)
        icon("chevron-down", "muted" if self.isEnabled() else "faint").paint(painter, area)
