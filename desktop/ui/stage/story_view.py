"""A story over the dimmed picture: a sign that turns, what happens, how far it is, one button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.verbs import Verb
from desktop.ui.widgets.icon_label import IconLabel
from desktop.ui.widgets.spinner import Spinner

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.ui.stage.story import Story

_SIGN = 28
_BAR = QSize(240, 4)
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class _Bar(QWidget):
    """How much of a download is there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.share = 0.0
        self.setFixedSize(_BAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = tokens.colour("on_scrim")
        ground.setAlphaF(0.25)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        done = QSizeF(whole.width() * self.share, whole.height())
        for size, colour in ((whole.size(), ground), (done, tokens.colour("scrim_accent"))):
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(whole.topLeft(), size), 2, 2)


class StoryView(QWidget):
    """Lies over the picture; `pressed` tells the verb on its button."""

    pressed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("stage_story")
        self._verb: Verb | None = None
        self._spinner = Spinner(_SIGN, "scrim_accent", self)
        self._clock = IconLabel("hourglass", "on_scrim", _SIGN - 4, self)
        self._title = _words("on_scrim", 1.7, QFont.Weight.DemiBold, self)
        self._title.setObjectName("stage_story_title")
        self._detail = _words("on_scrim", 1.25, QFont.Weight.Normal, self)
        self._bar = _Bar(self)
        self._hint = _words("on_scrim", 1.0, QFont.Weight.Normal, self)
        self.button = QPushButton(self)
        self.button.setObjectName("stage_verb")
        self.button.setProperty("kind", "scrim")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda: self.pressed.emit(self._verb))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(6)
        column.addStretch(1)
        column.addWidget(self._spinner, 0, _CENTRE)
        column.addWidget(self._clock, 0, _CENTRE)
        column.addSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._detail)
        column.addWidget(self._bar, 0, _CENTRE)
        column.addWidget(self._hint)
        column.addSpacing(8)
        column.addWidget(self.button, 0, _CENTRE)
        column.addStretch(1)

    def show_story(self, said: Story) -> None:
        """Say it; what is empty takes no room."""
        self._spinner.setVisible(not said.is_still)
        self._clock.setVisible(said.is_still)
        for label, text in (
            (self._title, said.title),
            (self._detail, said.detail),
            (self._hint, said.hint),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self._bar.setVisible(said.share is not None)
        self._bar.share = said.share or 0.0
        self._bar.update()
        self._verb = said.verb
        self.button.setText(self._verb_words(said.verb))
        self.button.setVisible(said.verb is not None)

    def _verb_words(self, verb: Verb | None) -> str:
        words = {
            Verb.UNDO: self.tr("Undo"),
            Verb.CANCEL: self.tr("Cancel"),
            Verb.RESUME: self.tr("Resume the queue"),
        }
        return words.get(verb, "") if verb else ""


def _words(tone: str, factor: float, weight: QFont.Weight, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("tone", tone)
    made = theme.scaled(label.font(), factor)
    made.setWeight(weight)
    label.setFont(made)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(_CENTRE | Qt.AlignmentFlag.AlignVCenter)
    return label
