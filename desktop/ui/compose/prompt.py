"""The prompt: counted the way the API counts, its wildcards told, never cut behind one's back."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.core import wildcards
from desktop.core.wildcards import MAX_CLIPS
from desktop.ui.compose.prompt_edit import PromptEdit
from desktop.ui.compose.snippet_menu import SnippetMenu
from desktop.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.core.wildcards import Wildcards
    from desktop.library.prompts import Prompt as KeptPrompt
    from desktop.ui.compose.history_popup import HistoryPopup

WARN_FROM = 0.9
TALLEST = 260
_COUNTED_UP_TO = 1_000_000
_FACTORS_SHOWN = 5
_INSIDE_WORDS = tuple("-_'’")
HISTORY_KEYS = "Ctrl+Shift+H"


class Prompt(QWidget):
    """The label, history and snippets, the counter, the box, and what its wildcards come to."""

    changed = Signal()
    forget_requested = Signal(str)
    """A prompt of the history, by its text."""

    def __init__(self, limit: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = limit
        self._text = ""
        self._wildcards: Wildcards = wildcards.parse("")
        self._prompts: Sequence[str] = ("",)
        self._make_edit()
        self.counter = QLabel(self)
        self.counter.setObjectName("prompt_counter")
        self.note = QLabel(self)
        self.note.setObjectName("prompt_note")
        # one line: a label that wraps would have the column squeeze what stands around it
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.note.setContentsMargins(0, 2, 0, 0)
        self.snippets = SnippetMenu(self)
        self._kept: Sequence[KeptPrompt] = ()
        self._make_buttons()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(TALLEST)
        self._lay_out()
        self.edit.textChanged.connect(self._on_text_changed)
        self.snippets.chosen.connect(self.edit.insert_phrase)
        self._on_text_changed()

    def _make_edit(self) -> None:
        self.edit = PromptEdit(self)
        self.edit.setObjectName("prompt_edit")
        self.edit.setAccessibleName(self.tr("Prompt"))
        self.edit.setPlaceholderText(self.tr("Describe how it should move"))
        self.edit.setTabChangesFocus(True)
        self.edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _make_buttons(self) -> None:
        self.history_button = IconButton(
            "history", self.tr("Prompts used before"), shortcut=HISTORY_KEYS, role="muted"
        )
        self.history_button.setObjectName("history_button")
        self.history_button.clicked.connect(self.open_history)
        self.snippet_button = IconButton(
            "clapperboard", self.tr("Camera moves and sounds"), role="muted"
        )
        self.snippet_button.setObjectName("snippet_button")
        self.snippet_button.clicked.connect(self.open_snippets)

    def _lay_out(self) -> None:
        label = QLabel(self.tr("Prompt"), self)
        label.setProperty("tone", "muted")
        label.setBuddy(self.edit)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(label)
        head.addStretch(1)
        head.addWidget(self.history_button)
        head.addWidget(self.snippet_button)
        head.addSpacing(6)
        head.addWidget(self.counter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.note)

    # ── what it says ─────────────────────────────────────────────────────────────────────────

    @property
    def text(self) -> str:
        """What was typed; half of a character, as a paste may hold, becomes a question mark."""
        return self._text

    @property
    def prompts(self) -> Sequence[str]:
        """The prompts it stands for; the text itself where they are more than can be made."""
        return self._prompts

    @property
    def length(self) -> int:
        """In code points, as the API counts: an emoji is one. Of several, the longest one's."""
        return max(map(len, self._prompts))

    @property
    def excess(self) -> int:
        """How many code points there are too many."""
        return max(0, self.length - self._limit)

    @property
    def fault(self) -> str | None:
        """Why it cannot be sent, in a few words; None when it can."""
        if self._wildcards.is_too_many:
            return self.tr("At most {n} clips at once").format(n=MAX_CLIPS)
        excess = self.excess
        if not excess:
            return None
        if len(self._prompts) > 1:
            return self.tr("Longest prompt is {n} too long").format(n=excess)
        if excess == 1:
            return self.tr("Prompt is 1 character too long")
        return self.tr("Prompt is {n} characters too long").format(n=excess)

    def write(self, text: str) -> None:
        """Show another text, as a draft that nobody typed: there is nothing to undo."""
        if text != self.text:
            self.edit.setPlainText(text)

    def replace(self, text: str) -> None:
        """Write another text as if it was typed: Undo brings back what was there."""
        if text != self.text:
            self.edit.replace(text)

    def begin_with(self, prefix: str, replaced: Iterable[str]) -> None:
        """Put this before the prompt, in the place of one of those; Undo takes it away again."""
        rest = self.text
        before = max((one for one in replaced if _begins_with(rest, one)), key=len, default="")
        rest = rest.removeprefix(before)
        made = f"{prefix} {rest.lstrip()}" if prefix else rest.lstrip() if before else rest
        if made != self.text and before != prefix:
            self.edit.replace(made)

    # ── history and snippets ─────────────────────────────────────────────────────────────────

    @cached_property
    def history(self) -> HistoryPopup:
        """Made when it is first wanted."""
        from desktop.ui.compose.history_popup import HistoryPopup

        popup = HistoryPopup(self)
        popup.show_prompts(self._kept)
        popup.taken.connect(self._on_taken)
        popup.removed.connect(self.forget_requested)
        return popup

    def show_history(self, kept: Sequence[KeptPrompt]) -> None:
        """The prompts used before, the newest first."""
        self._kept = kept
        if "history" in vars(self):
            self.history.show_prompts(kept)
        self.edit.recall.use([prompt.text for prompt in kept])

    def open_history(self) -> None:
        """Let one of them be chosen."""
        self.history.open_under(self.edit)

    def open_snippets(self) -> None:
        """Let a phrase be chosen."""
        button = self.snippet_button
        self.snippets.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _on_taken(self, text: str) -> None:
        self.edit.replace(text)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # ── kept in step ─────────────────────────────────────────────────────────────────────────

    def _on_text_changed(self) -> None:
        typed = self.edit.toPlainText()
        self._text = typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self._wildcards = wildcards.parse(self._text)
        is_too_many = self._wildcards.is_too_many
        self._prompts = (self._text,) if is_too_many else self._wildcards.prompts()
        self._show_length()
        self._show_note()
        self.changed.emit()

    def _show_length(self) -> None:
        length = self.length
        tone = "muted"
        if length > self._limit:
            tone = "error"
        elif length >= WARN_FROM * self._limit:
            tone = "warn"
        self.counter.setText(f"{length} / {self._limit}")
        self.counter.setAccessibleName(
            self.tr("{n} of {limit} characters").format(n=length, limit=self._limit)
        )
        _dress(self.counter, "tone", tone)
        _dress(self.edit, "state", "error" if tone == "error" else "")

    def _show_note(self) -> None:
        said = []
        if self._wildcards.factors:
            said.append(self._counted())
        if self._wildcards.is_unbalanced:
            said.append(
                self.tr("a brace stands alone")
                if said
                else self.tr("A brace stands alone: it is sent as text")
            )
        self.note.setText(" · ".join(said))
        self.note.setToolTip(
            self.tr(
                "{slow|fast} makes a clip of each. A brace that is meant as text is written \\{"
            )
        )
        self.note.setVisible(bool(said))
        _dress(self.note, "tone", "hint_warn" if self._wildcards.is_too_many else "small")

    def _counted(self) -> str:
        count, factors = self._wildcards.count, self._wildcards.factors
        words = self.tr("{n} clips").format(n=f"{count:,}")
        if count > _COUNTED_UP_TO:
            return self.tr("More than a million clips; at most {n}").format(n=MAX_CLIPS)
        if 1 < len(factors) <= _FACTORS_SHOWN:
            words = f"{words}: {' × '.join(map(str, factors))}"
        if self._wildcards.is_too_many:
            return self.tr("{clips}; at most {n} at once").format(clips=words, n=MAX_CLIPS)
        return words


def _begins_with(text: str, prefix: str) -> bool:
    """Whether it does with all of these words: "slow" begins neither "slowly" nor "slow-motion"."""
    if not prefix or not text.startswith(prefix):
        return False
    after = text[len(prefix) :][:1]
    return not prefix[-1].isalnum() or not (after.isalnum() or after in _INSIDE_WORDS)


def _dress(widget: QWidget, name: str, value: str) -> None:
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
