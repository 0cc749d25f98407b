"""The library as it is seen: a line to search in, what narrows it down, the grid, the details."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.library.search import Order, Search
from desktop.ui.icons import icon
from desktop.ui.library.attempts import AttemptsPage
from desktop.ui.library.collection_bar import CollectionBar
from desktop.ui.library.details import ClipDetails
from desktop.ui.library.filters import FilterBar
from desktop.ui.library.grid import GridView
from desktop.ui.library.hover_player import HoverPlayer
from desktop.ui.models.thumbnails import Thumbnails
from desktop.ui.widgets.combo_box import ComboBox
from desktop.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QResizeEvent

    from desktop.core.tasks import TaskOwner
    from desktop.ui.models.library import LibraryModel

THUMBNAILS = 240
DETAILS_FROM_WIDTH = 820
_MARGIN = 12
_CHAIN_CHARS = 40


class LibraryPanel(QFrame):
    """Asks its model for what is typed and chosen; Escape clears the search, then closes it."""

    closed = Signal()
    chain_wanted = Signal(str)
    picture_wanted = Signal()
    attempts_wanted = Signal()

    def __init__(
        self,
        model: LibraryModel,
        seconds: Iterable[int],
        tasks: TaskOwner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._wants_details = True
        self._chain: str | None = None
        self.setObjectName("library_panel")
        self.setProperty("surface", "panel")
        self.grid = GridView(Thumbnails(tasks, self, capacity=THUMBNAILS), self)
        self.grid.setModel(model)
        self.hover = HoverPlayer(self.grid, tasks)
        self.filters = FilterBar(seconds, self)
        self.filters.hide()
        self.collections = CollectionBar(self)
        self.collections.come_after(self.filters.combos[-1])
        self.details = ClipDetails(self)
        self.attempts = AttemptsPage(self.grid.thumbnails, self)
        self._make_header()
        self._make_nothing()
        self._lay_out()
        self._connect()
        self._show_found()

    def _make_header(self) -> None:
        self.title_label = QLabel(self.tr("Library"), self)
        self.title_label.setProperty("tone", "strong")
        self.count_label = QLabel(self)
        self.count_label.setObjectName("library_count")
        self.count_label.setProperty("tone", "muted")
        self.search_edit = QLineEdit(self)
        self.search_edit.setObjectName("library_search")
        self.search_edit.setAccessibleName(self.tr("Search the library"))
        self.search_edit.setPlaceholderText(self.tr("Search prompts, titles and notes"))
        self.search_edit.setClearButtonEnabled(True)
        self.search_edit.setMaxLength(200)
        sign = QAction(icon("search", "muted"), "", self.search_edit)
        self.search_edit.addAction(sign, QLineEdit.ActionPosition.LeadingPosition)
        self.order_combo = ComboBox(self.tr("Order"), self)
        self.order_combo.setObjectName("library_order")
        self.order_combo.setMinimumContentsLength(10)
        for words, order in (
            (self.tr("Newest first"), Order.NEWEST),
            (self.tr("Oldest first"), Order.OLDEST),
            (self.tr("Longest first"), Order.LONGEST),
            (self.tr("Largest first"), Order.LARGEST),
        ):
            self.order_combo.addItem(words, order)
        self.chain_button = QPushButton(self)
        self.chain_button.setObjectName("library_chain")
        self.chain_button.setProperty("kind", "quiet")
        self.chain_button.setIcon(icon("x", "muted"))
        self.chain_button.setToolTip(self.tr("Show everything"))
        self.chain_button.setAutoDefault(False)
        self.play_chain_button = QPushButton(self.tr("Play as one film"), self)
        self.play_chain_button.setObjectName("library_play_chain")
        self.play_chain_button.setProperty("kind", "quiet")
        self.play_chain_button.setIcon(icon("play", "muted"))
        self.play_chain_button.setAutoDefault(False)
        for button in (self.chain_button, self.play_chain_button):
            button.hide()
        self.filter_button = self._button("list-filter", self.tr("Filters"), "library_filter")
        self.filter_button.setCheckable(True)
        self.details_button = self._button("info", self.tr("Details"), "library_details_button")
        self.details_button.setCheckable(True)
        self.close_button = self._button("x", self.tr("Back to the stage"), "library_close")

    def _button(self, sign: str, label: str, name: str) -> IconButton:
        button = IconButton(sign, label, role="muted", parent=self)
        button.setObjectName(name)
        return button

    def _make_nothing(self) -> None:
        """What stands in the grid's place while there is nothing to see."""
        self.nothing = QWidget(self)
        self.nothing_label = QLabel(self.nothing)
        self.nothing_label.setObjectName("library_nothing")
        self.nothing_label.setProperty("tone", "muted")
        self.nothing_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing_label.setWordWrap(True)
        self.everything_button = QPushButton(self.tr("Show everything"), self.nothing)
        self.everything_button.setObjectName("library_everything")
        self.everything_button.setAutoDefault(False)
        self.picture_button = QPushButton(self.tr("Choose a picture…"), self.nothing)
        self.picture_button.setObjectName("library_picture")
        self.picture_button.setAutoDefault(False)
        layout = QVBoxLayout(self.nothing)
        layout.setSpacing(_MARGIN)
        layout.addStretch(1)
        layout.addWidget(self.nothing_label)
        for button in (self.everything_button, self.picture_button):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(8)
        header.addWidget(self.title_label)
        header.addWidget(self.count_label)
        header.addSpacing(8)
        header.addWidget(self.search_edit, 3)
        header.addWidget(self.order_combo, 1)
        for button in (self.filter_button, self.details_button, self.close_button):
            header.addWidget(button)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self.nothing)
        self._pages.addWidget(self.attempts)
        body = QHBoxLayout()
        body.setSpacing(_MARGIN)
        body.addWidget(self._pages, 1)
        body.addWidget(self.details)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 8, 6, 8)
        layout.setSpacing(8)
        layout.addLayout(header)
        chain_row = QHBoxLayout()
        chain_row.addWidget(self.chain_button)
        chain_row.addWidget(self.play_chain_button)
        chain_row.addStretch(1)
        layout.addLayout(chain_row)
        layout.addWidget(self.filters)
        layout.addWidget(self.collections)
        layout.addLayout(body, 1)
        chain: list[QWidget] = [
            self.search_edit,
            self.order_combo,
            self.filter_button,
            self.details_button,
            self.close_button,
            self.chain_button,
            self.play_chain_button,
            *self.filters.combos,
            self.grid,
            self.everything_button,
            self.picture_button,
            self.attempts.grid,
            *self.attempts.controls,
            *self.details.controls,
        ]
        for one, other in pairwise(chain):
            self.setTabOrder(one, other)

    def _connect(self) -> None:
        self.search_edit.textChanged.connect(self._ask)
        self.order_combo.activated.connect(self._ask)
        self.filters.changed.connect(self._ask)
        self.filters.state_combo.currentIndexChanged.connect(self._on_state_changed)
        self.collections.wanted.connect(self.show_collection)
        self.chain_button.clicked.connect(lambda: self.show_chain(None))
        self.play_chain_button.clicked.connect(lambda: self.chain_wanted.emit(self._chain))
        self.filter_button.toggled.connect(self.filters.setVisible)
        self.details_button.clicked.connect(self._on_details_clicked)
        self.close_button.clicked.connect(self.closed)
        self.everything_button.clicked.connect(self.show_everything)
        self.picture_button.clicked.connect(self.picture_wanted)
        self._model.found.connect(self._show_found)
        self._model.modelReset.connect(self._show_page)
        self.attempts.model.modelReset.connect(self._show_found)
        self._model.rowsInserted.connect(self._show_page)

    # ── what is looked for ───────────────────────────────────────────────────────────────────

    @property
    def shows_attempts(self) -> bool:
        """Whether failed attempts are looked at instead of clips."""
        return self.filters.shows_attempts

    def _on_state_changed(self) -> None:
        if self.shows_attempts:
            self.attempts_wanted.emit()

    def _ask(self) -> None:
        search = self.filters.narrow(
            Search(
                words=self.search_edit.text(),
                order=self.order_combo.currentData(),
                chain=self._chain,
            )
        )
        for part in (self.order_combo, self.details_button):
            part.setEnabled(not self.shows_attempts)
        if self.shows_attempts:
            self.grid.clearSelection()  # what cannot be seen is not meant
            self.attempts.model.show(search)
            self._show_found()
        elif search != self._model.search:
            self.grid.scrollToTop()
            self._model.show(search)
        else:
            self._show_found()
        self.collections.show_chosen(search.collection)
        role = "accent" if self.filters.is_narrow else "muted"
        self.filter_button.set_icon("list-filter", role)

    def show_chain(self, clip_id: str | None, name: str = "") -> None:
        """What a clip comes from and all that goes on from there, oldest first; None for all."""
        self._chain = clip_id
        words = self.tr("Chain of “{name}”").format(name=" ".join(name.split())[:_CHAIN_CHARS])
        self.chain_button.setText(words)
        self.chain_button.setVisible(clip_id is not None)
        self.play_chain_button.setVisible(clip_id is not None)
        order = Order.NEWEST if clip_id is None else Order.OLDEST
        self.order_combo.setCurrentIndex(self.order_combo.findData(order))
        self._ask()

    def refresh(self) -> None:
        """Look again: what a filter stands for has changed, or is no longer there."""
        self._ask()
        self._model.look_again()

    def show_everything(self) -> None:
        """Neither words nor filters."""
        self.filters.reset()
        self.search_edit.clear()
        if self._chain is not None:
            self.show_chain(None)
        self._ask()
        self.search_edit.setFocus()

    def show_collection(self, number: int | None) -> None:
        """What is in one of the collections; None for what is in any, or none."""
        self.filters.show_collection(number)
        self._ask()

    def focus_search(self) -> None:
        """Put the cursor into the search, all of it marked."""
        self.search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_edit.selectAll()

    def _show_found(self) -> None:
        count = self._model.rowCount()
        one, many = self.tr("1 clip"), self.tr("{n} clips")
        if self.shows_attempts:
            count = self.attempts.model.rowCount()
            one, many = self.tr("1 attempt"), self.tr("{n} attempts")
        self.count_label.setText(one if count == 1 else many.format(n=f"{count:,}"))
        self._show_page()

    def _show_page(self) -> None:
        found = self.attempts.model if self.shows_attempts else self._model
        is_empty = not found.rowCount()
        is_everything = not self.shows_attempts and self._model.search.is_everything
        words = self.tr("Nothing is found for this.")
        if is_everything:
            words = self.tr("Every clip you make is kept here, and found again by its words.")
        if self.shows_attempts:
            words = self.tr("No attempt has failed of which this is true.")
        self.nothing_label.setText(words)
        self.everything_button.setVisible(not is_everything)
        self.picture_button.setVisible(is_everything)
        page = self.attempts if self.shows_attempts else self.grid
        self._pages.setCurrentWidget(self.nothing if is_empty else page)
        self._show_details(is_asked=not self.details.isHidden() and not is_empty)

    # ── keys and room ────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            if event.key() == Qt.Key.Key_Down and self.search_edit.hasFocus():
                found = self.attempts.grid if self.shows_attempts else self.grid
                found.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if self.search_edit.text() or self.filters.is_narrow or self._chain is not None:
            self.show_everything()
        else:
            self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_details()

    def _on_details_clicked(self) -> None:
        self._wants_details = self.details.isHidden()
        self._show_details(is_asked=self._wants_details)

    def toggle_details(self) -> None:
        """The same as a press on their button."""
        self._on_details_clicked()

    def _show_details(self, *, is_asked: bool = False) -> None:
        """Beside the grid where there is room; on request always."""
        has_room = self.width() >= DETAILS_FROM_WIDTH or is_asked
        is_of_use = bool(self._model.rowCount()) or is_asked
        is_of_use = is_of_use and not self.shows_attempts
        self.details.setVisible(self._wants_details and has_room and is_of_use)
        self.details_button.setChecked(not self.details.isHidden())

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)
