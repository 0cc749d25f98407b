"""Where this room's heavy work is done for jobs: in a process of its own, or in a thread here."""

from __future__ import annotations

import asyncio
import functools
import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from desktop.core.secrets import KEY_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from multiprocessing.process import BaseProcess

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

IDLE_S = 60.0
"""How long a process without work is kept: it holds some 50 MB and takes 0.3 s to start."""
POLITENESS = 10
MOST_LOST = 2


class ProcessLost(Exception):
    """The process has gone before its work was done, or could not be started."""


class Workshop:
    """Runs functions one at a time: several at once would leave a window no core.

    `is_apart` has them run at low priority in a process, started with the first and ended when
    there was none for `idle_s`: what runs there contends neither for the window's interpreter
    lock nor, much, for its core. When that process is lost, its work is done again in a thread;
    after the second loss no other is started. So `work` is a function of a module that may be
    run twice, with arguments, results and errors that can be pickled. Belongs to one loop.
    """

    def __init__(self, *, is_apart: bool = False, idle_s: float = IDLE_S) -> None:
        self._processes_left = MOST_LOST if is_apart else 0
        self._idle_s = idle_s
        self._turn = asyncio.Lock()
        self._crew: _Crew | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns; raises what it raises. A caller that is cancelled stops waiting."""
        bound = functools.partial(work, *args, **kwargs)
        async with self._turn:
            self._stay()
            try:
                if self._processes_left:
                    try:
                        return await self._run_apart(bound)
                    except ProcessLost as lost:
                        self._note_loss(lost)
                return await asyncio.to_thread(bound)
            finally:
                loop = asyncio.get_running_loop()
                self._idle = loop.call_later(self._idle_s, self.close)

    def close(self) -> None:
        """End the process, whatever it does; `run` starts another one."""
        self._stay()
        crew, self._crew = self._crew, None
        if crew is not None:
            crew.end()

    async def _run_apart(self, bound: Callable[[], T]) -> T:
        if self._crew is None:
            self._crew = _Crew()
        future = await asyncio.to_thread(self._crew.submit, bound)
        try:
            return await asyncio.wrap_future(future)
        except BrokenProcessPool as broken:
            raise ProcessLost(str(broken)) from broken

    def _note_loss(self, lost: ProcessLost) -> None:
        self._processes_left -= 1
        self.close()
        logger.warning("pictures and films are worked on in a thread now; the process: %s", lost)

    def _stay(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None


class _Crew:
    """One process and the executor that speaks to it."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(
            max_workers=1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_settle_in,
        )
        self._processes: set[BaseProcess] = set()

    def submit(self, bound: Callable[[], T]) -> Future[T]:
        """Have it done. Starting the process blocks for a moment. Raises ProcessLost."""
        before = set(multiprocessing.active_children())
        try:
            future = self._pool.submit(bound)
        except (BrokenProcessPool, OSError, RuntimeError) as error:
            raise ProcessLost(str(error)) from error
        self._processes |= set(multiprocessing.active_children()) - before
        return future

    def end(self) -> None:
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
