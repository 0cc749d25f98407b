"""A button that is an icon: named for the ear, explained by a tooltip with its shortcut."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.ui import theme
from desktop.ui.icons import icon


class IconButton(QToolButton):
    """`label` is the accessible name and the tooltip; `is_over_picture` gives it a dark ground."""

    def __init__(
        self,
        icon_name: str,
        label: str,
        *,
        shortcut: str = "",
        role: str = "text",
        is_over_picture: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role = "on_scrim" if is_over_picture else role
        self._shortcut = shortcut
        if is_over_picture:
            self.setProperty("surface", "scrim")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIconSize(QSize(theme.ICON_SIZE, theme.ICON_SIZE))
        self.setMinimumSize(theme.TARGET_SIZE, theme.TARGET_SIZE)
        self.set_icon(icon_name)
        self.set_label(label)

    def set_icon(self, icon_name: str, role: str | None = None) -> None:
        """Show another icon, in the same role unless another is given."""
        self._role = role or self._role
        self.setIcon(icon(icon_name, self._role))

    def set_label(self, label: str) -> None:
        """Name what a press does."""
        self.setAccessibleName(label)
        keys = QKeySequence(self._shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(f"{label}  {keys}" if keys else label)
