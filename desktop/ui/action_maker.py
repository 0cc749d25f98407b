"""How the window's actions are made: where their shortcuts act, and how they get into a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QMenu, QWidget

Shortcut = QKeySequence | QKeySequence.StandardKey | str | None


class ActionMaker:
    """Makes actions of `owner` for `window`; single keys act only where `scope_to` says."""

    def __init__(self, window: QWidget, owner: QObject) -> None:
        self._window = window
        self._owner = owner
        self._scoped: list[QAction] = []

    def everywhere(self, text: str, shortcut: Shortcut, name: str) -> QAction:
        """One whose shortcut acts in the whole window."""
        action = self.apart(text, shortcut, name)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._window.addAction(action)
        return action

    def scoped(self, text: str, shortcut: Shortcut, name: str) -> QAction:
        """One whose shortcut acts while the stage or the shelf has the focus."""
        action = self.apart(text, shortcut, name)
        self._scoped.append(action)
        return action

    def apart(self, text: str, shortcut: Shortcut, name: str) -> QAction:
        """One whose shortcut acts in the widgets it is added to, and in their parts."""
        action = QAction(text, self._owner)
        action.setObjectName(name)
        action.setMenuRole(QAction.MenuRole.NoRole)  # macOS would guess by the words
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if shortcut is not None:
            action.setShortcut(shortcut)
        return action

    def scope_to(self, *widgets: QWidget) -> None:
        """Let the single keys act while one of these, or a part of it, has the focus."""
        for widget in widgets:
            widget.addActions(self._scoped)


def fill(menu: QMenu, *actions: QAction | None) -> None:
    """Add these to a menu; None is a line."""
    for action in actions:
        if action is None:
            menu.addSeparator()
        else:
            menu.addAction(action)
