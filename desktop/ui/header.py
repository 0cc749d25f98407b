"""The top row of the window: the menus, what is left of the money, where you are working."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenuBar, QWidget

from desktop.ui.widgets.pill import Pill, Tone

_NAME_WIDTH = 180


class Header(QWidget):
    """Menus left, pills right. On macOS the menus are the system's, and the row holds the pills."""

    place_clicked = Signal()
    balance_clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.menu_bar = QMenuBar(None if sys.platform == "darwin" else self)
        self.menu_bar.setObjectName("menu_bar")
        self.place_pill = Pill("hourglass", self.tr("Starting…"), is_clickable=True, parent=self)
        self.place_pill.setObjectName("place_pill")
        self.place_pill.clicked.connect(self.place_clicked)
        self.balance_pill = Pill("wallet", "", is_clickable=True, parent=self)
        self.balance_pill.setObjectName("balance_pill")
        self.balance_pill.clicked.connect(self.balance_clicked)
        self.balance_pill.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.setSpacing(8)
        if sys.platform != "darwin":
            layout.addWidget(self._name())
            layout.addWidget(self.menu_bar)
        layout.addStretch(1)
        layout.addWidget(self.balance_pill)
        layout.addWidget(self.place_pill)

    def _name(self) -> QLabel:
        name = QLabel("Startframe", self)
        name.setProperty("tone", "strong")
        name.setContentsMargins(6, 0, 4, 0)
        return name

    def show_sandbox(self) -> None:
        """Clips are made on this computer; nothing is spent."""
        self.place_pill.show_fact("flask-conical", self.tr("Sandbox · nothing is spent"), "warn")
        self.place_pill.setToolTip(
            self.tr("Clips are imitated on this computer. Click to work with your own account.")
        )

    def show_account(self, name: str) -> None:
        """Clips are made by Leonardo.AI with the account of this name, and cost money."""
        metrics = self.place_pill.fontMetrics()
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
        self.place_pill.show_fact("key-round", shown.replace("&", "&&"))
        self.place_pill.setAccessibleName(self.tr("Account: {name}").format(name=name))
        why = self.tr("Clips are charged to this account. Click for accounts and keys.")
        self.place_pill.setToolTip(f"{name}\n{why}")

    def show_balance(self, words: str, explained: str, tone: Tone = "text") -> None:
        """What is left, in a few words; the rest when pointed at."""
        self.balance_pill.show_fact("wallet", words, tone)
        self.balance_pill.setAccessibleName(explained.replace("\n", ", "))
        self.balance_pill.setToolTip(explained)
        self.balance_pill.show()
