"""The column of controls: it shrinks to its smallest before it scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

MARGIN = 14
GAP = 12


class _Content(QWidget):
    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)


class Column(QScrollArea):
    """Controls one under the other; the scroll bar takes its place from the margin."""

    overflow_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compose_scroll")
        self.setProperty("plain", "true")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        content = _Content(self)
        content.setProperty("scrolled", "true")
        self._layout = QVBoxLayout(content)
        self._layout.setContentsMargins(MARGIN, MARGIN, MARGIN, GAP - 4)
        self._layout.setSpacing(GAP)
        self.setWidget(content)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    def fill(self, *parts: QWidget | QLayout) -> None:
        """Put the parts in, from the top; what room is left stays empty."""
        for part in parts:
            if isinstance(part, QWidget):
                self._layout.addWidget(part)
            else:
                self._layout.addLayout(part)
        self._layout.addStretch()

    def _on_range_changed(self, _least: int, most: int) -> None:
        bar = self.verticalScrollBar().sizeHint().width() if most else 0
        self._layout.setContentsMargins(MARGIN, MARGIN, MARGIN - bar, GAP - 4)
        self.overflow_changed.emit(most > 0)
