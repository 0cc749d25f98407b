"""Quiet lines under the controls: things worth knowing that stop nobody."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.widgets.icon_label import IconLabel

SIGN = 14


class Hint(QWidget):
    """One line with its sign."""

    def __init__(self, icon_name: str, text: str, tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        sign = IconLabel(icon_name, tone, SIGN, self)
        words = QLabel(text, self)
        words.setWordWrap(True)
        words.setProperty("tone", "hint_warn" if tone == "warn" else "small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(words, 1)
        self.setAccessibleName(text)


class Hints(QWidget):
    """The hints there are; each is shown while it is true."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        soft = self.tr("The picture is smaller than the clip and may look soft.")
        self.soft = Hint("triangle-alert", soft, "warn", self)
        self.soft.setObjectName("soft_hint")
        silent = self.tr("Without a prompt the model decides the motion.")
        self.no_prompt = Hint("info", silent, "muted", self)
        self.no_prompt.setObjectName("no_prompt_hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.soft)
        layout.addWidget(self.no_prompt)
        self.show_hints(is_soft=False, is_without_prompt=False)

    def show_hints(self, *, is_soft: bool, is_without_prompt: bool) -> None:
        """Show what is true now."""
        self.soft.setVisible(is_soft)
        self.no_prompt.setVisible(is_without_prompt)
        self.setVisible(is_soft or is_without_prompt)
