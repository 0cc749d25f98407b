"""A start frame on show: its picture, its framing, and the newest drawing of what will be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

from desktop.core.catalogue import Dimensions
from desktop.media.framing import WHOLE, crop_for
from desktop.media.reframing import Reframing
from desktop.ui import theme
from desktop.ui.compose import frame_view
from desktop.ui.compose.proofs import Order, Proofs

if TYPE_CHECKING:
    from desktop.core.tasks import TaskOwner
    from desktop.ui.compose.start_frame import StartFrame


class FrameDisplay(QObject):
    """Paints into an area it is told at each call; `redrawn` asks for it."""

    redrawn = Signal()

    def __init__(self, tasks: TaskOwner, parent: QObject) -> None:
        super().__init__(parent)
        self.frame: StartFrame | None = None
        self.dimensions = Dimensions(0, 0)
        self.framing = WHOLE
        self._pixmap = QPixmap()
        self._wanted: Order | None = None
        self._bars: QPixmap | None = None
        self._proof: tuple[Order, QPixmap] | None = None
        self._proofs = Proofs(tasks, self)
        self._proofs.sketched.connect(self._on_sketched)
        self._proofs.proved.connect(self._on_proved)

    def show_frame(self, frame: StartFrame | None) -> None:
        """Show another picture, or none."""
        self.frame = frame
        self._pixmap = QPixmap() if frame is None else QPixmap.fromImage(frame.preview)
        self._wanted = self._bars = self._proof = None
        self._proofs.drop()

    @property
    def reframing(self) -> Reframing | None:
        """What can be done to the framing; None without a picture, or where the model frames."""
        if self.frame is None or self.dimensions.is_auto:
            return None
        return Reframing(self.frame.width, self.frame.height, self.dimensions)

    @property
    def proof(self) -> QPixmap | None:
        """Exactly what will be sent, at the size it is shown; None until it is drawn."""
        is_fresh = self._proof is not None and self._proof[0] == self._wanted
        return self._proof[1] if self._proof is not None and is_fresh else None

    # ── places ───────────────────────────────────────────────────────────────────────────────

    def sent_place(self, area: QRectF) -> QRectF:
        """Where the frame lies; all of `area` without a picture."""
        if self.frame is None:
            return area
        return frame_view.frame_place(self.frame, self.dimensions, self.framing, area)

    def seen_place(self, area: QRectF) -> QRectF:
        """Where something of the picture or its bars is seen."""
        if self.frame is None:
            return area
        sent = self.sent_place(area)
        place = frame_view.picture_place(self.frame, self.dimensions, self.framing, sent)
        return place.united(sent).intersected(area)

    # ── what will be sent ────────────────────────────────────────────────────────────────────

    def want(self, area: QRectF, ratio: float) -> None:
        """Have what will be sent drawn anew, for a screen of `ratio` pixels to one of ours."""
        if self.frame is None or self.dimensions.is_auto or area.isEmpty():
            self._wanted = None
            self._proofs.drop()
            return
        sent = self.sent_place(area)
        size = max(1, round(sent.width() * ratio)), max(1, round(sent.height() * ratio))
        order = Order(self.frame.path, self.dimensions, self.framing, size, self.frame.small)
        if order != self._wanted:
            self._wanted = order
            self._proofs.want(order, is_sketch_needed=self.has_bars)

    @property
    def has_bars(self) -> bool:
        """Whether the frame reaches out of the picture."""
        if self.frame is None:
            return False
        width, height = self.frame.width, self.frame.height
        crop = crop_for(width, height, self.dimensions, self.framing)
        return crop.within(width, height) != crop

    def _on_sketched(self, order: Order, image: QImage) -> None:
        if self._wanted is not None and order.path == self._wanted.path:
            self._bars = QPixmap.fromImage(image)
            self.redrawn.emit()

    def _on_proved(self, order: Order, image: QImage) -> None:
        if order == self._wanted:
            self._proof = order, QPixmap.fromImage(image)
            self.redrawn.emit()

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    def paint(self, painter: QPainter, area: QRectF, *, is_moving: bool) -> None:
        """The picture with round corners, its frame bright, what is cut dimmed."""
        if self.frame is None:
            return
        sent = self.sent_place(area)
        place = frame_view.picture_place(self.frame, self.dimensions, self.framing, sent)
        seen = place.united(sent).intersected(area)
        corners = QPainterPath()
        corners.addRoundedRect(seen, theme.PICTURE_RADIUS, theme.PICTURE_RADIUS)
        painter.save()
        painter.setClipPath(corners)
        frame_view.paint_picture(painter, self._pixmap, place, sent, seen)
        proof = self.proof
        if proof is not None:
            painter.drawPixmap(sent, proof, QRectF(proof.rect()))
        elif self.has_bars:
            frame_view.paint_sent(painter, self._pixmap, place, sent, self._bars)
        if is_moving or seen.width() - sent.width() > 1 or seen.height() - sent.height() > 1:
            frame_view.paint_edge(painter, sent, has_thirds=is_moving)
        painter.restore()
