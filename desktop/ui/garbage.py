"""Python's garbage, collected on the GUI thread alone.

The collector runs in whichever thread happens to allocate. A Qt object that it ends in a worker
thread leaves its timers behind with the GUI thread's dispatcher, and the next tick is a crash:
seen as a segmentation fault in QTimerInfoList::activateTimers.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1000


class GarbageCollector(QObject):
    """Stops the automatic collector; collects what its thresholds ask for, once a second.

    What the start has made is frozen first: it stays anyway, and walking it takes 30 ms.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def freeze(self) -> None:
        """Leave everything that lives now out of later collections."""
        gc.collect(0)
        gc.freeze()

    def collect(self) -> int:
        """Collect the oldest generation that is due; returns it, or -1 when none is."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation] > 0:
                gc.collect(generation)
                return generation
        return -1
