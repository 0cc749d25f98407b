"""A file being received: written behind the reader's back, in order, durable at the end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
from typing import TYPE_CHECKING, Self

from desktop.leonardo.patience import wait_out

if TYPE_CHECKING:
    from io import FileIO
    from pathlib import Path
    from types import TracebackType

BATCH_BYTES = 1024 * 1024
MOST_WAITING_BYTES = 16 * BATCH_BYTES
_SYNC_BYTES = 16 * BATCH_BYTES
_MOST_VECTORS = 512  # systems take 1024 at the least


class PartFile:
    """The file at `path`, created if missing, its content kept. Every method may raise OSError.

    Disk and network work at the same time: `write` hands a batch to a thread, and waits for the
    one before it only when 16 MiB are waiting. `size` is what was there at first. Use it with
    `async with`: on the way out, also of a cancelled call, what waits is written and the file is
    at rest.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _open(path)
        self.size = self._file.seek(0, os.SEEK_END)
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._unsynced_bytes = 0
        self._writing: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if isinstance(error, OSError):  # the disk has spoken: once is enough
                self._waiting = []
            await self.settle()
        finally:
            try:
                if self._writing is not None:  # cancelled once more, while a thread writes
                    await wait_out(self._writing)
            finally:
                self._file.close()

    async def restart(self) -> None:
        """Forget the content; the next `write` is the first.

        Raises FileNotFoundError when another process has given the file its final name meanwhile:
        what is a clip by now is not cut short.
        """
        await self.settle()
        if not os.path.samestat(self._path.stat(), os.fstat(self._file.fileno())):
            raise FileNotFoundError(errno.ENOENT, "another file has this name", self._path.name)
        self._file.seek(0)
        self._file.truncate()

    async def tail(self, begin: int) -> bytes:
        """The bytes from `begin` on; the next `write` comes after them."""
        await self.settle()
        self._file.seek(begin)
        return self._file.read()

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._waiting.append(chunk)
        self._waiting_bytes += len(chunk)
        is_idle = self._writing is None or self._writing.done()
        if self._waiting_bytes >= (BATCH_BYTES if is_idle else MOST_WAITING_BYTES):
            await self._hand_over()

    async def write_early(self) -> None:
        """Have what waits written, unless the disk is busy: so much survives a kill."""
        if self._writing is None or self._writing.done():
            await self._hand_over()

    async def _hand_over(self) -> None:
        await self._written()
        batch, self._waiting, self._waiting_bytes = self._waiting, [], 0
        if batch:
            loop = asyncio.get_running_loop()
            self._writing = loop.run_in_executor(None, self._put, batch)

    async def settle(self) -> None:
        """Return when everything taken so far is in the file."""
        await self._hand_over()
        await self._written()

    async def sync(self) -> None:
        """Return when the file survives a loss of power."""
        await self.settle()
        await asyncio.to_thread(os.fsync, self._file.fileno())

    async def _written(self) -> None:
        """Wait for the batch being written; a cancelled caller leaves it to the next wait."""
        if self._writing is not None:
            await asyncio.wait({self._writing})
            writing, self._writing = self._writing, None
            writing.result()

    def _put(self, batch: list[bytes]) -> None:
        """Write `batch`, in a thread; every now and then all the way, so the end need not wait."""
        _write_all(self._file, batch)
        self._unsynced_bytes += sum(map(len, batch))
        if self._unsynced_bytes >= _SYNC_BYTES:
            self._unsynced_bytes = 0
            os.fsync(self._file.fileno())


def _open(path: Path) -> FileIO:
    with contextlib.suppress(FileExistsError):
        path.open("xb").close()
    return path.open("r+b", buffering=0)


def _write_all(file: FileIO, batch: list[bytes]) -> None:
    """Few long writes: between two of them a thread may have to wait for its turn."""
    for first in range(0, len(batch), _MOST_VECTORS):
        some = batch[first : first + _MOST_VECTORS]
        written = os.writev(file.fileno(), some) if hasattr(os, "writev") else 0
        if written < sum(map(len, some)):
            rest = memoryview(b"".join(some))[written:]
            while rest:
                rest = rest[file.write(rest) :]
