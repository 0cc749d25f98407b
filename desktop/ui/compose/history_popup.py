"""The prompts used before, in a popup under the box: searched by typing, taken by Enter."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.library.prompts import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.prompts import Prompt

WIDTH, HEIGHT = 440, 320
ROW_HEIGHT = 30
_TIP_CHARS = 600
_LINE_CHARS = 200
_TO_THE_LIST = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class _Search(QLineEdit):
    """Types into the search; arrows, Enter and Delete at the end are the list's."""

    moved = Signal(QKeyEvent)
    entered = Signal()
    deleted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        is_at_end = self.cursorPosition() == len(self.text()) and not self.hasSelectedText()
        if key in _TO_THE_LIST:
            self.moved.emit(event)
        elif key in _ENTER:
            self.entered.emit()
        elif key == Qt.Key.Key_Delete and is_at_end and not event.isAutoRepeat():
            self.deleted.emit()
        else:
            super().keyPressEvent(event)


class _Row(QListWidgetItem):
    """A prompt's beginning; its tooltip is made when it is asked for."""

    def __init__(self, text: str, parent: QListWidget) -> None:
        self.prompt = text
        super().__init__(" ".join(text[:_LINE_CHARS].split()), parent)
        self.setSizeHint(QSize(0, ROW_HEIGHT))

    def data(self, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(self.prompt)
        return super().data(role)


class HistoryPopup(QFrame):
    """Closes by Escape and by a click beside it. `taken` and `removed` tell a prompt's text."""

    taken = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._kept: Sequence[Prompt] = ()
        self.setObjectName("history_popup")
        self.setAccessibleName(self.tr("Prompts used before"))
        self.setProperty("surface", "raised")
        self.search = _Search(self)
        self.search.setObjectName("history_search")
        self.search.setPlaceholderText(self.tr("Search the prompts used before"))
        self.search.setAccessibleName(self.tr("Search"))
        self.list = QListWidget(self)
        self.list.setObjectName("history_list")
        self.list.setAccessibleName(self.tr("Prompts used before"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard stays in the search
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.foot = QLabel(self)
        self.foot.setObjectName("history_foot")
        self.foot.setProperty("tone", "faint")
        self.foot.setWordWrap(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._fill())
        self.search.moved.connect(self.list.keyPressEvent)
        self.search.entered.connect(self._take)
        self.search.deleted.connect(self._remove)
        self.list.currentItemChanged.connect(lambda row, _before: self._tell(row))
        self.list.itemClicked.connect(lambda _item: self._take())

    # ── what it shows ────────────────────────────────────────────────────────────────────────

    def show_prompts(self, kept: Sequence[Prompt]) -> None:
        """Others than before; the row stays where it was."""
        self._kept = kept
        if self.isVisible():
            self._fill(self.list.currentRow())

    def open_under(self, field: QWidget) -> None:
        """Open below this widget, or above where there is no room, with an empty search."""
        self.search.clear()
        self._fill()
        self.resize(max(WIDTH, field.width()), HEIGHT)
        self.move(_place(field, self.size()))
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self, row: int = 0) -> None:
        query = folded(self.search.text())
        found = [prompt for prompt in self._kept if prompt.holds(query)]
        with QSignalBlocker(self.list):  # what is told is told once
            self.list.clear()
            for prompt in found:
                _Row(prompt.text, self.list)
            self.list.setCurrentRow(min(max(row, 0), len(found) - 1))
        self._tell(self.list.currentItem())
        self.foot.setText(self._said(len(found)))

    def _said(self, count: int) -> str:
        if not self._kept:
            return self.tr("Nothing yet. The prompts of the clips you send are kept here.")
        if not count:
            return self.tr("No prompt has all of these words.")
        return self.tr("Enter takes it, Del removes it. Undo brings your draft back.")

    def _tell(self, row: QListWidgetItem | None) -> None:
        """Say the row that is current: the focus stays in the search."""
        if row is not None and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.list, row.text()))

    # ── what is done with one ────────────────────────────────────────────────────────────────

    def _current(self) -> str | None:
        row = self.list.currentItem()
        return row.prompt if isinstance(row, _Row) else None

    def _take(self) -> None:
        text = self._current()
        if text is not None:
            self.close()
            self.taken.emit(text)

    def _remove(self) -> None:
        text = self._current()
        if text is not None:
            self.removed.emit(text)


def _tip(text: str) -> str:
    """The beginning of a prompt as a tooltip that is wrapped, and never read as markup."""
    shown = text if len(text) <= _TIP_CHARS else f"{text[:_TIP_CHARS].rstrip()}…"
    return f'<p style="white-space: pre-wrap">{html.escape(shown)}</p>'


def _place(field: QWidget, size: QSize) -> QPoint:
    """Under the field, inside its screen."""
    wanted = QRect(field.mapToGlobal(field.rect().bottomLeft()) + QPoint(0, 4), size)
    screen = field.screen().availableGeometry()
    if wanted.bottom() > screen.bottom():
        wanted.moveBottom(field.mapToGlobal(QPoint(0, 0)).y() - 4)
    wanted.moveLeft(max(screen.left(), min(wanted.left(), screen.right() - wanted.width())))
    wanted.moveTop(max(screen.top(), wanted.top()))
    return wanted.topLeft()
