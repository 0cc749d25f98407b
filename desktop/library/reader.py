"""A second connection for long reads: it holds nobody up, and ends when its caller goes."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from desktop.library import trouble

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")


def _swallow(done: asyncio.Future[T]) -> None:
    """What nobody waits for fails quietly: it was interrupted."""
    if not done.cancelled():
        done.exception()


class Reader:
    """Opened at its first read, on the thread "startframe-library"; it cannot write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._executor: ThreadPoolExecutor | None = None
        self._connection: sqlite3.Connection | None = None

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work`, one after the other. Raises StorageProblem.

        Cancelled, it ends what runs: what is typed next does not wait for it.
        """
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix="startframe-library")
        running = self._executor.submit(self._read, work)
        waiting = asyncio.wrap_future(running)
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            if not running.cancel() and self._connection is not None:
                self._connection.interrupt()
            waiting.add_done_callback(_swallow)
            raise

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with trouble.translated(self._path.parent):
            if self._connection is None:
                uri = f"{self._path.absolute().as_uri()}?mode=ro"
                self._connection = sqlite3.connect(uri, uri=True, isolation_level=None)
            return work(self._connection)

    async def close(self) -> None:
        """End the thread and the connection; what still runs is ended. Twice is harmless."""
        executor, self._executor = self._executor, None
        if executor is not None:
            if self._connection is not None:
                self._connection.interrupt()
            await asyncio.wrap_future(executor.submit(self._close))
            executor.shutdown(wait=True)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
