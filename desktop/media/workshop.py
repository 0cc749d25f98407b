"""Where this room's heavy work is done for jobs: in a process of its own, or in a thread here."""

from __future__ import annotations

import asyncio
import functools
import importlib
import logging
import os
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.media.crew import Crew

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

IDLE_S = 60.0
"""How long a process without work is kept: it holds some 50 MB and takes 0.3 s to start."""
LIMIT_S = 120.0
"""Longer than any work takes: a film on a share that does not answer must not stop all others."""
MOST_LOST = 2
_TRIES = 2


class ProcessLost(Exception):
    """The process has gone before its work was done, or could not be started."""


class WorkCrashed(Exception):
    """Twice the process did not survive this work, or it took too long: it is not tried here."""


class Workshop:
    """Runs functions one at a time: several at once would leave a window no core.

    `is_apart` has them run at low priority in a process, started with the first and ended when
    there was none for `idle_s`: what runs there contends neither for the window's interpreter
    lock nor, much, for its core. Where no process can be started, a thread does it. So `work` is
    a function of a module that may be run twice, with arguments, results and errors that can be
    pickled. Belongs to one loop.
    """

    def __init__(
        self, *, is_apart: bool = False, idle_s: float = IDLE_S, limit_s: float = LIMIT_S
    ) -> None:
        self._is_apart = is_apart
        self._starts_left = MOST_LOST if is_apart else 0
        self._idle_s = idle_s
        self._limit_s = limit_s
        self._turn = asyncio.Lock()
        self._crew: Crew | None = None
        self._idle: asyncio.TimerHandle | None = None

    def another(self) -> Workshop:
        """One of the same kind, for work that must not hold this one up."""
        return Workshop(is_apart=self._is_apart, idle_s=self._idle_s, limit_s=self._limit_s)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns; raises what it raises. Cancelled, it ends what is under way.

        Raises WorkCrashed: what ends a process there would end the app in a thread.
        """
        bound = functools.partial(work, *args, **kwargs)
        async with self._turn:
            self._stay()
            try:
                for _ in range(_TRIES):
                    crew = await self._ready()
                    if crew is None:
                        return await asyncio.to_thread(bound)
                    try:
                        return await self._run_apart(crew, bound)
                    except ProcessLost as lost:
                        logger.info("the process that works on pictures and films: %s", lost)
                raise WorkCrashed
            finally:
                loop = asyncio.get_running_loop()
                self._idle = loop.call_later(self._idle_s, self.close)

    def close(self) -> None:
        """End the process, whatever it does; `run` starts another one."""
        self._stay()
        crew, self._crew = self._crew, None
        if crew is not None:
            crew.end()

    async def _ready(self) -> Crew | None:
        """A process that has shown a sign of life; None where there can be none."""
        if self._crew is None and self._starts_left:  # 2 MB that an idle window does without
            await asyncio.to_thread(importlib.import_module, "desktop.media.crew")
        while self._crew is None and self._starts_left:
            from desktop.media.crew import Crew

            crew = Crew()
            try:
                await crew.do(os.getpid)
            except ProcessLost as lost:
                self._starts_left -= 1
                logger.warning("no process for pictures and films, a thread does it: %s", lost)
                crew.end()
            except BaseException:
                crew.end()
                raise
            else:
                self._crew = crew
        return self._crew

    async def _run_apart(self, crew: Crew, bound: Callable[[], T]) -> T:
        try:
            async with asyncio.timeout(self._limit_s):
                return await crew.do(bound)
        except TimeoutError as error:
            self.close()
            raise WorkCrashed from error
        except (ProcessLost, asyncio.CancelledError):
            self.close()  # a work nobody waits for would hold up the next
            raise

    def _stay(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
