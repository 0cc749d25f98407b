"""The picture: the current frame, or a still, letter-boxed at any size and right in `grab()`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop.ui import theme
from desktop.ui.widgets.fitting import fitted

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent
    from PySide6.QtMultimedia import QVideoFrame

_HOME = QSize(640, 360)


class VideoSurface(QWidget):
    """Paints what it was last given.

    A frame is turned into an image only when it is painted: 2.5 to 5 ms at 1280x720, nothing for
    frames that come faster than the screen shows them or while the window is hidden.
    """

    clicked = Signal()
    dragged = Signal()
    actual_size_changed = Signal(bool)
    double_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: QVideoFrame | None = None
        self._image: QImage | QPixmap | None = None
        self._corner_radius = 0.0
        self._ground: QColor | None = None
        self._is_actual_size = False
        self._pan = QPointF()
        self._is_double = False
        self._pressed_at: QPoint | None = None
        self.setObjectName("stage_surface")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 90)

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def show_frame(self, frame: QVideoFrame) -> None:
        self._frame = frame
        self.update()

    def show_still(self, picture: QImage | QPixmap | None) -> None:
        """Show a picture instead of a film; None shows the ground alone."""
        self._frame = None
        self._image = picture
        self.update()

    def set_corner_radius(self, radius: float) -> None:
        """Round the two upper corners, where the panel is round."""
        self._corner_radius = radius
        self.update()

    def set_ground(self, colour: QColor | None) -> None:
        """What lies beside a picture of another shape; None is the theme's well.

        With a ground of its own it fills the screen, where a ring around it would disturb.
        """
        self._ground = colour
        self.update()

    def set_actual_size(self, is_on: bool) -> None:  # noqa: FBT001 - a setter
        """A pixel of the film for a pixel of the screen; the wheel moves what is larger."""
        if is_on != self._is_actual_size:
            self._is_actual_size = is_on
            self._pan = QPointF()
            self.update()
            self.actual_size_changed.emit(is_on)

    def toggle_actual_size(self) -> None:
        """Actual size, or as large as fits."""
        self.set_actual_size(not self._is_actual_size)

    # ── asked ────────────────────────────────────────────────────────────────────────────────

    @property
    def has_picture(self) -> bool:
        return self._frame is not None or self._image is not None

    def image(self) -> QImage:
        """The picture that is shown, at its own resolution."""
        self._develop()
        if isinstance(self._image, QPixmap):
            return self._image.toImage()
        return self._image or QImage()

    def picture_rect(self) -> QRectF:
        """Where the picture lies, whole and in its own shape."""
        self._develop()
        if self._image is None or self._image.isNull():
            return QRectF()
        if not self._is_actual_size:
            return fitted(QSizeF(self._image.size()), QRectF(self.rect()))
        size = QSizeF(self._image.size()) / self.devicePixelRatioF()
        place = QRectF(QPointF(0, 0), size)
        place.moveCenter(QRectF(self.rect()).center() + self._held(size))
        return place

    def _held(self, size: QSizeF) -> QPointF:
        """How far it is moved from the middle: never so far that ground shows where it need not."""
        most_x = max(0.0, (size.width() - self.width()) / 2)
        most_y = max(0.0, (size.height() - self.height()) / 2)
        x, y = self._pan.x(), self._pan.y()
        self._pan = QPointF(min(most_x, max(-most_x, x)), min(most_y, max(-most_y, y)))
        return self._pan

    def sizeHint(self) -> QSize:
        return _HOME

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    def _develop(self) -> None:
        if self._frame is not None:
            image = self._frame.toImage()
            self._frame = None
            if not image.isNull():
                self._image = image

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._corner_radius:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(self._outline())
        painter.fillRect(self.rect(), self._ground or theme.current().colour("well"))
        target = self.picture_rect()
        if isinstance(self._image, QPixmap):
            painter.drawPixmap(target, self._image, QRectF(self._image.rect()))
        elif self._image is not None:
            painter.drawImage(target, self._image)
        if self._ground is None and theme.shows_focus(self):
            paint_focus(painter, self, self._corner_radius)

    def _outline(self) -> QPainterPath:
        radius = self._corner_radius
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()).adjusted(0, 0, 0, radius), radius, radius)
        return path

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Moves the picture where it is larger than its place."""
        if not self._is_actual_size:
            event.ignore()
            return
        turned = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
        self._pan += QPointF(turned)
        self.update()

    # ── mouse ────────────────────────────────────────────────────────────────────────────────

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pulled far enough, it is no click any more: the film is dragged out."""
        if self._pressed_at is None:
            return
        pulled = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if pulled >= QApplication.startDragDistance():
            self._pressed_at = None
            self.dragged.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_click = self._pressed_at is not None or self._is_double
        is_inside = self.rect().contains(event.position().toPoint())
        is_ours = event.button() == Qt.MouseButton.LeftButton and is_inside and is_click
        if is_ours and not self._is_double:
            self.clicked.emit()
        self._is_double, self._pressed_at = False, None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first of the two clicks was told as one; a second undoes it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_double = True
            self.clicked.emit()
            self.double_clicked.emit()


def paint_focus(painter: QPainter, widget: QWidget, radius: float) -> None:
    """A focus ring just inside a widget that has no margin of its own for it."""
    half = theme.FOCUS_RING / 2
    painter.setClipping(False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.current().colour("accent"), theme.FOCUS_RING))
    painter.drawRoundedRect(
        QRectF(widget.rect()).adjusted(half, half, -half, -half), radius, radius
    )
