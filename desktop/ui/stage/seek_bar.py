"""The seek bar: where the film stands, and any other place of it with one click, drag or key."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSlider, QWidget

from desktop.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPaintEvent

_HEIGHT = 24
_GROOVE = 6
_KNOB = 12
_BAR, _BAR_STEP = 2, 3
_LEVELS_ALPHA = 0.5
_RANGE_DB, _QUIETEST = 48.0, 0.001
_STEP_MS = 500
_PAGE_MS = 1000


class SeekBar(QSlider):
    """A slider over milliseconds, so that screen readers know it as one.

    `sought` tells every place asked for; `grabbed` and `let_go` frame a drag.
    """

    sought = Signal(int)
    grabbed = Signal()
    let_go = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("seek_bar")
        self.setSingleStep(_STEP_MS)
        self.setPageStep(_PAGE_MS)
        self.setMouseTracking(True)
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._part: tuple[float, float] | None = None
        self._seams_ms: tuple[float, ...] = ()
        self._peaks: tuple[float, ...] = ()
        self._bars: tuple[QRectF, list[QRectF]] | None = None
        self.setRange(0, 0)
        self._describe()

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def set_duration(self, duration_ms: int) -> None:
        self.setRange(0, duration_ms)
        self._describe()

    def set_position(self, position_ms: int) -> None:
        """Show where the film is; not while the user holds the knob."""
        if not self.isSliderDown():
            self.setValue(position_ms)
            self._describe()

    def show_part(self, part: tuple[float, float] | None) -> None:
        """From when to when is looped, in milliseconds; None for all of it."""
        self._part = part
        self.update()

    def show_seams(self, seams_ms: Sequence[float]) -> None:
        """Where one clip ends and the next begins, in milliseconds."""
        self._seams_ms = tuple(seams_ms)
        self.update()

    @property
    def has_levels(self) -> bool:
        """Whether the sound can be seen under it."""
        return bool(self._peaks)

    def show_levels(self, peaks: Sequence[float]) -> None:
        """The peaks of the sound, 0 to 1, from the first moment to the last; none for no sound."""
        self._peaks = tuple(peaks)
        self._bars = None
        self.update()

    def _describe(self) -> None:
        words = self.tr("Position, {now} of {all} seconds").format(
            now=f"{self.value() / 1000:.1f}", all=f"{self.maximum() / 1000:g}"
        )
        self.setAccessibleName(words)

    # ── mouse and keys ───────────────────────────────────────────────────────────────────────

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.grabbed.emit()
            self._seek_to(self._time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._seek_to(self._time_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self.let_go.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go by half a second, Page keys by one, Home and End to the ends."""
        keys = Qt.Key
        places = {
            keys.Key_Left: self.value() - _STEP_MS,
            keys.Key_Down: self.value() - _STEP_MS,
            keys.Key_Right: self.value() + _STEP_MS,
            keys.Key_Up: self.value() + _STEP_MS,
            keys.Key_PageDown: self.value() - _PAGE_MS,
            keys.Key_PageUp: self.value() + _PAGE_MS,
            keys.Key_Home: 0,
            keys.Key_End: self.maximum(),
        }
        place = places.get(keys(event.key()))
        if place is None:
            event.ignore()
        else:
            self._seek_to(place)

    def _seek_to(self, position_ms: int) -> None:
        self.setValue(position_ms)
        self._describe()
        self.sought.emit(self.value())

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    def _track(self) -> QRectF:
        inset = _KNOB / 2 + theme.FOCUS_RING
        width = max(1.0, self.width() - 2 * inset)
        return QRectF(inset, (self.height() - _GROOVE) / 2, width, _GROOVE)

    def _time_at(self, x: float) -> int:
        track = self._track()
        share = min(1.0, max(0.0, (x - track.left()) / track.width()))
        return round(share * self.maximum())

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, track = theme.current(), self._track()
        share = self.value() / self.maximum() if self.maximum() else 0.0
        centre = QPointF(track.left() + share * track.width(), track.center().y())
        painter = QPainter(self)
        self._paint_levels(painter, track, centre.x())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        groove = track.adjusted(-_GROOVE / 2, 0, _GROOVE / 2, 0)
        painter.setPen(QPen(tokens.colour("line"), 1))
        painter.setBrush(tokens.colour("well"))
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        if not self.isEnabled() or not self.maximum():
            return
        played = QRectF(groove.left(), groove.top(), centre.x() - groove.left(), _GROOVE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("accent"))
        painter.drawRoundedRect(played, _GROOVE / 2, _GROOVE / 2)
        self._paint_seams(painter, track)
        self._paint_part(painter, track)
        self._paint_knob(painter, centre)

    def _paint_levels(self, painter: QPainter, track: QRectF, played_to: float) -> None:
        """A bar for each three pixels, as high as the loudest moment in it."""
        if self._bars is None or self._bars[0] != track:
            self._bars = track, _bars(self._peaks, track, self.height())
        tokens, bars = theme.current(), self._bars[1]
        painter.setPen(Qt.PenStyle.NoPen)
        for name, wanted in (
            ("accent", [bar for bar in bars if bar.left() < played_to]),
            ("muted", [bar for bar in bars if bar.left() >= played_to]),
        ):
            colour = tokens.colour(name)
            colour.setAlphaF(_LEVELS_ALPHA)
            painter.setBrush(colour)
            painter.drawRects(wanted)

    def _paint_seams(self, painter: QPainter, track: QRectF) -> None:
        painter.setBrush(theme.current().colour("text"))
        for seam_ms in self._seams_ms:
            x = track.left() + min(1.0, seam_ms / self.maximum()) * track.width()
            painter.drawRect(QRectF(x - 1, track.top() - 3, 2, track.height() + 6))

    def _paint_part(self, painter: QPainter, track: QRectF) -> None:
        """Two brackets around what is looped."""
        if self._part is None or not self.maximum():
            return
        painter.setBrush(theme.current().colour("text"))
        for place_ms, side in zip(self._part, (1, -1), strict=True):
            x = track.left() + min(1.0, place_ms / self.maximum()) * track.width()
            painter.drawRect(QRectF(x - 1, 2, 2, self.height() - 4))
            for y in (2, self.height() - 4):
                painter.drawRect(QRectF(min(x, x + 5 * side), y, 5, 2))

    def _paint_knob(self, painter: QPainter, centre: QPointF) -> None:
        tokens = theme.current()
        is_near = self.underMouse() or self.isSliderDown()
        radius = _KNOB / 2 + (1 if is_near else 0)
        painter.setBrush(tokens.colour("text"))
        painter.drawEllipse(centre, radius, radius)
        if theme.shows_focus(self):
            ring = radius + 1 + theme.FOCUS_RING / 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.colour("accent"), theme.FOCUS_RING))
            painter.drawEllipse(centre, ring, ring)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, _HEIGHT)


def _bars(peaks: Sequence[float], track: QRectF, height: int) -> list[QRectF]:
    """Where they stand, around the middle; as the ear has it, on a scale of decibels."""
    count = int(track.width()) // _BAR_STEP if peaks else 0
    bars = []
    for place in range(count):
        first = place * len(peaks) // count
        peak = max(peaks[first : max(first + 1, (place + 1) * len(peaks) // count)])
        share = 1 + 20 * math.log10(max(peak, _QUIETEST)) / _RANGE_DB
        tall = round(max(0.0, share) * (height - 2))
        x = track.left() + place * _BAR_STEP
        bars.append(QRectF(x, (height - tall) / 2, _BAR, tall))
    return bars
