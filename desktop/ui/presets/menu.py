"""The presets on top of their menu: one entry each, the one that is chosen now is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup

from desktop.ui.presets.summary import summary

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from desktop.core.presets import Preset, Presets


class PresetsMenu(QObject):
    """Keeps the entries above the menu's first own one. `chosen` tells a preset's name."""

    chosen = Signal(str)

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._menu = menu
        self._first = menu.actions()[0]
        self._group = QActionGroup(self)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self._entries: list[QAction] = []
        menu.setToolTipsVisible(True)

    def show_presets(self, presets: Presets) -> None:
        """Show these, in their order."""
        for entry in self._entries:
            self._menu.removeAction(entry)
            entry.deleteLater()
        self._entries = [self._entry(preset, presets.default) for preset in presets.all]
        if self._entries:
            line = QAction(self)
            line.setSeparator(True)
            self._entries.append(line)
        for entry in self._entries:
            self._menu.insertAction(self._first, entry)

    def mark(self, name: str | None) -> None:
        """Say which one the choices are now; None for none."""
        for entry in self._entries:
            entry.setChecked(not entry.isSeparator() and entry.data() == name)

    def _entry(self, preset: Preset, default: str) -> QAction:
        is_default = preset.name == default
        words = self.tr("{name} (default)") if is_default else "{name}"
        entry = QAction(words.format(name=preset.name).replace("&", "&&"), self._group)
        entry.setData(preset.name)
        entry.setCheckable(True)
        entry.setToolTip(summary(preset))
        entry.triggered.connect(lambda _on=False: self.chosen.emit(preset.name))
        return entry
