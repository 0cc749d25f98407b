"""A database that is damaged, or gone: begun anew with the newest good backup.

What is known of the accident lies in a file of its own until everything has been done, so that
a rebuilding that was interrupted goes on at the next start.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import logging
import os
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core import atomic
from desktop.core.errors import IN_USE, DatabaseDamaged
from desktop.core.lock import FileLock
from desktop.library import backup, migrations, trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

_COMPANIONS = ("-wal", "-shm")  # first: replayed into the backup they would ruin it
_LOCK_WAIT_S = 30.0
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510  # where SQLite locks a file it has open


@dataclass(frozen=True)
class Accident:
    """A database that was lost: how old the backup in its place is, and where the damaged file

    lies now; None when there was no file at all.
    """

    kept: Path | None
    found_at: datetime.datetime
    backup_at: datetime.datetime | None
    is_folder_searched: bool = False


def begun(database: Path) -> Accident | None:
    """The rebuilding that is not finished yet, of this start or an earlier one."""
    try:
        record = json.loads(_note(database).read_text(encoding="utf-8"))
        at = record["backup_at"]
        return Accident(
            kept=Path(record["kept"]) if record["kept"] else None,
            found_at=datetime.datetime.fromisoformat(record["found_at"]),
            backup_at=datetime.datetime.fromisoformat(at) if at else None,
            is_folder_searched=bool(record["is_folder_searched"]),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.info("the note of a rebuilding cannot be read: %s", error)
        return None


def note(database: Path, accident: Accident) -> None:
    """Write how far the rebuilding has come. Raises StorageProblem."""
    at = accident.backup_at
    record = {
        "kept": str(accident.kept) if accident.kept else None,
        "found_at": accident.found_at.isoformat(),
        "backup_at": at.isoformat() if at else None,
        "is_folder_searched": accident.is_folder_searched,
    }
    with trouble.translated(database.parent):
        atomic.write_text(_note(database), json.dumps(record))


def finish(database: Path) -> None:
    """Everything has been done; the damaged file stays."""
    with contextlib.suppress(OSError):
        _note(database).unlink(missing_ok=True)


def begin(database: Path, now: datetime.datetime) -> bool:
    """Set a damaged database aside and put the newest good backup in its place. Blocks.

    False when the file is not damaged after all (another process has done this meanwhile).
    Raises DatabaseDamaged when it must stay: it is of a newer version, or a process has it open.
    Raises StorageProblem.
    """
    with _only_one(database), trouble.translated(database.parent, otherwise=DatabaseDamaged):
        if not (database.exists() and is_damaged(database)):
            return False
        if _is_in_use(database):
            raise DatabaseDamaged(folder=str(database.parent), detail=IN_USE)
        found = backup.newest_good(database)
        made_at = None if found is None else backup.made_at(found)
        kept = _free_name(database, now)
        note(database, Accident(kept=kept, found_at=now, backup_at=made_at))
        _set_aside(database, kept)
        logger.warning("the database is damaged: it is kept as %s", kept.name)
        _restore(found, database)
        return True


def replace_missing(database: Path, now: datetime.datetime) -> None:
    """Put the newest good backup where there is no database any more. Raises StorageProblem.

    Either an earlier start was ended when it had only set it aside, or somebody removed it: what
    it knew of jobs on their way is worth more than a new start. Without a backup nothing is done.
    To be called before each opening: that would make an empty database in its place.
    """
    if database.exists() or not (begun(database) or backup.newest_good(database)):
        return
    with _only_one(database), trouble.translated(database.parent, otherwise=DatabaseDamaged):
        if database.exists():
            return
        found = backup.newest_good(database)
        if begun(database) is None and found is not None:
            made_at = backup.made_at(found)
            note(database, Accident(kept=None, found_at=now, backup_at=made_at))
            logger.warning("the database is gone: it is begun with its newest backup")
        _set_companions_aside(database)
        _restore(found, database)


def _set_companions_aside(database: Path) -> None:
    """Of a database that is gone, its log is left: replayed into the backup it would ruin it."""
    now = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d-%H%M%S}"
    for suffix in _COMPANIONS:
        companion = database.with_name(database.name + suffix)
        with contextlib.suppress(FileNotFoundError):
            companion.replace(database.with_name(f"{database.name}.lost-{now}{suffix}"))


def is_damaged(database: Path) -> bool:
    """Whether the file itself is broken. A mistake in a statement, or a newer version, is not.

    Raises OSError, and sqlite3.Error when it cannot be read at all.
    """
    uri = f"{database.absolute().as_uri()}?mode=ro"  # closing would change it otherwise
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as found:
            if migrations.version_of(found) > len(migrations.STEPS):
                return False
            return bool(found.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok")
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}:
            return True
        raise


def _set_aside(database: Path, kept: Path) -> None:
    for suffix in _COMPANIONS:
        companion = database.with_name(database.name + suffix)
        with contextlib.suppress(FileNotFoundError):
            companion.replace(kept.with_name(kept.name + suffix))
    database.replace(kept)
    atomic.sync_folder(database.parent)


def _restore(found: Path | None, database: Path) -> None:
    """Put a copy of the backup in the database's place, all at once; the backup stays."""
    if found is None:
        return  # it is made empty when it is opened
    part = database.with_name(database.name + ".restored")
    try:
        backup.copy(found, part)
        part.replace(database)
    finally:
        part.unlink(missing_ok=True)
    atomic.sync_folder(database.parent)
    logger.info("the backup %s is in its place", found.name)


def _free_name(database: Path, now: datetime.datetime) -> Path:
    name = f"{database.name}.damaged-{now:%Y-%m-%d}"
    number = 1
    while os.path.lexists(database.with_name(name if number == 1 else f"{name}.{number}")):
        number += 1
    return database.with_name(name if number == 1 else f"{name}.{number}")


def _note(database: Path) -> Path:
    return database.with_name(f"{database.name}.rebuilding.json")


@contextlib.contextmanager
def _only_one(database: Path) -> Iterator[None]:
    """Of processes that find the damage at the same time, one rebuilds."""
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(database.with_name(f"{database.name}.rebuilding.lock"))
    with lock.held(_LOCK_WAIT_S) as is_the_one:
        if not is_the_one:
            detail = "another process rebuilds it"
            raise DatabaseDamaged(folder=str(database.parent), detail=detail)
        yield


def _is_in_use(database: Path) -> bool:
    """Whether a process has the file open with SQLite: it holds a shared lock all the time.

    Asked of the system, not of SQLite: that locks no file it cannot read.
    """
    with database.open("rb+") as file:
        try:
            _lock(file.fileno())
        except OSError:
            return True
    return False


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _SHARED_FIRST, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, _SHARED_SIZE)
        os.lseek(descriptor, _SHARED_FIRST, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, _SHARED_SIZE)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        how = fcntl.LOCK_EX | fcntl.LOCK_NB
        fcntl.lockf(descriptor, how, _SHARED_SIZE, _SHARED_FIRST)  # ends with the descriptor
