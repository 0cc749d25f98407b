"""Progress of a transfer, brought from its thread to the loop that asked for it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from desktop.leonardo.api import OnProgress

INTERVAL_S = 0.1


class Progress:
    """Calls `on_progress` on the loop it was made on, at most ten times a second.

    A context manager: after it nothing is delivered any more.
    """

    def __init__(self, on_progress: OnProgress | None) -> None:
        self._on_progress = on_progress
        self._loop = asyncio.get_running_loop()
        self._told_at = float("-inf")
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_closed = True

    def is_due(self) -> bool:
        """Whether a tenth of a second has gone by since the last `tell`."""
        return time.monotonic() - self._told_at >= INTERVAL_S

    def tell(self, done_bytes: int, total_bytes: int | None) -> None:
        """Deliver these numbers soon; from the transfer thread."""
        self._told_at = time.monotonic()
        if self._on_progress is None or self._is_closed:
            return
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens
            self._loop.call_soon_threadsafe(self._deliver, done_bytes, total_bytes)

    def _deliver(self, done_bytes: int, total_bytes: int | None) -> None:
        if self._on_progress is not None and not self._is_closed:
            self._on_progress(done_bytes, total_bytes)
