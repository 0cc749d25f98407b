"""Quiet lines under the controls: things worth knowing that stop nobody."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.core.preflight import Concern, Hint
from desktop.ui.widgets.icon_button import IconButton
from desktop.ui.widgets.icon_label import IconLabel

SIGN = 14
CROSS, TARGET = 12, 24
_WARNINGS = {
    Concern.LOSS,
    Concern.TEXT_CUT,
    Concern.CROWDED,
    Concern.SOFT,
    Concern.BLURRED,
    Concern.SILENT,
}


class HintLine(QWidget):
    """One line with its sign, and a cross that ends it for good."""

    dismissed = Signal()

    def __init__(self, concern: Concern, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{concern.value}_hint")
        is_warning = concern in _WARNINGS
        tone = "warn" if is_warning else "muted"
        sign = IconLabel("triangle-alert" if is_warning else "info", tone, SIGN, self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setProperty("tone", "hint_warn" if is_warning else "small")
        self.cross = IconButton("x", self.tr("Do not show this again"), role="muted", parent=self)
        self.cross.setObjectName(f"{concern.value}_hint_cross")
        self.cross.setIconSize(QSize(CROSS, CROSS))
        self.cross.setFixedSize(TARGET, TARGET)
        self.cross.clicked.connect(self.dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addWidget(sign)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)

    def say(self, words: str, reason: str) -> None:
        """Show these words; the reason is for who stays on them, or listens."""
        self._words.setText(words)
        self.setToolTip(reason)
        self.setAccessibleName(words)
        self.setAccessibleDescription(reason)
        self.cross.setAccessibleDescription(words)


class Hints(QWidget):
    """The hints that are true now, the dearest first. `dismissed` carries a concern's value."""

    dismissed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hints")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.lines = {concern: HintLine(concern, self) for concern in Concern}
        for concern, line in self.lines.items():
            line.dismissed.connect(partial(self.dismissed.emit, concern.value))
            layout.addWidget(line)
        self._shown: tuple[Hint, ...] | None = None
        self.show_hints(())

    def show_hints(self, hints: tuple[Hint, ...]) -> None:
        """Show these and no others."""
        if hints == self._shown:
            return  # it is asked for with each key and each step of a drag
        self._shown = hints
        shown = {hint.concern: hint for hint in hints}
        for concern, line in self.lines.items():
            if concern in shown:
                line.say(*self._sentences(shown[concern]))
            line.setVisible(concern in shown)
        self.setVisible(bool(shown))

    def _sentences(self, hint: Hint) -> tuple[str, str]:
        """What it says, and why."""
        words, reason = {
            Concern.LOSS: (
                self.tr("{n} % of the picture is cut off"),
                self.tr("What is cut off cannot appear. Another size or framing keeps more."),
            ),
            Concern.TEXT_CUT: (
                self.tr("Lettering seems to be cut in two"),
                self.tr("The model garbles cut words. Move the frame, or show all of it."),
            ),
            Concern.CROWDED: (
                self.tr("{n} actions may be too many for this length"),
                self.tr("The model needs about a second for each; some may be left out."),
            ),
            Concern.SOFT: (
                self.tr("Smaller than the clip: it may look soft"),
                self.tr("The picture has to be enlarged to {n} %. A larger one looks better."),
            ),
            Concern.BLURRED: (
                self.tr("The picture looks blurred; so will the clip"),
                self.tr("Nothing in it has a sharp edge at the size of the clip."),
            ),
            Concern.SILENT: (
                self.tr("Sound is off, but the prompt says “{word}”"),
                self.tr("The clip will be silent. The switch for sound is above."),
            ),
            Concern.NO_PROMPT: (
                self.tr("No prompt: the model decides the motion"),
                self.tr("It has only the picture to guess from."),
            ),
            Concern.PUBLIC: (
                self.tr("Public: others can see and use the clip"),
                self.tr("It appears in Leonardo's community feed."),
            ),
        }[hint.concern]
        # one by one: a word from the prompt may hold braces
        figures = {"{n}": str(hint.number), "{word}": hint.word}
        for place, value in figures.items():
            words, reason = words.replace(place, value), reason.replace(place, value)
        return words, reason
