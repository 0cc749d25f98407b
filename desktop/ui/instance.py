"""One window a library: the first holds the lock, a later start hands a picture over or ends it.

The picture's path is left in a folder that the first window watches. Qt's local sockets would do
it as well, and keep 3 MB of network library in memory for it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, QTimer

from desktop.core import atomic

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

PATIENCE_S = 6.0
"""How long a later start tries to reach the first window before it opens one of its own."""
_LOOK_EVERY_S = 0.03
_MOST_BYTES = 64 * 1024
_SUFFIX = ".call"


def claim(data: Path) -> QLockFile | None:
    """The lock that makes this the window of the library in `data`; None if there is one.

    It is held for as long as the object lives, and is lost with the process however that ends.
    A folder that cannot be written is told about later, in the window.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError:
        return QLockFile(str(data / "window.lock"))
    lock = QLockFile(str(data / "window.lock"))
    lock.setStaleLockTime(0)  # age says nothing; a dead process is noticed all the same
    if lock.tryLock(0) or lock.error() is not QLockFile.LockError.LockFailedError:
        return lock
    return None


def hand_over(data: Path, picture: Path | None) -> QLockFile | None:
    """Bring the first window to the front with this picture.

    Returns None when that window has taken it; a lock when this is to be the window after all:
    the first one was closing, or does not answer (two windows do no harm, they only surprise).
    """
    _let_it_come_forward()
    call = _leave_call(data, {"picture": None if picture is None else str(picture.absolute())})
    deadline = time.monotonic() + PATIENCE_S
    while call is not None and time.monotonic() < deadline:
        if not call.exists():
            return None
        lock = claim(data)
        if lock is not None:
            call.unlink(missing_ok=True)
            return lock
        time.sleep(_LOOK_EVERY_S)
    logger.warning("the window that is open does not answer")
    if call is not None:
        call.unlink(missing_ok=True)
    return QLockFile(str(data / "window.lock"))


def is_open(data: Path) -> bool:
    """Whether a window of this library is open."""
    lock = claim(data) if data.is_dir() else None
    if lock is None:
        return data.is_dir()
    lock.unlock()
    return False


def end_window(data: Path, patience_s: float) -> bool:
    """Ask the window that is open to close; True when none is open (any more).

    It asks its user as it always does; this waits no longer than `patience_s` for the end, and
    leaves no word behind that would close the next one.
    """
    if not is_open(data):
        return True
    call = _leave_call(data, {"quit": True})
    deadline = time.monotonic() + patience_s
    try:
        while is_open(data):
            if time.monotonic() >= deadline:
                return False
            time.sleep(_LOOK_EVERY_S)
    finally:
        if call is not None:
            call.unlink(missing_ok=True)
    return True


def _leave_call(data: Path, message: dict[str, object]) -> Path | None:
    """The file that calls the window; None where it cannot be written."""
    call = calls_folder(data) / f"{uuid.uuid4().hex}{_SUFFIX}"
    try:
        call.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_text(call, json.dumps(message))
    except OSError:
        return None
    return call


def _let_it_come_forward() -> None:
    """Windows lets a process raise its window only when the one in front agrees."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)


def calls_folder(data: Path) -> Path:
    """Where later starts leave word."""
    return data / "calls"


class Door(QObject):
    """Where later starts knock; `on_call(picture)` says whether the window has taken it,

    `on_quit` is told that it is asked to close, once the call is away.

    A call that is taken is removed: that is how its caller knows. What comes is a path in a
    folder of the user's own, and is read like a dropped file.
    """

    def __init__(
        self,
        data: Path,
        on_call: Callable[[Path | None], bool],
        on_quit: Callable[[], object],
    ) -> None:
        super().__init__()
        self._folder = calls_folder(data)
        self._on_call = on_call
        self._on_quit = on_quit
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._answer)

    def open(self) -> None:
        """Listen. Who called before that is heard now."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            logger.info("no later start can be heard: %s", error)
            return
        for call in self._folder.glob(f"*{_SUFFIX}"):  # a window before this one was meant
            with contextlib.suppress(OSError):
                if _asks_to_quit(_message(call)):
                    call.unlink(missing_ok=True)
        self._watcher.addPath(str(self._folder))
        self._answer()

    def close(self) -> None:
        """Listen no more: who calls now opens a window of their own."""
        self._watcher.removePath(str(self._folder))

    def _answer(self) -> None:
        for call in sorted(self._folder.glob(f"*{_SUFFIX}")):
            with contextlib.suppress(OSError):
                message = _message(call)
                if _asks_to_quit(message):
                    call.unlink(missing_ok=True)
                    QTimer.singleShot(0, self, self._on_quit)  # it may ask, and wait for an answer
                elif self._on_call(_picture(message)):
                    call.unlink(missing_ok=True)


def _message(call: Path) -> dict[str, object]:
    """What a call says, as an object; an empty one for anything else. Raises OSError."""
    with call.open("rb") as file:
        text = file.read(_MOST_BYTES + 1)
    try:
        message = json.loads(text) if len(text) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _asks_to_quit(message: dict[str, object]) -> bool:
    return message.get("quit") is True


def _picture(message: dict[str, object]) -> Path | None:
    """The absolute path in a call; None for anything else."""
    told = message.get("picture")
    if not isinstance(told, str) or "\0" in told or not Path(told).is_absolute():
        return None
    return Path(told)
