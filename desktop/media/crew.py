"""The process that works on pictures and films, and the executor that speaks to it."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, TypeVar

from desktop.core.secrets import KEY_VARIABLE
from desktop.media.workshop import ProcessLost

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from multiprocessing.process import BaseProcess

T = TypeVar("T")

POLITENESS = 10


class Crew:
    """One process and the executor that speaks to it."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(
            max_workers=1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_settle_in,
        )
        self._processes: set[BaseProcess] = set()

    async def do(self, bound: Callable[[], T]) -> T:
        """Have it done. Raises ProcessLost, and what it raises."""
        try:
            return await asyncio.wrap_future(await asyncio.to_thread(self._submit, bound))
        except BrokenProcessPool as broken:
            raise ProcessLost(str(broken)) from broken

    def _submit(self, bound: Callable[[], T]) -> Future[T]:
        """Starting the process blocks for a moment."""
        before = set(multiprocessing.active_children())
        try:
            future = self._pool.submit(bound)
        except (BrokenProcessPool, OSError, RuntimeError) as error:
            raise ProcessLost(str(error)) from error
        self._processes |= set(multiprocessing.active_children()) - before
        return future

    def end(self) -> None:
        """At once, whatever it does."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.terminate()


# ── in the process ───────────────────────────────────────────────────────────────────────────


def _settle_in() -> None:
    """The window's work before ours; Ctrl+C is the app's to answer; no key, and no life alone."""
    os.environ.pop(KEY_VARIABLE, None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    logging.lastResort = None  # what is wrong with a file is told by problems
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that was killed tells nobody; without this the process would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    multiprocessing.connection.wait([parent.sentinel])
    os._exit(0)
