"""The transfer thread: bulk bytes move on an asyncio loop of their own, away from the window."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from desktop.core.errors import Offline
from desktop.leonardo.clients import ClientSlot
from desktop.leonardo.patience import wait_out

if TYPE_CHECKING:
    from desktop.leonardo.clients import ClientMaker, Work

T = TypeVar("T")
Errand = Callable[[ClientSlot], Awaitable[T]]
"""Work that may not need a client: it is given the place where there is one."""

THREAD_NAME = "startframe-transfer"
CLOSE_S = 5.0


class TransferThread:
    """One thread, one loop, one HTTP/1.1 client without a key; started at the first transfer.

    `run` and `close` are called from one loop, whatever kind it is (asyncio, qasync). `at_end` is
    called in the thread when all work has ended.
    """

    def __init__(
        self, maker: ClientMaker, at_end: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        self._maker = maker
        self._at_end = at_end
        self._thread: threading.Thread | None = None
        self._ready: concurrent.futures.Future[_Room] | None = None
        self._is_closed = False

    async def run(self, work: Work[T]) -> T:
        """`work(client)` in the transfer thread; see `do`."""
        return await self.do(lambda slot: slot.use(work))

    async def do(self, errand: Errand[T]) -> T:
        """`errand(slot)` in the transfer thread, awaited here.

        A cancelled call cancels the work and returns only when it has ended: nothing writes to
        a file any more then. Raises what the work raises, RuntimeError after `close`.
        """
        room = await asyncio.shield(asyncio.wrap_future(self._start()))
        if self._is_closed:
            raise RuntimeError("the transfers are closed")
        transfer = Transfer(errand)
        ended = asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(transfer.carry_out(room.slot), room.loop)
        )
        try:
            await asyncio.wait({ended})  # unlike a plain await, it leaves `ended` uncancelled
        except asyncio.CancelledError:
            with contextlib.suppress(RuntimeError):  # its loop is closed: it has ended
                room.loop.call_soon_threadsafe(transfer.cancel)
            await wait_out(ended, CLOSE_S)
            raise
        return ended.result()

    async def close(self) -> None:
        """Cancel what runs and end the thread; later calls are refused."""
        self._is_closed = True
        if self._thread is None or self._ready is None:
            return
        with contextlib.suppress(RuntimeError, Offline):  # it has ended already
            room = await asyncio.wrap_future(self._ready)
            room.loop.call_soon_threadsafe(room.closing.set)
        await asyncio.to_thread(self._thread.join, CLOSE_S)
        self._thread = None

    def _start(self) -> concurrent.futures.Future[_Room]:
        if self._is_closed:
            raise RuntimeError("the transfers are closed")
        if self._ready is None:
            self._ready = concurrent.futures.Future()
            self._thread = threading.Thread(
                target=self._main, args=(self._ready,), name=THREAD_NAME, daemon=True
            )
            self._thread.start()
        return self._ready

    def _main(self, ready: concurrent.futures.Future[_Room]) -> None:
        try:
            with asyncio.Runner() as runner:  # cancels what still runs when `_serve` has ended
                room = _Room(runner.get_loop(), ClientSlot(self._maker.bulk))
                runner.run(_serve(room, ready))
                runner.run(self._end(room))
        except OSError as error:  # no handles left to make a loop of
            if not ready.done():
                self._ready = None
                ready.set_exception(Offline(detail=str(error)))

    async def _end(self, room: _Room) -> None:
        if self._at_end is not None:
            await self._at_end()
        await room.slot.close()


class _Room:
    """What lives in the thread: its loop, its client, and the wish to end."""

    def __init__(self, loop: asyncio.AbstractEventLoop, slot: ClientSlot) -> None:
        self.loop = loop
        self.slot = slot
        self.closing = asyncio.Event()


async def _serve(room: _Room, ready: concurrent.futures.Future[_Room]) -> None:
    ready.set_result(room)
    await room.closing.wait()
    running = asyncio.all_tasks() - {asyncio.current_task()}
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running, timeout=CLOSE_S)


class Transfer(Generic[T]):
    """One errand under way; `cancel` is called on its loop, perhaps before it has begun."""

    def __init__(self, errand: Errand[T]) -> None:
        self._errand = errand
        self._task: asyncio.Task[T] | None = None
        self._is_cancelled = False

    async def carry_out(self, slot: ClientSlot) -> T:
        """Do it; in a task that does nothing else."""
        self._task = asyncio.current_task()
        if self._is_cancelled:
            raise asyncio.CancelledError
        return await self._errand(slot)

    def cancel(self) -> None:
        """Stop it; `carry_out` then ends when it has stopped."""
        self._is_cancelled = True
        if self._task is not None:
            self._task.cancel()
