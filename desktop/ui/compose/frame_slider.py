"""A slider over the frames of a video: a click goes there at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QStyle, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

KNOB = 14
PAGE = 10


class FrameSlider(QSlider):
    """Whole frames from 0; arrows step one, Page keys ten."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setPageStep(PAGE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_to(event)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def _go_to(self, event: QMouseEvent) -> None:
        x = round(event.position().x() - KNOB / 2)
        room = max(1, self.width() - KNOB)
        place = QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), x, room)
        self.setValue(place)
