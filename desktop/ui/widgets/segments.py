"""A row of words of which one is chosen; arrow keys go from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping

MARGIN = 2


class Segments(QFrame):
    """`label` is its accessible name; `words` are what is chosen from, by their keys.

    `chosen` carries the key, and tells of the user's choices alone.
    """

    chosen = Signal(str)

    def __init__(self, label: str, words: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "well")
        self.setAccessibleName(label)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        self.buttons: dict[str, QPushButton] = {}
        for key, text in words.items():
            button = self.buttons[key] = QPushButton(text, self)
            button.setProperty("kind", "segment")
            button.setAccessibleName(f"{label}: {text}")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(button)
            layout.addWidget(button, 1)
            button.clicked.connect(lambda _on, key=key: self.chosen.emit(key))

    def choose(self, key: str) -> None:
        """Show this one as chosen."""
        self.buttons[key].setChecked(True)
