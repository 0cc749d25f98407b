"""A banner across the window: a state that lasts, in one line, gone by itself when it is over."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.ui.widgets.icon_label import IconLabel

BannerTone = Literal["info", "warn"]
_ICON = 18
_ROLES: dict[BannerTone, str] = {"info": "muted", "warn": "warn"}


class Banner(QFrame):
    """Icon, title, details and at most one button. Hidden until it has something to say."""

    pressed = Signal()

    def __init__(
        self,
        icon_name: str,
        *,
        tone: BannerTone = "info",
        button: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "notice")
        self.setProperty("tone", tone)
        self._title = QLabel(self)
        self._title.setProperty("tone", "strong")
        self._details = QLabel(self)
        self._details.setProperty("tone", "muted")
        self._details.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._details.setMinimumWidth(0)
        for label in (self._title, self._details):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton(button, self)
        self.button.setProperty("kind", "link")
        self.button.setAutoDefault(False)
        self.button.setVisible(bool(button))
        self.button.clicked.connect(self.pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(10)
        row.addWidget(IconLabel(icon_name, _ROLES[tone], _ICON, self))
        row.addWidget(self._title)
        row.addWidget(self._details, 1)
        row.addWidget(self.button)
        self.setMinimumHeight(34)
        self.hide()

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def details(self) -> str:
        return self._details.text()

    def say(self, title: str, details: str = "") -> None:
        """Show it; a screen reader is told when it appears, not of each change."""
        is_new = self.isHidden()
        self._title.setText(title)
        self._details.setText(details)
        self._details.setToolTip(details)
        self.setAccessibleName(". ".join(filter(None, (title, details))))
        self.show()
        if is_new:
            event = QAccessibleAnnouncementEvent(self, self.accessibleName())
            QAccessible.updateAccessibility(event)
