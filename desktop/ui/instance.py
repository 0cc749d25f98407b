"""One window a library: the first one holds the lock, a later start hands its picture over."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLockFile, QObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtNetwork import QLocalSocket

logger = logging.getLogger(__name__)

PATIENCE_S = 6.0
"""How long a later start tries to reach the first window before it opens one of its own."""
_ANSWER_MS = 1500
_AGAIN_MS = 150
_MOST_BYTES = 64 * 1024
_TAKEN = b"taken\n"
_CLOSING = b"closing\n"


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
    application = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    deadline = time.monotonic() + PATIENCE_S
    _let_it_come_forward()
    while time.monotonic() < deadline:
        if _call(data, picture) == _TAKEN:
            return None
        lock = claim(data)
        if lock is not None:
            del application  # the window makes the real one
            return lock
    logger.warning("the window that is open does not answer")
    return QLockFile(str(data / "window.lock"))


def _call(data: Path, picture: Path | None) -> bytes:
    from PySide6.QtNetwork import QLocalSocket

    message = json.dumps({"picture": None if picture is None else str(picture.absolute())})
    socket = QLocalSocket()
    socket.connectToServer(server_name(data))
    if not socket.waitForConnected(_AGAIN_MS):
        time.sleep(_AGAIN_MS / 1000)
        return b""
    socket.write(message.encode() + b"\n")
    while not socket.canReadLine() and socket.waitForReadyRead(_ANSWER_MS):
        pass
    answer = bytes(socket.readLine(_MOST_BYTES).data())
    socket.disconnectFromServer()
    return answer


def _let_it_come_forward() -> None:
    """Windows lets a process raise its window only when the one in front agrees."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)


def server_name(data: Path) -> str:
    """Its name among the local sockets of this user: one a library."""
    digest = hashlib.sha256(str(data.absolute()).encode()).hexdigest()
    return f"startframe-{digest[:24]}"


class Door(QObject):
    """Where later starts knock; `on_call(picture)` says whether the window has taken it.

    Only the same user can connect. What comes is a path, which is read like a dropped file.
    """

    def __init__(self, data: Path, on_call: Callable[[Path | None], bool]) -> None:
        super().__init__()
        from PySide6.QtNetwork import QLocalServer

        self._name = server_name(data)
        self._on_call = on_call
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def open(self) -> None:
        """Listen; what an ended process left of its socket is removed."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            logger.info("no later start can be heard: %s", self._server.errorString())

    def close(self) -> None:
        self._server.close()

    def _answer(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._read(socket))
        socket.disconnected.connect(socket.deleteLater)
        if socket.canReadLine():
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > _MOST_BYTES:
            socket.abort()
        elif socket.canReadLine():
            picture = _picture(bytes(socket.readLine(_MOST_BYTES).data()))
            socket.write(_TAKEN if self._on_call(picture) else _CLOSING)
            socket.flush()


def _picture(line: bytes) -> Path | None:
    """The absolute path in a message; None for anything else."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return None
    told = message.get("picture") if isinstance(message, dict) else None
    if not isinstance(told, str) or "\0" in told or not Path(told).is_absolute():
        return None
    return Path(told)
