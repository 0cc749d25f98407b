"""A download process, seen from the app: started, spoken to, never trusted blindly, ended.

Bytes that move in a process of their own, at low priority, contend neither for the window's
interpreter lock nor, much, for its core. The other side is `download_worker`.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import desktop
from desktop.core.secrets import KEY_VARIABLE
from desktop.leonardo import WORKER_OPTION
from desktop.leonardo.lines import (
    Cancel,
    Cancelled,
    Command,
    End,
    Ended,
    Failed,
    Fetch,
    Garbled,
    Lines,
    Logged,
    Moved,
    Ready,
    Report,
    read_report,
    write_command,
)
from desktop.leonardo.patience import wait_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.leonardo.order import Order
    from desktop.leonardo.progress import Progress

logger = logging.getLogger(__name__)

START_S = 20.0
CANCEL_S = 1.0
END_S = 0.5


class ProcessLost(Exception):
    """The process is gone before its download was; the part file is at rest."""


@dataclass(frozen=True)
class _Call:
    progress: Progress
    end: asyncio.Future[End | None]
    """None: the process is gone."""


class DownloadProcess(asyncio.SubprocessProtocol):
    """One such process; everything on the loop that started it.

    It ends when its standard input does, so also with an app that was killed.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._gone: asyncio.Future[None] = self._loop.create_future()
        self._transport: asyncio.SubprocessTransport | None = None
        self._silence: asyncio.TimerHandle | None = None
        self._lines = Lines()
        self._numbers = itertools.count(1)
        self._calls: dict[int, _Call] = {}
        self.fault: str | None = None
        """Why it was killed, if it was."""

    @classmethod
    async def start(cls, command: Sequence[str] = ()) -> Self:
        """A process that may not be ready yet, but can be spoken to. Raises OSError.

        `command` is how it is started, if not as this program is.
        """
        _, process = await asyncio.get_running_loop().subprocess_exec(
            cls,
            *(command or _command()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # in a windowed build there is none to inherit
            env=_environment(),
            creationflags=_creation_flags(),
        )
        return process

    @property
    def pid(self) -> int:
        """The system's number for it."""
        return self._transport.get_pid() if self._transport is not None else 0

    @property
    def is_gone(self) -> bool:
        return self._gone.done()

    async def fetch(self, order: Order, progress: Progress) -> int:
        """Have `order` carried out; the size of the video. A cancelled call ends it first.

        Raises ProcessLost, and what `Download.run` raises.
        """
        number = next(self._numbers)
        call = self._calls[number] = _Call(progress, self._loop.create_future())
        try:
            self._say(Fetch(number, order))
            await asyncio.wait({call.end})
        except asyncio.CancelledError:
            await self._call_off(number, call)
            raise
        finally:
            del self._calls[number]
        match call.end.result():
            case Ended(_, size_bytes):
                return size_bytes
            case Failed(_, problem):
                raise problem
        raise ProcessLost

    def leave(self) -> None:
        """Let it end; what it still does is broken off."""
        stdin = self._transport and self._transport.get_pipe_transport(0)
        if stdin is not None:
            stdin.close()

    async def end(self) -> None:
        """Return when it is gone; kills it if need be."""
        self.leave()
        await wait_out(self._gone, END_S)
        if not self._gone.done():
            self._kill("did not end")
            await wait_out(self._gone, END_S)

    async def _call_off(self, number: int, call: _Call) -> None:
        """Return when nobody writes to the part file any more."""
        if not call.end.done():
            self._say(Cancel(number))
        try:
            await wait_out(call.end, CANCEL_S)
        finally:
            if not call.end.done():
                self._kill("did not cancel")
                await wait_out(self._gone, END_S)

    def _say(self, command: Command) -> None:
        if self._gone.done() or self._transport is None:
            raise ProcessLost
        stdin = self._transport.get_pipe_transport(0)
        assert isinstance(stdin, asyncio.WriteTransport)
        if not stdin.is_closing():  # else the end of all calls is near
            stdin.write(write_command(command))

    # ── what it tells ────────────────────────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.SubprocessTransport)
        self._transport = transport
        self._silence = self._loop.call_later(START_S, self._kill, "no sign of life")

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002 - there is one
        if self.fault is not None:
            return
        try:
            for line in self._lines.feed(data):
                self._take(read_report(line))
        except Garbled as error:
            self._kill(f"garbled: {error}")

    def process_exited(self) -> None:
        self.leave()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - see the exit code
        """It has ended and all it told has been read."""
        assert self._transport is not None
        self._hear()
        self._transport.close()
        self.fault = self.fault or f"ended with {self._transport.get_returncode()}"
        for call in self._calls.values():
            if not call.end.done():
                call.end.set_result(None)
        self._gone.set_result(None)

    def _take(self, report: Report) -> None:
        match report:
            case Ready(version) if version == desktop.__version__:
                self._hear()
            case Moved(number, done_bytes, total_bytes):
                self._call(number).progress.tell(done_bytes, total_bytes)
            case Ended(number) | Failed(number) | Cancelled(number):
                self._call(number).end.set_result(report)
            case Logged(level, text):
                logger.log(min(level, logging.ERROR), "download process: %s", text)
            case _:
                raise Garbled("another version")

    def _call(self, number: int) -> _Call:
        call = self._calls.get(number)
        if call is None or call.end.done():
            raise Garbled("no such download")
        return call

    def _hear(self) -> None:
        if self._silence is not None:
            self._silence.cancel()

    def _kill(self, reason: str) -> None:
        self.fault = reason
        if self._transport is not None:
            with contextlib.suppress(ProcessLookupError):  # it was faster
                self._transport.kill()


def _command() -> list[str]:
    """How it is started; -P keeps the current directory out of its modules' places."""
    if getattr(sys, "frozen", False):
        return [sys.executable, WORKER_OPTION]
    return [sys.executable, "-P", "-m", "desktop", WORKER_OPTION]


def _environment() -> dict[str, str]:
    """Ours without the key, which goes to the API alone; modules are found where ours are."""
    kept = {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
    if not getattr(sys, "frozen", False):
        home = str(Path(desktop.__path__[0]).parent)
        places = [str(Path(place).absolute()) for place in sys.path if place]
        kept["PYTHONPATH"] = os.pathsep.join(places if home in places else [home, *places])
    return kept


def _creation_flags() -> int:
    """On Windows no console, and the window's work first; elsewhere it sees to that itself."""
    wanted = ("CREATE_NO_WINDOW", "BELOW_NORMAL_PRIORITY_CLASS")
    return sum(getattr(subprocess, name, 0) for name in wanted)
