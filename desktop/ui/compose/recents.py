"""A strip of the start frames used last: thumbnails to use again, by mouse or by keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.library.start_frames import MOST
from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.models.thumbnails import Thumbnails

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QWheelEvent

    from desktop.core.tasks import TaskOwner
    from desktop.library.start_frames import UsedFrame

FACE = QSize(48, 34)
EDGE = 3  # around a face: the ring of the one with the focus
GAP = 2
SHARPNESS = 3  # device pixels a thumbnail is made for
MISSING_SIGN = 16
FRAME = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class RecentsModel(QAbstractListModel):
    """The frames in their order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frames: list[UsedFrame] = []

    def show_frames(self, frames: list[UsedFrame]) -> None:
        """Show these."""
        if frames != self._frames:
            self.beginResetModel()
            self._frames = list(frames)
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._frames)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        frame = self._frames[index.row()]
        if role == FRAME:
            return frame
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return self.tr("{name}, {width} by {height}").format(
                name=frame.name, width=frame.width, height=frame.height
            )
        return None


class FaceDelegate(QStyledItemDelegate):
    """Paints a thumbnail cut to the shape of a face, and a ring around the one with the focus."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return FACE + QSize(2 * EDGE, 2 * EDGE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        frame: UsedFrame = index.data(FRAME)
        place = QRectF(option.rect.topLeft() + QPoint(EDGE, EDGE), FACE)
        shape = QPainterPath()
        shape.addRoundedRect(place, theme.PICTURE_RADIUS, theme.PICTURE_RADIUS)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillPath(shape, theme.current().colour("raised"))
        picture = self._thumbnails.get((frame.file,))
        if picture is not None:
            painter.setClipPath(shape)
            painter.drawPixmap(place, picture, _middle(picture, place))
            painter.setClipping(False)
        elif self._thumbnails.is_missing((frame.file,)):
            sign = QRectF(0, 0, MISSING_SIGN, MISSING_SIGN)
            sign.moveCenter(place.center())
            icon("circle-alert", "faint").paint(painter, sign.toRect())
        self._paint_ring(painter, place, option)
        painter.restore()

    def _paint_ring(self, painter: QPainter, place: QRectF, option: QStyleOptionViewItem) -> None:
        state = option.state
        view = self.parent()
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = theme.PICTURE_RADIUS
        if has_focus and isinstance(view, QWidget) and theme.shows_focus(view):
            painter.setPen(QPen(theme.current().colour("accent"), theme.FOCUS_RING))
            painter.drawRoundedRect(place.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(theme.current().colour("text"), 1.5))
            painter.drawRoundedRect(place, radius, radius)


def _middle(picture: QPixmap, place: QRectF) -> QRectF:
    """The largest part in the middle of a picture that has the shape of `place`."""
    size = place.size().scaled(picture.size().toSizeF(), Qt.AspectRatioMode.KeepAspectRatio)
    part = QRectF(0, 0, size.width(), size.height())
    part.moveCenter(QRectF(picture.rect()).center())
    return part


class Recents(QListView):
    """One row: a click or Enter uses a picture, Delete or its menu takes it off the strip.

    It is shown where there is room for it, and something in it. Signals carry a UsedFrame.
    """

    chosen = Signal(object)
    removed = Signal(object)

    def __init__(self, tasks: TaskOwner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_room = True
        self._model = RecentsModel(self)
        self._thumbnails = Thumbnails(tasks, self, max_side=FACE.width() * SHARPNESS, capacity=MOST)
        self._thumbnails.loaded.connect(lambda _files: self.viewport().update())
        self.setObjectName("recent_frames")
        self.setAccessibleName(self.tr("Recent start frames"))
        self.setModel(self._model)
        self.setItemDelegate(FaceDelegate(self._thumbnails, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setSpacing(0)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(FACE.height() + 2 * EDGE)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda index: self.chosen.emit(index.data(FRAME)))
        self._update_visible()

    def show_frames(self, frames: list[UsedFrame]) -> None:
        """Show these; the focus stays at its place in the row."""
        row = self.currentIndex().row()
        self._model.show_frames(frames)
        if frames:
            self.setCurrentIndex(self._model.index(min(max(row, 0), len(frames) - 1)))
        self._update_visible()

    def show_room(self, *, has_room: bool) -> None:
        """Whether there is room; without it the row shows itself only while it has the focus."""
        if has_room != self._has_room:
            self._has_room = has_room
            self._update_visible()

    def take_focus(self) -> None:
        """Go to the first picture, if there is any."""
        if self._model.rowCount():
            self.show()
            self.setCurrentIndex(self._model.index(0))
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _update_visible(self) -> None:
        is_needed = self._has_room or self.hasFocus()
        self.setVisible(is_needed and self._model.rowCount() > 0)

    # ── input ────────────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        frame = self.currentIndex().data(FRAME)
        if frame is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            if not event.isAutoRepeat():
                self.chosen.emit(frame)
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit(frame)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel moves the row as long as there is more of it, then the column."""
        bar, turn = self.horizontalScrollBar(), event.angleDelta()
        before = bar.value()
        bar.setValue(before - (turn.x() or turn.y()))
        event.setAccepted(bar.value() != before)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_by_key else self.indexAt(event.pos())
        frame = index.data(FRAME)
        if frame is None:
            return
        place = self.visualRect(index).center() if is_by_key else event.pos()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setObjectName("recent_menu")
        use = menu.addAction(self.tr("Use as start frame"))
        use.triggered.connect(partial(self.chosen.emit, frame))
        remove = menu.addAction(self.tr("Remove from recent pictures"))
        remove.triggered.connect(partial(self.removed.emit, frame))
        menu.popup(self.viewport().mapToGlobal(place))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._update_visible()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.viewport().update()
        return super().viewportEvent(event)
