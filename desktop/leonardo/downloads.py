"""Where downloads run: in a process of their own, or here, in the transfer thread."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from desktop.leonardo.api import Downloaded
from desktop.leonardo.download_process import DownloadProcess, ProcessLost

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.leonardo.clients import ClientSlot
    from desktop.leonardo.order import Order
    from desktop.leonardo.progress import Progress
    from desktop.leonardo.transport import Sleep

    Start = Callable[[], Awaitable[DownloadProcess]]

logger = logging.getLogger(__name__)

IDLE_S = 60.0
"""How long a process without work is kept: it holds 30 MB and takes 0.3 s to start."""
MOST_LOST = 2


class Downloads:
    """Carries out orders; all but its making on the transfer loop.

    `are_apart` has them done in a process, started with the first and ended when there was none
    for `idle_s`. One that is lost costs nothing: what it did goes on here from the part file. After
    the second loss no other is started.
    """

    def __init__(
        self,
        *,
        are_apart: bool,
        sleep: Sleep = asyncio.sleep,
        idle_s: float = IDLE_S,
        start: Start = DownloadProcess.start,
    ) -> None:
        self._processes_left = MOST_LOST if are_apart else 0
        self._sleep = sleep
        self._idle_s = idle_s
        self._start = start
        self._starting = asyncio.Lock()
        self._process: DownloadProcess | None = None
        self._former: list[DownloadProcess] = []
        self._running = 0
        self._idle: asyncio.TimerHandle | None = None

    @property
    def process(self) -> DownloadProcess | None:
        """The process orders go to, if there is one."""
        return self._process

    async def fetch(self, order: Order, progress: Progress, slot: ClientSlot) -> Downloaded:
        """Receive a video; see `Download.run`. Cancelling returns when its part is at rest."""
        if self._processes_left:
            with contextlib.suppress(ProcessLost):
                size_bytes = await self._fetch_apart(order, progress)
                progress.tell(size_bytes, size_bytes)
                return Downloaded(path=order.part, size_bytes=size_bytes)
        return await slot.use(order.download(progress, self._sleep).run)

    async def close(self) -> None:
        """End the processes; nothing is being downloaded any more."""
        self._processes_left = 0
        self._retire()
        for process in self._former:
            await process.end()

    async def _fetch_apart(self, order: Order, progress: Progress) -> int:
        self._running += 1
        self._stay()
        try:
            process = await self._ready()
            try:
                return await process.fetch(order, progress)
            except ProcessLost:
                self._lose(process)
                raise
        finally:
            self._running -= 1
            if not self._running:
                loop = asyncio.get_running_loop()
                self._idle = loop.call_later(self._idle_s, self._retire)

    async def _ready(self) -> DownloadProcess:
        """The process, started if need be. Raises ProcessLost when there shall be none."""
        async with self._starting:
            if self._process is not None and self._process.is_gone:
                self._lose(self._process)
            if not self._processes_left:
                raise ProcessLost
            if self._process is None:
                self._former = [process for process in self._former if not process.is_gone]
                try:
                    self._process = await self._start()
                except (OSError, NotImplementedError) as error:  # the latter: a loop without them
                    self._note_loss(f"not started: {error}")
                    raise ProcessLost from error
            return self._process

    def _lose(self, process: DownloadProcess) -> None:
        """Count it, once for all the downloads it had."""
        if process is self._process:
            self._process = None
            self._former.append(process)
            self._note_loss(process.fault or "gone")

    def _note_loss(self, reason: str) -> None:
        self._processes_left = max(0, self._processes_left - 1)
        logger.warning("downloads go on in the transfer thread; their process: %s", reason)

    def _stay(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _retire(self) -> None:
        self._stay()
        if self._process is not None:
            self._process.leave()
            self._former.append(self._process)
            self._process = None
