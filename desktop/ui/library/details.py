"""All there is to know of one clip, and what the user adds to it: a title, notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.library.sidecars import MAX_NOTES_CHARS, MAX_TITLE_CHARS
from desktop.ui.library.facts import facts
from desktop.ui.library.facts_form import FactsForm
from desktop.ui.widgets.details import Details
from desktop.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.library.clips import Clip

WIDTH = 268
_NOTES_HEIGHT = 84


class ClipDetails(QScrollArea):
    """Shows one clip, or how many are selected; `edited` carries its id, its title, its notes.

    `file_wanted` asks what the file of this clip says: `show_file` answers.
    """

    edited = Signal(str, str, str)
    timeline_wanted = Signal(str)
    file_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("library_details")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("plain", True)  # noqa: FBT003 - a property's value
        self.setWidgetResizable(True)
        self.setFixedWidth(WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clip: Clip | None = None
        self._account_name: Callable[[str], str] = str
        self._sheet = QWidget(self)
        self._sheet.setObjectName("library_details_sheet")
        self._sheet.setProperty("scrolled", True)  # noqa: FBT003 - a property's value
        self._make_parts()
        self._lay_out()
        self.setWidget(self._sheet)
        self.show_clips([])

    def _make_parts(self) -> None:
        sheet = self._sheet
        self.headline = QLabel(sheet)
        self.headline.setObjectName("library_details_headline")
        self.headline.setProperty("tone", "muted")
        self.headline.setWordWrap(True)
        self.title_edit = QLineEdit(sheet)
        self.title_edit.setObjectName("clip_title")
        self.title_edit.setAccessibleName(self.tr("Title"))
        self.title_edit.setPlaceholderText(self.tr("Give it a title"))
        self.title_edit.setMaxLength(MAX_TITLE_CHARS)
        self.title_edit.editingFinished.connect(self._keep)
        self.prompt_label = QLabel(sheet)
        self.prompt_label.setObjectName("clip_prompt")
        self.prompt_label.setTextFormat(Qt.TextFormat.PlainText)
        self.prompt_label.setWordWrap(True)
        self.prompt_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_prompt_button = self._copier(self.tr("Copy the prompt"), self._prompt)
        self.notes_edit = QPlainTextEdit(sheet)
        self.notes_edit.setObjectName("clip_notes")
        self.notes_edit.setAccessibleName(self.tr("Notes"))
        self.notes_edit.setPlaceholderText(self.tr("Notes"))
        self.notes_edit.setTabChangesFocus(True)
        self.notes_edit.setFixedHeight(_NOTES_HEIGHT)
        self.notes_edit.installEventFilter(self)
        self.timeline = Details("clip_timeline", sheet)
        self.timeline.button.setText(self.tr("Timeline"))
        self.timeline.unfolded.connect(self._ask_for_timeline)
        self._facts = FactsForm(sheet)

    def _copier(self, label: str, text: Callable[[], str]) -> IconButton:
        button = IconButton("copy", label, role="muted", parent=self._sheet)
        button.clicked.connect(lambda: QGuiApplication.clipboard().setText(text()))
        return button

    def _lay_out(self) -> None:
        words = QHBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.prompt_label, 1)
        words.addWidget(self.copy_prompt_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self._sheet)
        layout.setContentsMargins(0, 0, 6, 0)
        layout.setSpacing(10)
        layout.addWidget(self.headline)
        layout.addWidget(self.title_edit)
        layout.addLayout(words)
        layout.addWidget(self._facts)
        layout.addWidget(self.notes_edit)
        layout.addWidget(self.timeline)
        layout.addStretch(1)

    @property
    def controls(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        return [
            self.title_edit,
            self.copy_prompt_button,
            self.notes_edit,
            *self.timeline.controls,
        ]

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def set_account_names(self, name: Callable[[str], str]) -> None:
        """Where to ask what an account is called."""
        self._account_name = name

    def show_clips(self, clips: list[Clip]) -> None:
        """Show the one that is selected; of several, how many they are."""
        self._keep()
        clip = clips[0] if len(clips) == 1 else None
        if clip is not None and self._clip is not None and clip.id == self._clip.id:
            is_elsewhere = (clip.video, clip.size_bytes) != (
                self._clip.video,
                self._clip.size_bytes,
            )
            self._clip = clip  # what is being typed stays
            if is_elsewhere:
                self._show_facts(clip)
            return
        self._clip = clip
        many = self.tr("{n} clips are selected.").format(n=len(clips))
        self.headline.setText(many if clips else self.tr("Select a clip to see all about it."))
        self.headline.setVisible(clip is None)
        for part in (self.title_edit, self.prompt_label, self.copy_prompt_button, self.notes_edit):
            part.setVisible(clip is not None)
        self._facts.show_facts(())
        self.timeline.set_text("" if clip is None else " ")
        if clip is not None:
            self._show(clip)

    def _show(self, clip: Clip) -> None:
        self.title_edit.setText(clip.title)
        self.prompt_label.setText(clip.request.prompt or self.tr("Without a prompt"))
        self.copy_prompt_button.setEnabled(bool(clip.request.prompt))
        self.notes_edit.setPlainText(clip.notes)
        self._show_facts(clip)

    def _show_facts(self, clip: Clip) -> None:
        self._facts.show_facts(facts(clip, self._account_name))
        self.file_wanted.emit(clip)

    def show_file(self, clip_id: str, found: Iterable[tuple[str, str]]) -> None:
        """What its file says of itself, under what is known of it anyway."""
        if self._clip is not None and self._clip.id == clip_id:
            self._facts.add(found)

    def show_timeline(self, clip_id: str, text: str) -> None:
        """What happened to it, a line each."""
        if self._clip is not None and self._clip.id == clip_id:
            self.timeline.set_text(text)
            self.timeline.button.setChecked(True)

    # ── edited ───────────────────────────────────────────────────────────────────────────────

    def _prompt(self) -> str:
        return "" if self._clip is None else self._clip.request.prompt

    def _ask_for_timeline(self) -> None:
        if self._clip is not None and not self.timeline.text.strip():
            self.timeline_wanted.emit(self._clip.id)

    def _keep(self) -> None:
        """Tell of other words, once they are typed."""
        words = self.take_unsaved()
        if words is not None:
            self.edited.emit(*words)

    def take_unsaved(self) -> tuple[str, str, str] | None:
        """The clip's id, its title and notes, where they were typed and not told of yet."""
        clip = self._clip
        if clip is None:
            return None
        title = self.title_edit.text().strip()
        notes = self.notes_edit.toPlainText().strip()[:MAX_NOTES_CHARS]
        if (title, notes) == (clip.title, clip.notes):
            return None
        self._clip = replace(clip, title=title, notes=notes)
        return clip.id, title, notes

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._keep()
        return False
