"""A pill: one short fact with an icon, which may be pressed."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.icons import icon

Tone = Literal["text", "warn", "error", "accent"]


class Pill(QPushButton):
    """Shows an icon and a text. Only a clickable one takes focus and reacts to the mouse."""

    def __init__(
        self,
        icon_name: str,
        text: str,
        *,
        tone: Tone = "text",
        is_clickable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "pill")
        self.setAutoDefault(False)
        self.setIconSize(QSize(18, 14))  # the words keep off the sign
        self.set_clickable(is_clickable)
        self.show_fact(icon_name, text, tone)

    def show_fact(self, icon_name: str, text: str, tone: Tone = "text") -> None:
        """Show another fact."""
        self.setIcon(icon(icon_name, tone))
        self.setText(text)
        self.setAccessibleName(text)
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)

    def set_clickable(self, is_clickable: bool) -> None:  # noqa: FBT001 a Qt-like setter
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_clickable else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not is_clickable)
