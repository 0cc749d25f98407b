"""Hints the user does not want to see: remembered in the settings, and all called back at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.core.settings import Settings
    from desktop.ui.compose.panel import ComposePanel
    from desktop.ui.preferences import Preferences


class Dismissals(QObject):
    """Connects the crosses of Compose's hints, the settings, and "Show all hints again"."""

    def __init__(
        self, compose: ComposePanel, call_back: QAction, preferences: Preferences, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._compose = compose
        self._call_back = call_back
        self._preferences = preferences
        compose.hints.dismissed.connect(self._on_dismissed)
        call_back.triggered.connect(self._on_called_back)
        preferences.changed.connect(self._follow)
        self._follow(preferences.current)

    def _on_dismissed(self, concern: str) -> None:
        known = self._preferences.current.dismissed_hints
        self._preferences.change(dismissed_hints=(*known, concern))

    def _on_called_back(self) -> None:
        self._preferences.change(dismissed_hints=())

    def _follow(self, settings: Settings) -> None:
        self._compose.preflight.dismiss(settings.dismissed_hints)
        self._call_back.setEnabled(bool(settings.dismissed_hints))
