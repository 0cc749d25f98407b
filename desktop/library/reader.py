"""A second connection for long reads: it holds nobody up, and ends when its caller goes."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
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
        self._is_closing = False

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work`, one after the other. Raises StorageProblem.

        Cancelled, it ends what runs: what is typed next does not wait for it.
        """
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix="startframe-library")
        is_unwanted = threading.Event()
        running = self._executor.submit(self._read, work, is_unwanted)
        waiting = asyncio.wrap_future(running)
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            is_unwanted.set()
            if not running.cancel() and not running.done() and self._connection is not None:
                self._connection.interrupt()
            waiting.add_done_callback(_swallow)
            raise

    def _read(self, work: Callable[[sqlite3.Connection], T], is_unwanted: threading.Event) -> T:
        with trouble.translated(self._path.parent):
            if self._connection is None:
                uri = f"{self._path.absolute().as_uri()}?mode=ro"
                self._connection = sqlite3.connect(uri, uri=True, isolation_level=None)
            while True:
                try:
                    return work(self._connection)
                except sqlite3.OperationalError as error:
                    # meant for the one before, which had just ended: this one is still wanted
                    is_meant = self._is_closing or is_unwanted.is_set()
                    if is_meant or error.sqlite_errorname != "SQLITE_INTERRUPT":
                        raise

    async def close(self) -> None:
        """End the thread and the connection; what still runs is ended. Twice is harmless."""
        executor, self._executor = self._executor, None
        if executor is not None:
            self._is_closing = True
            if self._connection is not None:
                self._connection.interrupt()
            await asyncio.wrap_future(executor.submit(self._close))
            executor.shutdown(wait=True)
            self._is_closing = False

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
