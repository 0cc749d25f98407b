"""Where a file is saved: the system's dialog, beginning in the folder that was used last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.ui.dialogs import choose_save_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.preferences import Preferences


class SavePlace:
    """Asks, and remembers the folder for the next time, also after a restart."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    @property
    def folder(self) -> Path:
        """Where something was saved last, else the user's home."""
        return Path(self._preferences.current.last_save_folder or Path.home())

    async def choose(self, parent: QWidget, name: str) -> Path | None:
        """Where to put a file that may be called `name`; None when the user thinks otherwise."""
        target = await choose_save_path(parent, self.folder, name)
        if target is not None:
            self._preferences.change(last_save_folder=str(target.parent))
        return target
