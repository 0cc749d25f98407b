"""The shelf: what is running and what is done, newest first, under the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.models.cards import Role
from desktop.ui.models.tally import Counts
from desktop.ui.models.thumbnails import Thumbnails
from desktop.ui.shelf.cards import CardList
from desktop.ui.widgets.icon_button import IconButton
from desktop.ui.widgets.pill import Pill

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from desktop.core.tasks import TaskOwner
    from desktop.ui.models.shelf import ShelfModel

_HOME = QSize(600, 190)
_SMALLEST = QSize(200, 132)
_HEADER = 24


class ShelfView(QWidget):
    """A header that counts, and the cards. The current card is what the stage shows."""

    current_changed = Signal(object)
    activated = Signal(str)
    undo_requested = Signal(str)
    moved = Signal(str, object)
    resume_pressed = Signal()
    library_requested = Signal()

    def __init__(self, tasks: TaskOwner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shelf")
        self._model: ShelfModel | None = None
        self._thumbnails = Thumbnails(tasks, self)
        self._told_id: str | None = None
        self._total = 0
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
        self.cards.undo_requested.connect(self.undo_requested)
        self.cards.moved.connect(self.moved)
        self.paused_pill = Pill("pause", "", tone="warn", is_clickable=True, parent=self)
        self.paused_pill.setObjectName("paused_pill")
        self.paused_pill.show_fact("pause", self.tr("Queue paused · Resume"), "warn")
        self.paused_pill.setToolTip(self.tr("Nothing new is sent. Click to go on."))
        self.paused_pill.clicked.connect(self.resume_pressed)
        self.paused_pill.hide()
        self.library_button = IconButton(
            "layout-grid", self.tr("Library"), shortcut="Ctrl+5", role="muted", parent=self
        )
        self.library_button.setObjectName("library_button")
        self.library_button.clicked.connect(self.library_requested)
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
        header.addStrut(_HEADER)  # the cards do not jump when the pill comes
        header.addWidget(self.paused_pill)
        header.addWidget(self.library_button)
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

    def set_actions(self, offered: Callable[[], list[QAction | None]]) -> None:
        """Who says what can be done with the current card: its context menu, None for a line."""
        self.cards.set_menu_actions(offered)

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

    def show_total(self, clips: int) -> None:
        """How many clips the library has: the shelf begins with the newest of them."""
        self._total = clips
        self._count()

    def show_paused(self, is_paused: bool) -> None:  # noqa: FBT001 - a setter
        """Whether nothing new is sent, which is said in the header."""
        self.paused_pill.setVisible(is_paused)

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
        counts = self._model.counts() if self._model else Counts()
        parts = []
        if counts.running:
            parts.append(self.tr("{n} running").format(n=counts.running))
        if counts.waiting:
            parts.append(self.tr("{n} waiting").format(n=counts.waiting))
        clips = max(counts.clips, self._total)
        if clips:
            one, many = self.tr("1 clip"), self.tr("{n} clips")
            parts.append(one if clips == 1 else many.format(n=f"{clips:,}"))
        self.count_label.setText(" · ".join(parts))
        self.empty_label.setVisible(not counts.cards)
        self.cards.set_turning(counts.running > 0)
