"""What every view of cards has: keys of its own, a visible focus, a menu, files dragged out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from desktop.ui import theme
from desktop.ui.drag_out import drag_entries
from desktop.ui.models.cards import Role
from desktop.ui.shelf.card import CardDelegate
from desktop.ui.shelf.card_face import CAPACITY

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
    from PySide6.QtGui import QFocusEvent

    from desktop.ui.models.thumbnails import Thumbnails

    Index = QModelIndex | QPersistentModelIndex

MOST_DRAGGED = 500
_OWN_KEYS = {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Return, Qt.Key.Key_Enter}


class CardView(QListView):
    """`opened` carries the id of a card, `menu_wanted` the place on the screen for its menu."""

    opened = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(
        self, thumbnails: Thumbnails, parent: QWidget | None = None, *, capacity: int = CAPACITY
    ) -> None:
        super().__init__(parent)
        self.thumbnails = thumbnails
        self._cards = CardDelegate(thumbnails, self, capacity=capacity)
        self.setItemDelegate(self._cards)
        self.setDragEnabled(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        thumbnails.loaded.connect(self.viewport().update)
        self.activated.connect(self._on_activated)

    def _on_activated(self, index: QModelIndex) -> None:
        found = index.data(Role.ID)
        if found is not None:
            self.opened.emit(found)

    def selected_ranges(self) -> tuple[range, ...]:
        """The rows that are selected, in order: of a hundred thousand in a row, one range."""
        parts = self.selectionModel().selection().toList()
        rows = (range(part.top(), part.bottom() + 1) for part in parts)
        return tuple(sorted(rows, key=lambda part: part.start))

    def selected_rows(self) -> list[int]:
        """The rows that are selected, one by one."""
        return [row for part in self.selected_ranges() for row in part]

    def picture_rect(self, index: Index) -> QRect:
        """Where the picture of a card lies in the viewport."""
        return self._cards.picture_rect(self.visualRect(index), self.font())

    # ── keys, menu, mouse ────────────────────────────────────────────────────────────────────

    def event(self, event: QEvent) -> bool:
        """Home, End and Enter are the cards' while they have the focus, not the player's."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not event.modifiers()
            and event.key() in _OWN_KEYS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.setProperty(theme.FOCUS_VISIBLE, True)  # noqa: FBT003 - a property's value
        self._show_focus()
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """With the mouse where it was pressed, with the keyboard under the current card."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            if self.indexAt(event.pos()).isValid():
                self.menu_wanted.emit(event.globalPos())
        elif self.currentIndex().isValid():
            place = self.visualRect(self.currentIndex()).center()
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """All that are selected, as files; of more than can be looked through, none."""
        model = self.model()
        if sum(map(len, self.selected_ranges())) <= MOST_DRAGGED:
            rows = self.selected_rows()
            entries = [model.index(row, 0).data(Role.ENTRY) for row in rows]
            drag_entries(self, entries, self.thumbnails)

    # ── looks ────────────────────────────────────────────────────────────────────────────────

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus()

    def _show_focus(self) -> None:
        self._cards.set_has_keyboard(theme.shows_focus(self))
        self.viewport().update()
