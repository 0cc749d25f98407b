"""The shelf: what is running and what is done, newest first, under the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.models.shelf import Role
from desktop.ui.models.thumbnails import Thumbnails
from desktop.ui.shelf.cards import CardList

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.core.tasks import TaskOwner
    from desktop.ui.models.shelf import ShelfModel

_HOME = QSize(600, 190)
_SMALLEST = QSize(200, 132)


class ShelfView(QWidget):
    """A header that counts, and the cards. The current card is what the stage shows."""

    current_changed = Signal(object)
    activated = Signal(str)

    def __init__(self, tasks: TaskOwner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shelf")
        self._model: ShelfModel | None = None
        self._thumbnails = Thumbnails(tasks, self)
        self._told_id: str | None = None
        self.title_label = QLabel(self.tr("Shelf"), self)
        self.title_label.setProperty("tone", "strong")
        self.count_label = QLabel(self)
        self.count_label.setObjectName("shelf_counts")
        self.count_label.setProperty("tone", "muted")
        self.cards = CardList(self._thumbnails, self)
        self.empty_label = QLabel(self.tr("Your clips will appear here, newest first."), self.cards)
        self.empty_label.setObjectName("shelf_empty")
        self.empty_label.setProperty("tone", "muted")
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title_label.setBuddy(self.cards)
        self.cards.opened.connect(self.activated)
        self.setFocusProxy(self.cards)
        self.setMinimumSize(_SMALLEST)
        self._lay_out()
        self._count()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(6, 0, 6, 0)
        header.setSpacing(14)
        header.addWidget(self.title_label)
        header.addWidget(self.count_label)
        header.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addSpacing(2)
        column.addLayout(header)
        column.addSpacing(6)
        column.addWidget(self.cards, 1)
        over = QVBoxLayout(self.cards)
        over.addWidget(self.empty_label)

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def set_model(self, model: ShelfModel) -> None:
        """Show this model from now on; once in its life."""
        self._model = model
        self.cards.setModel(model)
        model.counts_changed.connect(self._count)
        model.modelReset.connect(self._count)
        model.rowsRemoved.connect(self._on_rows_removed)
        self.cards.selectionModel().currentChanged.connect(self._on_current_changed)
        self._count()

    def set_actions(self, actions: list[QAction]) -> None:
        """What can be done with a card: its context menu."""
        self.cards.set_menu_actions(actions)

    def select(self, entry_id: str) -> None:
        """Make a card the current one and bring it into view; an unknown id changes nothing."""
        row = None if self._model is None else self._model.row(entry_id)
        if self._model is not None and row is not None:
            index = self._model.index(row)
            self.cards.setCurrentIndex(index)
            self.cards.scrollTo(index)

    def select_first(self) -> None:
        """Make the newest card the current one, if there is any."""
        if self._model is not None and self._model.rowCount():
            self.cards.setCurrentIndex(self._model.index(0))

    def focus_cards(self) -> None:
        """Put the keyboard on the cards."""
        self.cards.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.current_id() is None:
            self.select_first()

    # ── asked ────────────────────────────────────────────────────────────────────────────────

    def current_id(self) -> str | None:
        """The id of the current card."""
        index = self.cards.currentIndex()
        return index.data(Role.ID) if index.isValid() else None

    def sizeHint(self) -> QSize:
        return _HOME

    # ── kept in step ─────────────────────────────────────────────────────────────────────────

    def _on_current_changed(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._tell_current()

    def _on_rows_removed(self) -> None:
        self._tell_current()

    def _tell_current(self) -> None:
        current = self.current_id()
        if current != self._told_id:
            self._told_id = current
            self.current_changed.emit(current)

    def _count(self) -> None:
        model = self._model
        running = model.running_count() if model else 0
        clips = model.clip_count() if model else 0
        parts = [self.tr("{n} running").format(n=running)] if running else []
        if clips:
            one, many = self.tr("1 clip"), self.tr("{n} clips")
            parts.append(one if clips == 1 else many.format(n=f"{clips:,}"))
        self.count_label.setText(" · ".join(parts))
        self.empty_label.setVisible(model is None or model.rowCount() == 0)
        self.cards.set_turning(running > 0)
