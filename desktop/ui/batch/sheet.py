"""The sheet: one row a picture, the sum of all, and one button that sends them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.wildcards import MAX_CLIPS
from desktop.jobs.batch.listing import MAX_ROWS
from desktop.jobs.rendering import Kind
from desktop.ui.batch import wording
from desktop.ui.batch.choices import Choices
from desktop.ui.batch.reading import Reading
from desktop.ui.batch.rows import BatchTable
from desktop.ui.batch.view import BatchView
from desktop.ui.models.thumbnails import Thumbnails
from desktop.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from desktop.core.catalogue import Dimensions
    from desktop.core.errors import Problem
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.batch.row import Row, Shared

_SIZE = QSize(1000, 640)
_EDGE = 40
_SOON_MS = 30
_THUMBNAIL_SIDE = 160
_THUMBNAILS = 256


class Advice(Protocol):
    """What the rest of the app knows of clips that are not sent yet."""

    def hindrance(self, total_usd: Decimal) -> str:
        """Why clips of this price together cannot be sent now; empty when nothing is against it."""

    def span_s(self, kinds: Sequence[Kind]) -> tuple[float, float] | None:
        """Between what and what they take, in seconds; None where nothing is known."""


class BatchSheet(QDialog):
    """Collects rows and sends none: `generate_requested` carries the good ones and a Shared.

    `files_requested` and `folder_requested` ask for pictures.
    """

    generate_requested = Signal(object, object)
    files_requested = Signal()
    folder_requested = Signal()

    def __init__(self, shared: Shared, advice: Advice, tasks: TaskOwner, parent: QWidget) -> None:
        super().__init__(parent)
        self._advice = advice
        self.setObjectName("batch_sheet")
        self.setWindowTitle(self.tr("Many clips at once"))
        room = parent.size() - QSize(_EDGE, _EDGE)
        self.resize(_SIZE.boundedTo(room))
        self.setAcceptDrops(True)
        thumbnails = Thumbnails(tasks, self, max_side=_THUMBNAIL_SIDE, capacity=_THUMBNAILS)
        self.table = BatchTable(shared, thumbnails, self)
        self.reading = Reading(shared.model, tasks, self.table.rowCount, self)
        self.choices = Choices(shared, tasks, self)
        self._is_sending = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._make_parts()
        self._lay_out()
        self._connect()
        self.refresh()

    def _make_parts(self) -> None:
        self.view = BatchView(self.table, self)
        self.empty_label = _label("batch_empty", "muted", self)
        self.empty_label.setProperty("surface", "well")
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty_label.setText(
            self.tr(
                "Drop pictures, a folder or a table here, or add them.\n\n"
                "A text file named like a picture is its prompt: sunset.png, sunset.txt.\n"
                "A table is a CSV file with the columns file,prompt,duration,size."
            )
        )
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.empty_label)
        self._pages.addWidget(self.view)
        self.notice = Notice(self)
        self.notice.setObjectName("batch_notice")
        self.sum_label = _label("batch_sum", "strong", self)
        self.hint_label = _label("batch_hint", "hint_warn", self)
        self.aside_label = _label("batch_aside", "small", self)
        self.files_button = _button(self.tr("Add pictures…"), "batch_files_button", self)
        self.folder_button = _button(self.tr("Add folder…"), "batch_folder_button", self)
        self.take_out_button = _button(self.tr("Take out"), "batch_take_out_button", self)
        self.take_out_button.setToolTip(self.tr("Leave the selected rows out (Delete)"))
        self.cancel_button = _button(self.tr("Cancel"), "batch_cancel_button", self)
        self.generate_button = _button("", "batch_generate_button", self)
        self.generate_button.setProperty("kind", "primary")

    def _lay_out(self) -> None:
        for button in (self.files_button, self.folder_button, self.take_out_button):
            self.choices.row.addWidget(button)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.sum_label, self.hint_label, self.aside_label):
            words.addWidget(label)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addLayout(words, 1)
        foot.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignBottom)
        foot.addWidget(self.generate_button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.choices)
        column.addWidget(self.notice)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)
        self._chain()

    def _chain(self) -> None:
        """Tab goes in reading order."""
        choices = self.choices
        chain: list[QWidget] = [
            choices.prompt_edit,
            choices.size_combo,
            choices.duration_combo,
            choices.sound_switch,
            choices.private_switch,
            self.files_button,
            self.folder_button,
            self.take_out_button,
            *self.notice.controls,
            self.view,
            self.cancel_button,
            self.generate_button,
        ]
        for one, other in pairwise(chain):
            self.setTabOrder(one, other)

    def _connect(self) -> None:
        self._soon.timeout.connect(self.refresh)
        self.choices.changed.connect(self.table.share)
        self.table.edited.connect(self._refresh_soon)
        self.reading.changed.connect(self._refresh_soon)
        self.reading.arrived.connect(lambda row: self.table.add([row]))
        self.reading.refused.connect(self.notice.show_problem)
        self.view.selectionModel().selectionChanged.connect(self._show_selection)
        self.files_button.clicked.connect(self.files_requested)
        self.folder_button.clicked.connect(self.folder_requested)
        self.take_out_button.clicked.connect(self.view.take_out_selected)
        self.cancel_button.clicked.connect(self.reject)
        self.generate_button.clicked.connect(self._generate)
        self.finished.connect(self.reading.stop)

    # ── rows ─────────────────────────────────────────────────────────────────────────────────

    def add(self, paths: Sequence[Path]) -> None:
        """Read these files, folders and tables into rows."""
        self.notice.dismiss()
        self.reading.add(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from desktop.ui.compose.drop import files_in

        if not self._is_sending and files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from desktop.ui.compose.drop import files_in

        if self._is_sending:  # it began while the drag hung over the sheet
            event.ignore()
            return
        event.acceptProposedAction()
        self.add(files_in(event.mimeData()))

    # ── what it comes to ─────────────────────────────────────────────────────────────────────

    def _refresh_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Add everything up again, and say what is against sending it."""
        table, good = self.table, self.table.good()
        has_rows = bool(table.rows)
        self._pages.setCurrentWidget(self.view if has_rows else self.empty_label)
        bad, shared = len(table.rows) - len(good), table.shared
        clips = [
            (row.dimensions(shared), row.duration_s(shared))
            for row in good
            for _clip in range(row.count(shared))
        ]
        _say(self.sum_label, self._sum(clips))
        _say(self.aside_label, wording.aside_words(self.reading.aside, bad))
        hint = self._hindrance(good, clips)
        _say(self.hint_label, hint, "small" if self.reading.is_busy else "hint_warn")
        self.generate_button.setText(wording.generate_words(len(clips)))
        self.generate_button.setAccessibleDescription(hint)
        self.generate_button.setEnabled(bool(good) and not hint and not self._is_sending)
        self._show_selection()

    def _sum(self, clips: Sequence[tuple[Dimensions, int]]) -> str:
        if not clips:
            return ""
        kinds = [Kind(size.width * size.height, seconds) for size, seconds in clips]
        parts = (
            wording.clips_words(len(clips)),
            wording.total_words(self.table.shared.model, clips),
            wording.time_words(self._advice.span_s(kinds)),
        )
        return " · ".join(filter(None, parts))

    def _hindrance(self, good: Sequence[Row], clips: Sequence[tuple[Dimensions, int]]) -> str:
        """Why they cannot be sent now; empty when they can, or when there is nothing yet."""
        if self.reading.is_busy:
            return self._progress()
        fault = self._fault() if any(row.wish.prompt is None for row in good) else ""
        if fault or not good:
            return fault
        if len(clips) > MAX_ROWS:
            words = self.tr("These are {n} clips; at most {limit} at once")
            return words.format(n=len(clips), limit=MAX_ROWS)
        return self._advice.hindrance(wording.total_usd(self.table.shared.model, clips))

    def _fault(self) -> str:
        """What the prompt for all has against it."""
        excess = self.choices.excess
        if self.choices.is_too_many:
            words = self.tr("The prompt for all stands for more than {n} clips")
            return words.format(n=MAX_CLIPS)
        words = self.tr("The prompt for all is {n} characters too long")
        return words.format(n=excess) if excess else ""

    def _progress(self) -> str:
        done, total = self.reading.done, self.reading.total
        if not total:
            return self.tr("Looking for pictures…")
        return self.tr("Reading {done} of {total} pictures…").format(done=done, total=total)

    def _show_selection(self) -> None:
        self.take_out_button.setEnabled(bool(self.view.selected_rows()))

    # ── sending ──────────────────────────────────────────────────────────────────────────────

    def _generate(self) -> None:
        good = self.table.good()
        if good and not self._is_sending:
            self.show_sending(is_sending=True)
            self.generate_requested.emit(good, self.table.shared)

    def show_sending(self, *, is_sending: bool) -> None:
        """While they are being ordered nothing can be pressed twice."""
        self._is_sending = is_sending
        self.choices.setEnabled(not is_sending)
        self.view.setEnabled(not is_sending)
        self.cancel_button.setEnabled(not is_sending)
        self.refresh()

    def reject(self) -> None:
        """Close it, unless its rows are being ordered in this moment."""
        if not self._is_sending:
            super().reject()

    def settle(self, sent: Sequence[Row], left: Sequence[Row]) -> None:
        """Of what was sent show what could not be ordered; close when there is nothing to do.

        What came from elsewhere meanwhile was not sent: it stays.
        """
        ids = set(map(id, sent))
        others = [row for row in self.table.rows if id(row) not in ids]
        is_done = all(row.problem(self.table.shared) is not None for row in others)
        if left or not is_done or self.reading.is_busy:
            self.table.replace([*left, *others])
        else:
            self.table.replace([])
            self.accept()


def marked(row: Row, problem: Problem) -> Row:
    """A row with one more reason against it."""
    return replace(row, wish=replace(row.wish, problems=(*row.wish.problems, problem)))


def _say(label: QLabel, words: str, tone: str = "") -> None:
    label.setText(words)
    label.setVisible(bool(words))
    if tone and label.property("tone") != tone:
        label.setProperty("tone", tone)
        label.style().unpolish(label)
        label.style().polish(label)


def _label(name: str, tone: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _button(words: str, name: str, parent: QWidget) -> QPushButton:
    button = QPushButton(words, parent)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
