"""The start-frame area: never empty, framed in place; it shows what a drop would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.ui import theme
from desktop.ui.compose import frame_view, framing_words
from desktop.ui.compose.drop import Verdict
from desktop.ui.compose.frame_display import FrameDisplay
from desktop.ui.compose.frame_hand import FrameHand
from desktop.ui.compose.framing_history import FramingHistory
from desktop.ui.compose.samples import Samples
from desktop.ui.icons import icon
from desktop.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from desktop.core.catalogue import Dimensions
    from desktop.core.tasks import TaskOwner
    from desktop.media.framing import Framing
    from desktop.ui.compose.start_frame import StartFrame

LOWEST, USUAL, HIGHEST = 150, 208, 300
SIGN = 26
NARROW = 0.6
LABEL = 0.92  # of the usual font


class FrameArea(QAbstractButton):
    """Its states: empty, loading, loaded, and a drag above it.

    Without a picture a press asks for a file. With one, a drag moves the picture under its frame,
    a press asks for the framing tools, and Enter for another file.
    """

    framing_changed = Signal(object)
    tools_requested = Signal()
    tools_closed = Signal()
    replace_requested = Signal()
    remove_requested = Signal()
    sample_chosen = Signal(object)

    def __init__(self, tasks: TaskOwner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.display = FrameDisplay(tasks, self)
        self.hand = FrameHand(self._sent_place, self)
        self.history = FramingHistory()
        self._loading = ""
        self._verdict = Verdict.NOT_OURS
        self.setObjectName("frame_area")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(LOWEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.samples = Samples(tasks, self)
        self.samples.setCursor(Qt.CursorShape.ArrowCursor)
        self._make_buttons()
        self.samples.chosen.connect(self.sample_chosen)
        self.clicked.connect(self._on_clicked)
        self.display.redrawn.connect(self.update)
        self.hand.changed.connect(self.change_framing)
        self.hand.run_ended.connect(self.history.close_run)
        self._show_state()

    def _make_buttons(self) -> None:
        self.frame_button = IconButton(
            "crop", self.tr("Frame the picture"), is_over_picture=True, parent=self
        )
        self.frame_button.setObjectName("frame_button")
        self.frame_button.setCheckable(True)
        self.replace_button = IconButton(
            "replace", self.tr("Replace picture"), is_over_picture=True, parent=self
        )
        self.replace_button.setObjectName("replace_button")
        self.replace_button.clicked.connect(self.replace_requested)
        self.remove_button = IconButton(
            "x", self.tr("Remove picture"), is_over_picture=True, parent=self
        )
        self.remove_button.setObjectName("remove_button")
        self.remove_button.clicked.connect(self.remove_requested)

    # ── states ───────────────────────────────────────────────────────────────────────────────

    @property
    def frame(self) -> StartFrame | None:
        return self.display.frame

    def show_frame(self, frame: StartFrame | None) -> None:
        """Show a picture, or the invitation without one; the same one keeps its history."""
        is_same = frame is not None and self.frame is not None and frame.path == self.frame.path
        self.display.show_frame(frame)
        if not is_same:
            self.hand.let_go()
            self.history.clear()
        self._reframe()
        self._show_state()

    def warm(self) -> None:
        """Have what stands on a picture ready: its buttons' signs, the font of its label."""
        ratio = self.devicePixelRatioF()
        for button in self._buttons:
            button.icon().pixmap(button.iconSize(), ratio)
        canvas = QPixmap(1, 1)
        painter = QPainter(canvas)
        painter.setFont(theme.scaled(self.font(), LABEL))
        painter.drawText(0, 0, "0 × 0 %")
        painter.end()

    def show_dimensions(self, dimensions: Dimensions) -> None:
        """Dim what a clip of these dimensions would not hold."""
        if dimensions != self.display.dimensions:
            self.display.dimensions = dimensions
            self._reframe()

    @property
    def framing(self) -> Framing:
        """How the picture is laid into the clip's shape."""
        return self.display.framing

    def show_framing(self, framing: Framing) -> None:
        """Lay the picture into the clip's shape like this; what was before is not come back to."""
        self.hand.let_go()
        self.history.clear()
        self.display.framing = framing
        self._reframe()

    def change_framing(self, framing: Framing, run: str = "") -> None:
        """The user's change, which can be undone; changes of one run are undone at once."""
        if framing != self.framing:
            self.history.note(self.framing, run)
            self.display.framing = framing
            self._reframe()
            self.framing_changed.emit(framing)

    def undo_framing(self) -> None:
        """Bring back the framing before the last change."""
        framing = self.history.back()
        if framing is not None:
            self.display.framing = framing
            self._reframe()
            self.framing_changed.emit(framing)

    def _reframe(self) -> None:
        self.hand.take(self.display.reframing, self.framing)
        self.display.want(QRectF(self.rect()), self.devicePixelRatioF())
        self._describe()
        self._show_cursor()
        self._place_children()
        self.update()

    @property
    def framing_words(self) -> str:
        """How the picture is laid, for who cannot see it; empty without one."""
        return framing_words.described(self.frame, self.display.dimensions, self.framing)

    def _describe(self) -> None:
        words = self.framing_words
        self.setAccessibleDescription(f"{words} {self._keys()}" if words else "")

    def _show_cursor(self) -> None:
        shape = Qt.CursorShape.PointingHandCursor
        if self.hand.is_dragging:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self.hand.can_move:
            shape = Qt.CursorShape.OpenHandCursor
        self.setCursor(shape)

    def show_loading(self, name: str) -> None:
        """Say that a picture is being read; an empty name ends it."""
        self._loading = name
        self._show_state()

    def show_drag(self, verdict: Verdict) -> None:
        """Say what dropping here would do."""
        self._verdict = verdict
        self._show_state()

    def _show_state(self) -> None:
        is_dragged = self._verdict is not Verdict.NOT_OURS
        has_frame = self.frame is not None
        is_quiet = not is_dragged and not self._loading
        self.samples.setVisible(not has_frame and is_quiet)
        for button in self._buttons:
            button.setVisible(has_frame and is_quiet)
        self.setAccessibleName(self._spoken())
        self._describe()
        self.setToolTip("" if has_frame else self.tr("Choose a picture"))
        self.setMaximumHeight(self._highest())
        self._place_children()
        self.updateGeometry()
        self.update()

    @property
    def _buttons(self) -> tuple[IconButton, ...]:
        return self.frame_button, self.replace_button, self.remove_button

    def _keys(self) -> str:
        return self.tr(
            "Space opens the framing tools, arrow keys move the frame, Enter replaces the picture."
        )

    def _spoken(self) -> str:
        if self._loading:
            return self.tr("Start frame: loading {name}").format(name=self._loading)
        frame = self.frame
        if frame is None:
            return self.tr("Start frame: none")
        return self.tr("Start frame: {name}, {width} by {height}").format(
            name=frame.name, width=frame.width, height=frame.height
        )

    # ── size ─────────────────────────────────────────────────────────────────────────────────

    def sizeHint(self) -> QSize:
        return QSize(310, self._highest())

    def _highest(self) -> int:
        """No higher than the picture needs across the whole width."""
        if self.frame is None:
            return USUAL
        wanted = round(self.width() * self.frame.height / self.frame.width)
        return max(LOWEST, min(wanted, HIGHEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.setMaximumHeight(self._highest())
        self._reframe()

    def _place_children(self) -> None:
        place = self._picture_place()
        right, top = round(place.right()), round(place.top())
        for button in reversed(self._buttons):
            button.adjustSize()
            right -= button.width() + frame_view.GAP
            button.move(right, top + frame_view.GAP)
            right += frame_view.GAP - 4
        self.samples.adjustSize()
        left = (self.width() - self.samples.width()) // 2
        self.samples.move(left, self.height() - self.samples.height() - self._foot())

    def _foot(self) -> int:
        """Room under the samples: more where the area is higher."""
        return max(8, (self.height() - LOWEST) // 4 + 8)

    def _picture_place(self) -> QRectF:
        area = QRectF(self.rect())
        place = self.display.seen_place(area)
        # a narrow picture leaves buttons and label no room on it: they keep to the area
        return place if place.width() > NARROW * area.width() else area

    def _sent_place(self) -> QRectF:
        return self.display.sent_place(QRectF(self.rect()))

    # ── input ────────────────────────────────────────────────────────────────────────────────

    def _on_clicked(self) -> None:
        signal = self.replace_requested if self.frame is None else self.tools_requested
        signal.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            if not event.isAutoRepeat():
                self.replace_requested.emit()
            return
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and self.frame is not None:
            self.remove_requested.emit()
            return
        if event.key() == Qt.Key.Key_Escape and self.frame_button.isChecked():
            self.tools_closed.emit()
            return
        if not self.hand.key(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.hand.press(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.hand.move(event):
            self._show_cursor()
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.hand.release():
            self._show_cursor()
            self.update()
            self.tools_requested.emit()
        else:
            super().mouseReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms while the tools are open; else the column scrolls."""
        if not (self.frame_button.isChecked() and self.hand.turn(event)):
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and self.hand.pinch(event):
            return True
        return super().event(event)

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_well(painter)
        if self._verdict is not Verdict.NOT_OURS:
            self._paint_drag(painter)
        elif self.frame is not None:
            self._paint_frame(painter, self.frame)
        elif self._loading:
            self._paint_words(painter, "loader-circle", self._loading_words(), "muted")
        else:
            self._paint_invitation(painter)
        if theme.shows_focus(self) and self._verdict is Verdict.NOT_OURS:
            self._paint_outline(painter, "accent")

    def _paint_well(self, painter: QPainter) -> None:
        tokens = theme.current()
        painter.setBrush(tokens.colour("well"))
        painter.setPen(QPen(tokens.colour("line"), 1))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, theme.FIELD_RADIUS, theme.FIELD_RADIUS)

    def _paint_outline(self, painter: QPainter, role: str) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.current().colour(role), theme.FOCUS_RING))
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(area, theme.FIELD_RADIUS, theme.FIELD_RADIUS)

    def _paint_frame(self, painter: QPainter, frame: StartFrame) -> None:
        is_moving = self.hand.is_dragging
        self.display.paint(painter, QRectF(self.rect()), is_moving=is_moving)
        if is_moving:
            return
        painter.setFont(theme.scaled(self.font(), LABEL))
        parts = [self._loading_words()]
        if not self._loading:
            words = (
                self.tr("the model follows your picture"),
                self.tr("crops {n} %"),
                self.tr("bars {n} %"),
            )
            parts = frame_view.label_lines(frame, self.display.dimensions, self.framing, words)
            if self.frame_button.isChecked():  # the frame is what counts now
                parts = parts[2:]
        if parts:
            frame_view.paint_label(painter, parts, self._picture_place())

    def _loading_words(self) -> str:
        return self.tr("Loading {name}…").format(name=self._loading)

    def _middle(self) -> QRectF:
        return QRectF(self.rect()).adjusted(16, 8, -16, -8)

    def _paint_drag(self, painter: QPainter) -> None:
        role = "accent" if self._verdict.is_welcome else "error"
        name = "image-plus" if self._verdict.is_welcome else "circle-alert"
        self._paint_words(painter, name, self._verdict.words, role)
        self._paint_outline(painter, role)

    def _paint_invitation(self, painter: QPainter) -> None:
        area = self._middle()
        area.setBottom(self.samples.y() - 4)
        role = "text" if self.underMouse() else "muted"
        words = self.tr("Drop a picture here, paste one,\nor choose a file")
        self._paint_words(painter, "image-plus", words, role, area)

    def _paint_words(
        self, painter: QPainter, name: str, words: str, role: str, area: QRectF | None = None
    ) -> None:
        sign = icon(name, role).pixmap(QSize(SIGN, SIGN), self.devicePixelRatioF())
        frame_view.paint_words(painter, area or self._middle(), sign, words, role)
