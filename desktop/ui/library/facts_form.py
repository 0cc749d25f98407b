"""Facts in two columns: what each is called, and what it is, which can be selected and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

_VALUE = 170


class FactsForm(QWidget):
    """Long values lose their middle; all of them is shown when pointed at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """These, in place of what was there."""
        while self._rows.rowCount():
            self._rows.removeRow(0)
        self.add(facts)

    def add(self, facts: Iterable[tuple[str, str]]) -> None:
        """These as well."""
        for label, value in facts:
            self._add(label, value)

    def _add(self, label: str, value: str) -> None:
        name, words = QLabel(label, self), QLabel(self)
        name.setProperty("tone", "muted")
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setText(words.fontMetrics().elidedText(value, Qt.TextElideMode.ElideMiddle, _VALUE))
        words.setToolTip(value)
        words.setAccessibleName(f"{label}: {value}")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rows.addRow(name, words)
