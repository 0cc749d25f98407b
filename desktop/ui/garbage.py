"""Python's garbage, collected on the GUI thread alone, in portions too small to be felt.

The collector runs in whichever thread happens to allocate. A Qt object that it ends in a worker
thread leaves its timers behind with the GUI thread's dispatcher, and the next tick is a crash:
seen as a segmentation fault in QTimerInfoList::activateTimers.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

INTERVAL_MS = 50
OLDEST = 2
PORTIONS = (700, 5, 2)
"""Thresholds: three hundred jobs left 43 ms of work for the oldest generation by the usual ones."""
REST_S = 60.0
"""Between two collections of everything, which take some 30 ms."""


class GarbageCollector(QObject):
    """Stops the automatic collector; collects what its thresholds ask for, several times a second.

    What has survived the oldest generation is frozen: it mostly stays, and walking it again is
    what takes long. All of it is walked once the user has turned to another window.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.set_threshold(*PORTIONS)
        self._all_collected_at = time.monotonic()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self.use_rest)

    def freeze(self) -> None:
        """Leave everything that lives now out of later collections."""
        gc.collect(0)
        gc.freeze()

    def collect(self) -> int:
        """Collect the oldest generation that is due; returns it, or -1 when none is."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (OLDEST, 1, 0):
            if counts[generation] > thresholds[generation] > 0:
                gc.collect(generation)
                if generation == OLDEST:
                    gc.freeze()
                return generation
        return -1

    def use_rest(self, state: Qt.ApplicationState) -> bool:
        """Collect everything while nobody looks, a minute apart at the least; whether it did."""
        is_looked_at = state is Qt.ApplicationState.ApplicationActive
        if is_looked_at or time.monotonic() - self._all_collected_at < REST_S:
            return False
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._all_collected_at = time.monotonic()
        return True
