"""The attempts that brought no clip, as cards, with the reason of the one that is selected."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.jobs.attempts import found
from desktop.library.search import Search
from desktop.ui.library.details import WIDTH
from desktop.ui.library.facts import attempt_facts
from desktop.ui.library.facts_form import FactsForm
from desktop.ui.library.grid import GridView
from desktop.ui.models.cards import CardModel
from desktop.ui.models.entry import ShelfEntry
from desktop.ui.models.wording import state_words
from desktop.ui.problems import explain
from desktop.ui.widgets.details import Details

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QKeyEvent

    from desktop.jobs.attempts import Attempt
    from desktop.jobs.job import Job
    from desktop.ui.models.thumbnails import Thumbnails

_REMOVES = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}


class AttemptsModel(CardModel):
    """Those of the attempts there are that a search means."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._attempts: list[Attempt] = []
        self._search = Search()
        self.shown: list[Job] = []

    def set_attempts(self, attempts: Iterable[Attempt]) -> None:
        """The attempts there are."""
        self._attempts = list(attempts)
        self.show(self._search)

    def show(self, search: Search) -> None:
        """Look for others among them; what stays as it was is left alone."""
        self._search = search
        shown = found(self._attempts, search)
        if shown != self.shown:
            self.beginResetModel()
            self.shown = shown
            self.endResetModel()

    @property
    def count(self) -> int:
        return len(self.shown)

    def entry_in(self, row: int) -> ShelfEntry:
        return ShelfEntry.of_job(self.shown[row])

    def state_text(self, entry: ShelfEntry) -> str:
        return state_words(entry.state)


class AttemptsPage(QWidget):
    """`use_wanted` carries a job to begin with again, `remove_wanted` those to forget."""

    use_wanted = Signal(object)
    remove_wanted = Signal(list)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = AttemptsModel(self)
        self.grid = GridView(thumbnails, self)
        self.grid.setObjectName("attempts_grid")
        self.grid.setAccessibleName(self.tr("Attempts that brought no clip"))
        self.grid.setDragEnabled(False)
        self.grid.setModel(self.model)
        self._account_name: Callable[[str], str] = str
        self._make_sheet()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.grid, 1)
        row.addWidget(self._sheet)
        for one, other in pairwise([self.grid, *self.controls]):
            self.setTabOrder(one, other)
        self.grid.selectionModel().selectionChanged.connect(self._show_selected)
        self.model.modelReset.connect(self._show_selected)
        self.grid.opened.connect(lambda _id: self._use())
        self._show_selected()

    def _make_sheet(self) -> None:
        self._sheet = QFrame(self)
        self._sheet.setFixedWidth(WIDTH)
        self.title_label = _words("strong", self._sheet)
        self.reason_label = _words("muted", self._sheet)
        self.prompt_label = _words("text", self._sheet)
        self.facts = FactsForm(self._sheet)
        self.details = Details("attempt", self._sheet)
        self.use_button = QPushButton(self.tr("Use everything again"), self._sheet)
        self.use_button.setObjectName("attempt_use")
        self.use_button.clicked.connect(self._use)
        self.remove_button = QPushButton(self.tr("Forget it…"), self._sheet)
        self.remove_button.setObjectName("attempt_remove")
        self.remove_button.setProperty("kind", "quiet")
        self.remove_button.clicked.connect(self._remove)
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        words: list[QWidget] = [self.title_label, self.reason_label, self.details]
        for part in (*words, self.prompt_label, self.facts, self.use_button, self.remove_button):
            column.addWidget(part)
        column.addStretch(1)

    @property
    def controls(self) -> list[QWidget]:
        """What takes the focus beside the cards, in reading order."""
        return [*self.details.controls, self.use_button, self.remove_button]

    def set_account_names(self, name: Callable[[str], str]) -> None:
        """Where to ask what an account is called."""
        self._account_name = name

    # ── what is selected ─────────────────────────────────────────────────────────────────────

    def selected(self) -> list[Job]:
        """The attempts that are selected, in their order."""
        shown = self.model.shown
        return [shown[row] for row in self.grid.selected_rows() if row < len(shown)]

    def _show_selected(self, *_what: object) -> None:
        jobs = self.selected()
        job = jobs[0] if len(jobs) == 1 else None
        many = self.tr("{n} attempts are selected.").format(n=len(jobs))
        self.title_label.setText(many if jobs else self.tr("Select one to see why it failed."))
        for part in (self.reason_label, self.prompt_label, self.facts, self.use_button):
            part.setVisible(job is not None)
        self.remove_button.setVisible(bool(jobs))
        self.details.set_text("")
        if job is not None:
            self._show(job)

    def _show(self, job: Job) -> None:
        told = None if job.problem is None else explain(job.problem)
        self.title_label.setText(state_words(job.state) if told is None else told.title)
        self.reason_label.setText("" if told is None else told.reason)
        self.reason_label.setVisible(told is not None)
        self.details.set_text("" if told is None else told.details)
        self.prompt_label.setText(job.request.prompt or self.tr("Without a prompt"))
        self.facts.show_facts(attempt_facts(job, self._account_name))

    # ── done ─────────────────────────────────────────────────────────────────────────────────

    def _use(self) -> None:
        jobs = self.selected()
        if len(jobs) == 1:
            self.use_wanted.emit(jobs[0])

    def _remove(self) -> None:
        if self.selected():
            self.remove_wanted.emit(self.selected())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _REMOVES:
            self._remove()
        else:
            event.ignore()


def _words(tone: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
