"""The settings as the window holds them: one current value, saved soon after a change."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from desktop.core.settings import Settings, SettingsFile
    from desktop.core.tasks import TaskOwner

logger = logging.getLogger(__name__)

SAVE_DELAY_MS = 300


class Preferences(QObject):
    """Holds the settings, tells when they change, writes them off the GUI thread."""

    changed = Signal(object)

    def __init__(self, file: SettingsFile, settings: Settings, tasks: TaskOwner) -> None:
        super().__init__()
        self.current = settings
        self._file = file
        self._saved = settings
        self._tasks = tasks
        self._timer = QTimer(self, singleShot=True, interval=SAVE_DELAY_MS)
        self._timer.timeout.connect(self._start_saving)

    def change(self, **values: Any) -> None:
        """Replace some values; the file follows within a second."""
        changed = self.current.changed(**values)
        if changed == self.current:
            return
        self.current = changed
        self._timer.start()
        self.changed.emit(changed)

    async def flush(self) -> None:
        """Write now what is not written yet."""
        self._timer.stop()
        while self._saved != self.current:
            settings = self.current
            try:
                await asyncio.to_thread(self._file.save, settings)
            except OSError as error:
                logger.warning("settings could not be saved: %s", error)
                return
            self._saved = settings

    def _start_saving(self) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # the loop rests between two runs: a little later, then
            self._timer.start()
        else:
            self._tasks.start("save settings", self.flush())
