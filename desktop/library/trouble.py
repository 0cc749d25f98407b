"""What the disk and SQLite raise, translated into problems."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from typing import TYPE_CHECKING

from desktop.core.errors import DatabaseDamaged, DiskFull, FolderUnwritable, StorageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_BY_CODE: dict[int, type[StorageProblem]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_CANTOPEN: FolderUnwritable,
    sqlite3.SQLITE_READONLY: FolderUnwritable,
    sqlite3.SQLITE_PERM: FolderUnwritable,
    sqlite3.SQLITE_AUTH: FolderUnwritable,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
    sqlite3.SQLITE_FORMAT: DatabaseDamaged,
    sqlite3.SQLITE_IOERR: StorageProblem,
    sqlite3.SQLITE_BUSY: StorageProblem,
    sqlite3.SQLITE_LOCKED: StorageProblem,
    sqlite3.SQLITE_PROTOCOL: StorageProblem,
    sqlite3.SQLITE_INTERRUPT: StorageProblem,
}


@contextlib.contextmanager
def translated(folder: Path, *, otherwise: type[StorageProblem] | None = None) -> Iterator[None]:
    """Turn OSError and SQLite's troubles with the file into problems that name `folder`.

    A mistake in a statement, or a constraint that does not hold, becomes `otherwise`; without
    that it stays what it is.
    """
    try:
        yield
    except OSError as error:
        problem = DiskFull if error.errno in _NO_SPACE else FolderUnwritable
        raise problem(folder=str(folder), detail=error.strerror) from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        found = _BY_CODE.get(code, otherwise)
        if found is None:
            raise
        raise found(folder=str(folder), detail=str(error)) from error
