"""The stage before there is anything on it: one sentence about what will be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.stage.surface import paint_focus
from desktop.ui.widgets.icon_label import IconLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_ICON = 40
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class EmptyStage(QWidget):
    """A line icon, a sentence, and a quiet hint about the place one works in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage_empty")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icon = IconLabel("film", "faint", _ICON, self)
        self._sentence = _words("title", self.tr("Your clip will play here"), self)
        self._hint = _words("muted", self.tr("Choose a picture, say how it should move."), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(self._icon, 0, _CENTRE)
        column.addSpacing(4)
        column.addWidget(self._sentence)
        column.addWidget(self._hint)
        column.addStretch(1)
        self._tell()

    def set_hint(self, hint: str) -> None:
        self._hint.setText(hint)
        self._tell()

    @property
    def hint(self) -> str:
        return self._hint.text()

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._sentence.text()}. {self._hint.text()}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        if theme.shows_focus(self):
            paint_focus(QPainter(self), self, theme.PANEL_RADIUS - 1)


def _words(tone: str, text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("tone", tone)
    label.setAlignment(_CENTRE)
    label.setWordWrap(True)
    return label
