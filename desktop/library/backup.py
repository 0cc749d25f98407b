"""The daily backup of the database: one whole file a day, the last seven are kept."""

from __future__ import annotations

import contextlib
import datetime
import logging
import os
import re
import sqlite3
import tempfile
import time
from pathlib import Path

from desktop.core import atomic
from desktop.core.errors import DatabaseDamaged, StorageProblem
from desktop.library import migrations, trouble

logger = logging.getLogger(__name__)

KEPT = 7
_NAME = "startframe-{day:%Y-%m-%d}.sqlite3"
_NAMED = re.compile(r"startframe-(\d{4}-\d\d-\d\d)\.sqlite3")
_PART = ".startframe-backup-"
_LEFT_BEHIND_S = 3600.0


def backups(database: Path) -> list[Path]:
    """The backups there are, newest first; whether they are good is not looked at."""
    with contextlib.suppress(OSError):
        files = [file for file in _folder(database).iterdir() if _NAMED.fullmatch(file.name)]
        return sorted(files, key=lambda file: file.name, reverse=True)
    return []


def back_up(database: Path, today: datetime.date) -> Path | None:
    """Make today's backup; None when it is there already. Blocks, but nobody else.

    The copy is read back before it takes its name, and only then does the oldest one go. Raises
    StorageProblem; then everything is as it was.
    """
    target = _folder(database) / _NAME.format(day=today)
    if target.exists():
        return None
    with trouble.translated(target.parent, otherwise=StorageProblem):
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_left_behind(target.parent)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=_PART)
        os.close(handle)
        part = Path(name)
        try:
            copy(database, part)
            part.replace(target)
        finally:
            _remove(part)
        atomic.sync_folder(target.parent)
        for old in backups(database)[KEPT:]:
            _remove(old)
    return target


def copy(source: Path, target: Path) -> None:
    """Copy one whole state of a database over `target`, durably, and read the copy back.

    Raises DatabaseDamaged, sqlite3.Error, OSError.
    """
    with contextlib.closing(_reading(source)) as there:
        with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as here:
            there.backup(here)
            here.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file, without companions
        check(target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def check(database: Path) -> None:
    """Raise DatabaseDamaged unless the file is a whole database that this version can read.

    Raises sqlite3.Error as well, for a file that is none.
    """
    with contextlib.closing(_reading(database)) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DatabaseDamaged(folder=str(database.parent), detail=str(found))
        migrations.check_version(connection)
        if migrations.version_of(connection) == 0:
            raise DatabaseDamaged(folder=str(database.parent), detail="without tables")


def newest_good(database: Path) -> Path | None:
    """The newest backup that can be read, also one that a migration left beside the database."""
    aside = sorted(
        database.parent.glob(f"{database.name}.v*.backup"),
        key=lambda file: file.stat().st_mtime,
        reverse=True,
    )
    for found in [*backups(database), *aside]:
        try:
            check(found)
        except (DatabaseDamaged, sqlite3.Error, OSError) as error:
            logger.info("the backup %s cannot be used: %s", found.name, error)
        else:
            return found
    return None


def made_at(backup: Path) -> datetime.datetime:
    """When a backup was finished. Raises OSError."""
    return datetime.datetime.fromtimestamp(backup.stat().st_mtime, datetime.UTC)


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None
    )


def _folder(database: Path) -> Path:
    return database.parent / "backups"


def _remove_left_behind(folder: Path) -> None:
    """What a process that was killed had begun, but nothing that another is writing now."""
    for part in folder.glob(f"{_PART}*"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > _LEFT_BEHIND_S:
                part.unlink()


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)
