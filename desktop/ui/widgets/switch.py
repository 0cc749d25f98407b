"""A switch: on or off at a glance, by position first and by colour second."""

from __future__ import annotations

from PySide6.QtCore import Property, QPropertyAnimation, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.ui import theme

TRACK = QSize(32, 18)
GAP = 8
MARGIN = 3
SLIDE_MS = 120


class Switch(QAbstractButton):
    """A checkable button painted as a track with a knob, its text to the right."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._position = 0.0
        self._slide = QPropertyAnimation(self, b"position", self)
        self.setCheckable(True)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._on_toggled)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = TRACK.width() + GAP + metrics.horizontalAdvance(self.text()) + 3 * MARGIN
        return QSize(width, max(theme.TARGET_SIZE, metrics.height() + 2 * MARGIN))

    def _read_position(self) -> float:
        return self._position

    def _write_position(self, position: float) -> None:
        self._position = position
        self.update()

    position = Property(float, _read_position, _write_position)

    def _on_toggled(self, is_on: bool) -> None:  # noqa: FBT001 a slot
        self._slide.stop()
        duration = theme.animation_ms(SLIDE_MS) if self.isVisible() else 0
        target = 1.0 if is_on else 0.0
        if not duration:
            self._write_position(target)
            return
        self._slide.setDuration(duration)
        self._slide.setStartValue(self._position)
        self._slide.setEndValue(target)
        self._slide.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(MARGIN, (self.height() - TRACK.height()) / 2, TRACK.width(), TRACK.height())
        self._paint_track(painter, track)
        self._paint_text(painter, track.right() + GAP)
        if theme.shows_focus(self):
            painter.setPen(QPen(theme.current().colour("accent"), theme.FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, theme.FIELD_RADIUS, theme.FIELD_RADIUS)

    def _paint_track(self, painter: QPainter, track: QRectF) -> None:
        tokens = theme.current()
        is_on, is_usable = self.isChecked(), self.isEnabled()
        edge = tokens.colour("accent" if is_on and is_usable else "faint")
        fill = edge if is_on else tokens.colour("panel")
        knob = tokens.colour("on_accent" if is_on else "faint")
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(fill)
        painter.drawRoundedRect(track.adjusted(0.75, 0.75, -0.75, -0.75), 8.5, 8.5)
        self._paint_knob(painter, track, knob)

    def _paint_knob(self, painter: QPainter, track: QRectF, colour: QColor) -> None:
        side = track.height() - 8
        left = track.left() + 4 + self._position * (track.width() - side - 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QRectF(left, track.top() + 4, side, side))

    def _paint_text(self, painter: QPainter, left: float) -> None:
        role = "text" if self.isEnabled() else "faint"
        painter.setPen(theme.current().colour(role))
        area = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())
