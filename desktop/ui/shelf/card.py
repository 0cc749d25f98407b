"""One card of the shelf, painted: picture, state in words over it, prompt, size and seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.models.cards import Role
from desktop.ui.shelf.card_face import CAPACITY, CardFaces, Look, paint_well
from desktop.ui.shelf.card_layout import GAP, card_layout
from desktop.ui.shelf.card_state import CardState

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QFont, QPainter

    from desktop.ui.models.entry import ShelfEntry
    from desktop.ui.models.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex
State = QStyle.StateFlag


class CardDelegate(QStyledItemDelegate):
    """Paints cards as high as it is told; a card is as wide as its picture is at 16:9."""

    def __init__(
        self, thumbnails: Thumbnails, parent: QObject | None = None, *, capacity: int = CAPACITY
    ) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._faces = CardFaces(capacity)
        self._height = 146
        self._has_keyboard = False

    def set_height(self, height: int) -> None:
        """The height of a card with its ring."""
        self._height = height

    def set_has_keyboard(self, has_keyboard: bool) -> None:  # noqa: FBT001 - a setter
        """Whether the current card shows that keys act on it."""
        self._has_keyboard = has_keyboard

    def spinner_rect(self, rect: QRect, font: QFont) -> QRect:
        """Within what a spinner turns on the card at `rect`."""
        return card_layout(self._height, font).spinner_column.translated(rect.topLeft())

    def picture_rect(self, rect: QRect, font: QFont) -> QRect:
        """Where the picture lies of the card at `rect`."""
        return card_layout(self._height, font).picture.translated(rect.topLeft())

    def undo_rect(self, rect: QRect, font: QFont) -> QRect:
        """Where the Undo of a card lies that is about to be sent."""
        return card_layout(self._height, font).undo.translated(rect.topLeft())

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return card_layout(self._height, option.font).size + QSize(GAP, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: ShelfEntry | None = index.data(Role.ENTRY)
        layout = card_layout(self._height, option.font)
        if entry is None:  # it is being read
            paint_well(painter, layout.picture.translated(option.rect.topLeft()))
            return
        look = self._look(entry, option.state, index)
        thumbnail = self._thumbnails.get(entry.pictures)
        face = self._faces.get(look, layout, thumbnail, painter.device().devicePixelRatioF())
        corner = option.rect.topLeft()
        painter.drawPixmap(corner, face.pixmap)
        if look.state is not None:
            look.state.paint_spinner(painter, corner + face.spinner)

    def _look(self, entry: ShelfEntry, flags: State, index: Index) -> Look:
        state = None
        if entry.clip is None:
            has_undo = index.data(Role.CAN_UNDO)
            state = CardState.of(entry, index.data(Role.STATE_TEXT), has_undo=has_undo)
        return Look(
            title=entry.title,
            meta=entry.meta_text,
            state=state,
            is_favourite=entry.clip is not None and entry.clip.is_favourite,
            is_missing=self._thumbnails.is_missing(entry.pictures),
            is_selected=bool(flags & State.State_Selected),
            is_hovered=bool(flags & State.State_MouseOver),
            has_keyboard=self._has_keyboard,
        )
