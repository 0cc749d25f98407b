"""A file lock of the operating system's: gone with the process that holds it, however it ended.

Ours, because the library for it brings in asyncio and 5 MB for these two system calls.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_AGAIN_S = 0.02


class FileLock:
    """Holds `path` locked between `acquire` and `release`; the file stays where it is.

    Two locks of one file exclude each other within a process as well. Blocks for as long as it
    is told to: use it in a thread.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, timeout_s: float = 0) -> bool:
        """Take the lock; False when another holds it for as long as this. Raises OSError.

        The file is made where it is missing, its folder is not.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + timeout_s
        while not _try_lock(descriptor):
            if time.monotonic() >= deadline:
                os.close(descriptor)
                return False
            time.sleep(_AGAIN_S)
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Give it back. Twice is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)  # that ends the lock
            self._descriptor = None

    @contextlib.contextmanager
    def held(self, timeout_s: float = 0) -> Iterator[bool]:
        """Whether it could be taken; given back at the end."""
        has_it = self.acquire(timeout_s)
        try:
            yield has_it
        finally:
            self.release()


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
