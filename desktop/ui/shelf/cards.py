"""The row of cards: a list that flows to the right and is walked with the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from desktop.ui import theme
from desktop.ui.models.cards import Role
from desktop.ui.shelf.card_layout import GAP
from desktop.ui.shelf.card_view import CardView
from desktop.ui.shelf.reorder import Reorder
from desktop.ui.shelf.scroll_bar import SlimScrollBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import (
        QAction,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from desktop.ui.models.shelf import ShelfEntry
    from desktop.ui.models.thumbnails import Thumbnails

_FRAME_MS = 50


class CardList(CardView):
    """Cards as high as the list is; the wheel moves it sideways, Home and End jump."""

    undo_requested = Signal(str)
    moved = Signal(str, object)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, parent)
        self.setObjectName("shelf_cards")
        self.setAccessibleName(self.tr("Shelf"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBar(SlimScrollBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self._offered: Callable[[], list[QAction | None]] = list
        self._reorder = Reorder(self, GAP)
        self._reorder.moved.connect(self.moved)
        self._turns = QTimer(self, interval=_FRAME_MS)
        self._turns.timeout.connect(self._turn)
        self.menu_wanted.connect(self.open_menu)

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def set_menu_actions(self, offered: Callable[[], list[QAction | None]]) -> None:
        """Who says what the context menu holds when it is opened, None for a line."""
        self._offered = offered

    def set_turning(self, is_turning: bool) -> None:  # noqa: FBT001 - a setter
        """Whether a spinner is to turn somewhere."""
        is_turning = is_turning and theme.animation_ms(_FRAME_MS) > 0
        if is_turning != self._turns.isActive():
            self._turns.start() if is_turning else self._turns.stop()

    def _turn(self) -> None:
        """Repaint the spinners in view, and nothing else."""
        if not self.isVisible():
            return
        for row in self._visible_rows():
            index = self.model().index(row, 0)
            entry: ShelfEntry = index.data(Role.ENTRY)
            if entry.is_running and not entry.is_waiting:
                place = self.visualRect(index)
                self.viewport().update(self._cards.spinner_rect(place, self.font()))

    def _visible_rows(self) -> range:
        model = self.model()
        if not model.rowCount():
            return range(0)
        width = max(1, self.visualRect(model.index(0, 0)).width())
        first = self.horizontalScrollBar().value() // width
        last = first + self.viewport().width() // width + 2
        return range(first, min(last, model.rowCount()))

    # ── keys, wheel, menu ────────────────────────────────────────────────────────────────────

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.x() or turned.y()))
        event.accept()

    def open_menu(self, place: QPoint) -> QMenu | None:
        """Open the menu of the current card; it deletes itself when closed."""
        offered = self._offered() if self.currentIndex().isValid() else []
        if not any(offered):
            return None
        menu = QMenu(self)
        menu.setObjectName("shelf_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in offered:
            menu.addSeparator() if action is None else menu.addAction(action)
        menu.popup(place)
        return menu

    # ── mouse ────────────────────────────────────────────────────────────────────────────────

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self._is_on_undo(event):
            self.undo_requested.emit(index.data(Role.ID))
            return
        super().mousePressEvent(event)
        self._reorder.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._reorder.move(event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._reorder.release()
        super().mouseReleaseEvent(event)

    def _is_on_undo(self, event: QMouseEvent) -> bool:
        place = event.position().toPoint()
        index = self.indexAt(place)
        if event.button() != Qt.MouseButton.LeftButton or not index.data(Role.CAN_UNDO):
            return False
        rect = self.visualRect(index).adjusted(0, 0, -GAP, 0)
        return self._cards.undo_rect(rect, self.font()).contains(place)

    # ── looks ────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._reorder.paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._cards.set_height(self.height() - SlimScrollBar.HEIGHT)
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._reorder.cancel():
            return
        super().keyPressEvent(event)
