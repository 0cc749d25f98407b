"""The prompt: plain text, counted the way the API counts, never cut behind the user's back."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

WARN_FROM = 0.9
SHORTEST, USUAL, TALLEST = 74, 132, 260


class PromptEdit(QPlainTextEdit):
    """Takes plain text only; pictures and files go past it to the window."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), USUAL)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, SHORTEST)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(source.text())


class Prompt(QWidget):
    """The label, the counter, the box."""

    changed = Signal()

    def __init__(self, limit: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = limit
        self.edit = PromptEdit(self)
        self.edit.setObjectName("prompt_edit")
        self.edit.setAccessibleName(self.tr("Prompt"))
        self.edit.setPlaceholderText(self.tr("Describe how it should move"))
        self.edit.setTabChangesFocus(True)
        self.edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.counter = QLabel(self)
        self.counter.setObjectName("prompt_counter")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(TALLEST)
        self._lay_out()
        self.edit.textChanged.connect(self._on_text_changed)
        self._on_text_changed()

    def _lay_out(self) -> None:
        label = QLabel(self.tr("Prompt"), self)
        label.setProperty("tone", "muted")
        label.setBuddy(self.edit)
        head = QHBoxLayout()
        head.addWidget(label)
        head.addStretch(1)
        head.addWidget(self.counter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.edit, 1)

    @property
    def text(self) -> str:
        """What was typed; half of a character, as a paste may hold, becomes a question mark."""
        typed = self.edit.toPlainText()
        return typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    @property
    def length(self) -> int:
        """In code points, as the API counts: an emoji is one."""
        return len(self.text)

    @property
    def excess(self) -> int:
        """How many code points there are too many."""
        return max(0, self.length - self._limit)

    def write(self, text: str) -> None:
        """Show another text."""
        if text != self.text:
            self.edit.setPlainText(text)

    def _on_text_changed(self) -> None:
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
        self.changed.emit()


def _dress(widget: QWidget, name: str, value: str) -> None:
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
