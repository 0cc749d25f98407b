"""The download process itself: fetches what its standard input asks for, tells on standard output.

It knows no key, opens no log and imports nothing of the window.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from functools import partial
from typing import TYPE_CHECKING

from desktop import __version__
from desktop.core.errors import Bug, Problem
from desktop.core.log import RedactingFormatter
from desktop.core.tasks import TaskOwner
from desktop.leonardo.clients import ClientMaker, ClientSlot
from desktop.leonardo.lines import (
    Cancel,
    Cancelled,
    Command,
    Ended,
    Failed,
    Fetch,
    Lines,
    Logged,
    Moved,
    Ready,
    Report,
    read_command,
    write_report,
)
from desktop.leonardo.progress import Progress
from desktop.leonardo.transfer import Transfer

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.leonardo.api import Downloaded
    from desktop.leonardo.order import Order

logger = logging.getLogger(__name__)

POLITENESS = 10
_INPUT, _OUTPUT = 0, 1  # not sys.stdin and sys.stdout: a windowed build has none
_READ_BYTES = 64 * 1024
_LONGEST_TEXT = 4000


def serve() -> int:
    """Work until standard input ends, which ends the process there and then."""
    _be_modest()
    voice = Voice()
    room = logging.getLogger("desktop")
    room.setLevel(logging.INFO)
    room.propagate = False
    room.addHandler(_Relay(voice))
    asyncio.run(_work(voice))
    return 0


def _be_modest() -> None:
    """The window's work before ours; Ctrl+C in the terminal is the app's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):  # on Windows the app has seen to it
        os.nice(POLITENESS)


async def _work(voice: Voice) -> None:
    worker = DownloadWorker(voice.say)
    listening = threading.Thread(
        target=_listen, args=(asyncio.get_running_loop(), worker), daemon=True
    )
    listening.start()
    voice.say(Ready(__version__))
    await asyncio.Event().wait()


def _listen(loop: asyncio.AbstractEventLoop, worker: DownloadWorker) -> None:
    """Hand on commands. At the end of the input, and at any fault, nothing more is written."""
    lines = Lines()
    try:
        while data := os.read(_INPUT, _READ_BYTES):
            for line in lines.feed(data):
                loop.call_soon_threadsafe(worker.take, read_command(line))
    finally:
        os._exit(0)


class Voice:
    """Tells the app, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def say(self, report: Report) -> None:
        """Write one line; without a listener the process ends."""
        rest = write_report(report)
        try:
            with self._lock:
                while rest:
                    rest = rest[os.write(_OUTPUT, rest) :]
        except OSError:
            os._exit(0)


class _Relay(logging.Handler):
    """Brings the house's own lines to the app's log; the HTTP library's name whole addresses."""

    def __init__(self, voice: Voice) -> None:
        super().__init__(logging.INFO)
        self._voice = voice
        self.setFormatter(RedactingFormatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._voice.say(Logged(record.levelno, self.format(record)[:_LONGEST_TEXT]))


class DownloadWorker:
    """Carries out commands and tells `say` of them; `take` is called on its loop."""

    def __init__(self, say: Callable[[Report], None]) -> None:
        self._say = say
        self._tasks = TaskOwner(on_error=self._on_bug)
        self._transfers: dict[int, Transfer[Downloaded]] = {}
        self._slots: dict[bool, ClientSlot] = {}

    def take(self, command: Command) -> None:
        """Begin a download, or stop one."""
        match command:
            case Fetch(number, order):
                transfer = Transfer(partial(self._download, number, order))
                self._transfers[number] = transfer
                self._tasks.start(str(number), self._carry_out(number, order, transfer))
            case Cancel(number) if number in self._transfers:
                self._transfers[number].cancel()

    async def _carry_out(self, number: int, order: Order, transfer: Transfer[Downloaded]) -> None:
        try:
            downloaded = await transfer.carry_out(self._slot(is_local=order.is_local))
        except asyncio.CancelledError:
            self._say(Cancelled(number))
            raise
        except Problem as problem:
            self._say(Failed(number, problem))
        else:
            self._say(Ended(number, downloaded.size_bytes))
        finally:
            del self._transfers[number]

    async def _download(self, number: int, order: Order, slot: ClientSlot) -> Downloaded:
        with Progress(lambda done, total: self._say(Moved(number, done, total))) as progress:
            return await slot.use(order.download(progress, asyncio.sleep).run)

    def _slot(self, *, is_local: bool) -> ClientSlot:
        if is_local not in self._slots:
            self._slots[is_local] = ClientSlot(ClientMaker(is_local=is_local).bulk)
        return self._slots[is_local]

    def _on_bug(self, name: str, error: Exception) -> None:
        logger.error("download %s failed", name, exc_info=error)
        self._say(Failed(int(name), Bug(summary=type(error).__name__)))
