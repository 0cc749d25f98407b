"""The hand that moves the frame over the start frame: by mouse, wheel, fingers and arrow keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal

from desktop.media.framing import Fit

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent

    from desktop.media.framing import Framing
    from desktop.media.reframing import Reframing

ZOOM_STEP = 1.2
NOTCH = 120  # of a wheel, in the eighths of a degree Qt counts
NUDGE, LARGE_NUDGE = 0.01, 0.1  # of the frame's sides
DRAG_FROM = 4.0
WHEEL_RESTS_AFTER_MS = 600
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class FrameHand(QObject):
    """`changed` carries a framing and the name of the run it is a part of.

    The picture follows the mouse under a frame that stays; an arrow key moves the frame.
    """

    changed = Signal(object, str)
    run_ended = Signal()

    def __init__(self, sent_place: Callable[[], QRectF], parent: QObject) -> None:
        super().__init__(parent)
        self._sent_place = sent_place
        self._reframing: Reframing | None = None
        self._framing: Framing | None = None
        self._pressed: tuple[QPointF, Framing] | None = None
        self.is_dragging = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(WHEEL_RESTS_AFTER_MS)
        self._rest.timeout.connect(self.run_ended)

    def take(self, reframing: Reframing | None, framing: Framing) -> None:
        """What there is to move; None where nothing can be framed."""
        self._reframing, self._framing = reframing, framing

    @property
    def can_move(self) -> bool:
        return (
            self._reframing is not None
            and self._framing is not None
            and self._framing.fit is not Fit.FIT
        )

    # ── mouse ────────────────────────────────────────────────────────────────────────────────

    def press(self, event: QMouseEvent) -> bool:
        """Whether the press is ours: it may become a drag."""
        if event.button() != Qt.MouseButton.LeftButton or not self.can_move:
            return False
        assert self._framing is not None
        self._pressed = event.position(), self._framing
        return True

    def move(self, event: QMouseEvent) -> bool:
        """Whether the mouse moves the picture under the frame."""
        if self._pressed is None or self._reframing is None:
            return False
        start, framing = self._pressed
        way = event.position() - start
        if not self.is_dragging and way.manhattanLength() < DRAG_FROM:
            return True
        self.is_dragging = True
        sent = self._sent_place()
        across, down = -way.x() / sent.width(), -way.y() / sent.height()
        self.changed.emit(self._reframing.moved(framing, across, down), "drag")
        return True

    def release(self) -> bool:
        """Whether a press ended that was ours."""
        was_pressed = self._pressed is not None
        self.let_go()
        if was_pressed:
            self.run_ended.emit()
        return was_pressed

    def let_go(self) -> None:
        """Whatever is held is held no more: it is another picture, or laid anew."""
        self._pressed = None
        self.is_dragging = False

    # ── wheel and fingers ────────────────────────────────────────────────────────────────────

    def turn(self, event: QWheelEvent) -> bool:
        """Zoom about the pointer."""
        turned = event.angleDelta().y()
        return bool(turned) and self._zoom(ZOOM_STEP ** (turned / NOTCH), event.position())

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Zoom about the fingers, where the system tells of them."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        return self._zoom(1.0 + event.value(), event.position())

    def zoom(self, factor: float) -> bool:
        """Zoom about the frame's middle, as a step of its own."""
        if not self.can_move or self._reframing is None or self._framing is None:
            return False
        self.changed.emit(self._reframing.zoomed(self._framing, factor), "")
        return True

    def _zoom(self, factor: float, at: QPointF) -> bool:
        if not self.can_move or self._reframing is None or self._framing is None:
            return False
        sent = self._sent_place()
        off = at - sent.center()
        across, down = off.x() / sent.width(), off.y() / sent.height()
        self.changed.emit(self._reframing.zoomed(self._framing, factor, across, down), "wheel")
        self._rest.start()
        return True

    # ── keys ─────────────────────────────────────────────────────────────────────────────────

    def key(self, event: QKeyEvent) -> bool:
        """Whether it was an arrow key that moves the frame; one that is held is one step."""
        way = _ARROWS.get(Qt.Key(event.key()))
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_large = keys == Qt.KeyboardModifier.ShiftModifier
        if way is None or not (is_large or keys == Qt.KeyboardModifier.NoModifier):
            return False
        if not self.can_move or self._reframing is None or self._framing is None:
            return False
        if not event.isAutoRepeat():
            self.run_ended.emit()
        step = LARGE_NUDGE if is_large else NUDGE
        moved = self._reframing.moved(self._framing, way[0] * step, way[1] * step)
        self.changed.emit(moved, "key")
        return True
