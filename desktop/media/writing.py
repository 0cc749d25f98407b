"""Files of this room put on disk whole, with the disk's refusals translated."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from desktop.core import atomic
from desktop.core.errors import DiskFull, FolderUnwritable

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.errors import StorageProblem

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


def write(path: Path, content: bytes) -> None:
    """Put `content` at `path`, durably and whole. Raises DiskFull or FolderUnwritable."""
    try:
        atomic.write_bytes(path, content)
    except OSError as error:
        problem = DiskFull if error.errno in _NO_SPACE else FolderUnwritable
        raise problem(folder=str(path.parent), detail=error.strerror) from error


def refusal(error: Exception, folder: Path) -> StorageProblem | None:
    """What the disk refused, by the error's `errno`; None where it is about something else."""
    code = getattr(error, "errno", None)
    if code in _NO_SPACE:
        return DiskFull(folder=str(folder))
    return FolderUnwritable(folder=str(folder)) if code in _DENIED else None
