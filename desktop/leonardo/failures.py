"""What the HTTP library raises, translated into problems."""

from __future__ import annotations

import errno
import ssl
from typing import TYPE_CHECKING

import httpx

from desktop.core.errors import (
    DiskFull,
    FolderUnwritable,
    NetworkProblem,
    Offline,
    ReplyLost,
    StorageProblem,
    TimedOut,
)
from desktop.core.log import redact

if TYPE_CHECKING:
    from pathlib import Path

NETWORK_ERRORS = (httpx.HTTPError, ssl.SSLError, ConnectionError, TimeoutError)
"""What a request may raise; the last three where the library lets one of the system through."""

_BEFORE_WRITING = (
    httpx.ConnectError,  # refused, unreachable, no such name, TLS not agreed
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,  # the proxy refused the tunnel
    httpx.UnsupportedProtocol,
)
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def is_before_writing(error: BaseException) -> bool:
    """Whether `error` proves that not a byte of the request was written."""
    return isinstance(error, _BEFORE_WRITING)


def network_problem(error: Exception, host: str, *, may_be_done: bool = False) -> NetworkProblem:
    """Offline before the request was written. After it: ReplyLost if it `may_be_done`.

    TimedOut for everything that may simply be asked again, also when the connection was cut.
    """
    detail = redact(f"{type(error).__name__}: {error}")[:200]
    if is_before_writing(error):
        return Offline(host=host, detail=detail)
    return (ReplyLost if may_be_done else TimedOut)(host=host, detail=detail)


def storage_problem(error: OSError, folder: Path) -> StorageProblem:
    """DiskFull, or FolderUnwritable for everything else a disk may answer."""
    found = DiskFull if error.errno in _FULL else FolderUnwritable
    return found(folder=str(folder), detail=error.strerror)
