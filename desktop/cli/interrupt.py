"""Ctrl+C, or a polite request to end: the work is cancelled once, and closes in order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

T = TypeVar("T")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_interruptible(work: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
    """Run `work()` on a loop of its own; None when it was interrupted. Raises what it raises."""
    with asyncio.Runner() as runner:
        return runner.run(_Interruptible().run(work))


class _Interruptible:
    def __init__(self) -> None:
        self._task: asyncio.Task[Any] | None = None
        self._was_interrupted = False

    async def run(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
        self._task = asyncio.current_task()
        with _handled(asyncio.get_running_loop(), self._interrupt):
            try:
                return await work()
            except asyncio.CancelledError:
                if self._was_interrupted:  # by the signal, and everything is closed by now
                    return None
                raise

    def _interrupt(self) -> None:
        """The first signal ends the work; those after it do not disturb its closing."""
        if not self._was_interrupted and self._task is not None:
            self._was_interrupted = True
            self._task.cancel()


@contextlib.contextmanager
def _handled(loop: asyncio.AbstractEventLoop, interrupt: Callable[[], None]) -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number in _SIGNALS:
        try:
            loop.add_signal_handler(number, interrupt)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(interrupt))
    try:
        yield
    finally:
        for number, handler in before.items():
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler)
