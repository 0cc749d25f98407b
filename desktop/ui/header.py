"""The top row of the window: the menus, and one pill that says where you are working."""

from __future__ import annotations

import sys

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenuBar, QWidget

from desktop.ui.widgets.pill import Pill


class Header(QWidget):
    """Menus left, pill right. On macOS the menus are the system's, and the row holds the pill."""

    place_clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.menu_bar = QMenuBar(None if sys.platform == "darwin" else self)
        self.menu_bar.setObjectName("menu_bar")
        self.place_pill = Pill("clock", self.tr("Starting…"), is_clickable=True, parent=self)
        self.place_pill.setObjectName("place_pill")
        self.place_pill.clicked.connect(self.place_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.setSpacing(8)
        if sys.platform != "darwin":
            layout.addWidget(self._name())
            layout.addWidget(self.menu_bar)
        layout.addStretch(1)
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

    def show_account(self) -> None:
        """Clips are made by Leonardo.AI and cost money."""
        self.place_pill.show_fact("key-round", self.tr("Leonardo.AI account"))
        self.place_pill.setToolTip(self.tr("Clips are charged to your account. Click for the key."))
