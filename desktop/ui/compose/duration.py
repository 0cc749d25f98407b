"""How long the clip shall be: a slider with the seconds under it and the number beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from desktop.ui import theme

if TYPE_CHECKING:
    from desktop.core.catalogue import VideoModel

KNOB = 14
GROOVE = 4
INSET = 10  # room for the knob and its ring at both ends
KNOB_LINE = 12  # y of the groove
LABEL_EVERY_S = 3


class DurationSlider(QSlider):
    """Whole seconds between two limits; arrows step one, Page keys step three."""

    def __init__(self, shortest_s: int, longest_s: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("duration_slider")
        self.setRange(shortest_s, longest_s)
        self.setSingleStep(1)
        self.setPageStep(LABEL_EVERY_S)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(self._name)
        self._name(self.value())

    def _name(self, seconds: int) -> None:
        self.setAccessibleName(self.tr("Duration, {n} seconds").format(n=seconds))

    def sizeHint(self) -> QSize:
        return QSize(160, KNOB_LINE * 2 + self._label_font_height() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _label_font_height(self) -> int:
        return QFontMetrics(theme.scaled(self.font(), 0.86)).height()

    def _x_of(self, seconds: float) -> float:
        span = self.maximum() - self.minimum()
        usable = self.width() - 2 * INSET
        return INSET + usable * (seconds - self.minimum()) / span

    def _value_at(self, x: float) -> int:
        usable = max(1, self.width() - 2 * INSET)
        span = self.maximum() - self.minimum()
        return round(self.minimum() + (x - INSET) / usable * span)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_groove(painter)
        self._paint_labels(painter)
        self._paint_knob(painter)

    def _paint_groove(self, painter: QPainter) -> None:
        tokens = theme.current()
        top, here = KNOB_LINE - GROOVE / 2, self._x_of(self.value())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("line"))
        painter.drawRoundedRect(QRectF(0, top, self.width(), GROOVE), GROOVE / 2, GROOVE / 2)
        painter.setBrush(tokens.colour("accent"))
        painter.drawRoundedRect(QRectF(0, top, here, GROOVE), GROOVE / 2, GROOVE / 2)

    def _paint_knob(self, painter: QPainter) -> None:
        tokens = theme.current()
        centre = QPointF(self._x_of(self.value()), KNOB_LINE)
        painter.setPen(QPen(tokens.colour("panel"), 3))
        painter.setBrush(tokens.colour("accent"))
        painter.drawEllipse(centre, KNOB / 2, KNOB / 2)
        if theme.shows_focus(self):
            painter.setPen(QPen(tokens.colour("accent"), theme.FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, KNOB / 2 + 2, KNOB / 2 + 2)

    def _paint_labels(self, painter: QPainter) -> None:
        painter.setFont(theme.scaled(self.font(), 0.86))
        painter.setPen(theme.current().colour("faint"))
        top = KNOB_LINE + KNOB / 2 + 5
        for seconds in range(self.minimum(), self.maximum() + 1, LABEL_EVERY_S):
            area = QRectF(self._x_of(seconds) - 20, top, 40, self.height() - top)
            painter.drawText(area, Qt.AlignmentFlag.AlignHCenter, str(seconds))


class DurationChooser(QWidget):
    """The label, the number, the slider."""

    changed = Signal(int)

    def __init__(self, model: VideoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        label = QLabel(self.tr("Duration"), self)
        label.setProperty("tone", "muted")
        self._number = QLabel(self)
        self._number.setObjectName("duration_number")
        self._number.setProperty("tone", "strong")
        self.slider = DurationSlider(model.durations_s[0], model.durations_s[-1], self)
        label.setBuddy(self.slider)
        head = QHBoxLayout()
        head.addWidget(label)
        head.addStretch(1)
        head.addWidget(self._number)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.slider)
        self.slider.valueChanged.connect(self._on_value_changed)
        self.slider.setValue(model.default_duration_s)

    @property
    def seconds(self) -> int:
        return self.slider.value()

    def choose(self, seconds: int) -> None:
        """Show another duration."""
        self.slider.setValue(seconds)

    def _on_value_changed(self, seconds: int) -> None:
        self._number.setText(self.tr("{n} s").format(n=seconds))
        self.changed.emit(seconds)
