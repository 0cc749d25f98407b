"""The lease: which process works on a job, told by a lock that a killed process loses."""

from __future__ import annotations

import contextlib
import re
import time
import uuid
from typing import TYPE_CHECKING

from desktop.core.errors import FolderUnwritable
from desktop.core.lock import FileLock

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile("[0-9a-f]{32}")
_SUFFIX = ".lease"
_PATIENCE_S = 2.0
_YOUNG_S = 60.0


class Lease:
    """One process's claim: `name` is written to the jobs it works on, the lock says it lives.

    The lock is the operating system's (flock, LockFileEx): it is gone with its process, however
    that ended, and no clock is asked. `hold`, `is_held` and `release` block for moments: call
    them in a thread.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: FileLock | None = None
        self.name = uuid.uuid4().hex

    def hold(self) -> None:
        """Take the lock, for as long as this process lives. Raises FolderUnwritable."""
        if self._lock is not None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
            lock = FileLock(self._path(self.name))
            has_it = lock.acquire(_PATIENCE_S)  # somebody may be asking whether it is held
        except OSError as error:
            raise FolderUnwritable(folder=str(self._folder), detail=str(error)) from error
        if not has_it:
            raise FolderUnwritable(folder=str(self._folder), detail="the lease is taken")
        self._lock = lock

    def is_held(self, name: str) -> bool:
        """Whether the process of this name lives, this one included."""
        if name == self.name:
            return True
        path = self._path(name)
        if not _NAME.fullmatch(name) or not path.exists():
            return False
        try:
            with FileLock(path).held() as was_free:
                return not was_free
        except OSError:
            return True

    def release(self) -> None:
        """Give the lock back. Twice is harmless."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            with contextlib.suppress(OSError):
                self._path(self.name).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove what ended processes left; a young file may be one about to be locked."""
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                is_young = time.time() - path.stat().st_mtime < _YOUNG_S
                if not is_young and not self.is_held(path.stem):
                    path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"
