"""Owned tasks: each has a name, an owner that ends it, and a failure that is never lost."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")

OnError = Callable[[str, Exception], None]


def has_loop() -> bool:
    """Whether tasks can be started now: Qt goes on calling slots before and after the loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def in_thread(work: Callable[[Callable[[], bool]], T]) -> T:
    """What `work` returns, run in a thread; it is told by a question when nobody waits any more.

    A thread cannot be cancelled: it ends where it asks.
    """
    is_over = threading.Event()
    try:
        return await asyncio.to_thread(work, is_over.is_set)
    finally:
        is_over.set()


class TaskOwner:
    """Starts coroutines as named tasks, one live task a name, and ends them all in `close`.

    A second start of a live name is refused: that is what makes a double click one action.
    A task's exception goes to `on_error(name, exception)`, or to the log without one.
    """

    def __init__(self, on_error: OnError | None = None) -> None:
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._on_error = on_error
        self._is_closed = False

    def start(self, name: str, work: Coroutine[Any, Any, Any], *, replace: bool = False) -> bool:
        """Run `work` under `name`; False (and `work` closed unrun) if the name is still live.

        With `replace` the live task is cancelled and the new one runs. Needs a running loop.
        """
        live = self._tasks.get(name)
        if self._is_closed or (live is not None and not replace):
            work.close()
            return False
        if live is not None:
            live.cancel()
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks[name] = task
        task.add_done_callback(lambda done: self._finish(name, done))
        return True

    def is_live(self, name: str) -> bool:
        """Whether a task of this name is still running."""
        return name in self._tasks

    def cancel(self, name: str) -> bool:
        """Ask the task to stop; False if there is none."""
        task = self._tasks.get(name)
        return task.cancel() if task is not None else False

    async def end(self, name: str) -> None:
        """Cancel the task and return once it has ended; at once if there is none."""
        task = self._tasks.get(name)
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    async def close(self, timeout_s: float = 5.0) -> None:
        """Cancel everything and wait until it has ended; later starts are refused."""
        self._is_closed = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=timeout_s)
            for task in unfinished:
                logger.error("task %s did not end within %s s", task.get_name(), timeout_s)

    def _finish(self, name: str, task: asyncio.Task[Any]) -> None:
        if self._tasks.get(name) is task:
            del self._tasks[name]
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        if self._on_error is not None and isinstance(error, Exception):
            self._on_error(name, error)
        else:
            logger.error("task %s failed", name, exc_info=error)
