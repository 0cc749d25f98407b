"""When a window has been painted for the first time, with everything in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer


def watch(window_class: Any, on_painted: Callable[[Any, float], None]) -> None:
    """Have `on_painted(window, time)` called once. Before the first window of the class is made.

    `paintEvent` comes before its children are painted and anything is shown; the timer set there
    fires when the whole paint is over. The clock is the one all processes share.
    """
    original = window_class.paintEvent
    seen: list[Any] = []

    def paint(self: Any, event: Any) -> None:
        if not seen:
            seen.append(self)
            QTimer.singleShot(0, lambda: on_painted(self, time.perf_counter()))
        original(self, event)

    window_class.paintEvent = paint
