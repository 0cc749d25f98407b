"""The one SQLite connection, on a thread of its own: durable, all-or-nothing transactions."""

from __future__ import annotations

import asyncio
import functools
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from desktop.core.errors import DatabaseDamaged
from desktop.library import migrations, trouble
from desktop.library.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

logger = logging.getLogger(__name__)

T = TypeVar("T")
BUSY_TIMEOUT_MS = 10_000
CHECKED_WHOLE_BYTES = 16_000_000
"""A larger file would be read for too long at each start: its daily backup is checked instead."""
_SETTINGS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # committed means on disk, also when the power goes
    "PRAGMA fullfsync = ON",  # macOS: through the drive's cache
    "PRAGMA foreign_keys = ON",
)


class Database:
    """Reads and writes run one after the other on the thread "startframe-database".

    Works from any asyncio loop. Problems with the file are raised as DatabaseDamaged,
    FolderUnwritable, DiskFull or StorageProblem; what `work` itself raises comes through as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="startframe-database")
        self._connection: sqlite3.Connection | None = None
        self.reader = Reader(path)
        """For long reads that nothing waits behind, on what is committed."""

    async def open(self) -> None:
        """Open the file, making or migrating it.

        Raises DatabaseDamaged, FolderUnwritable or DiskFull. A file that is damaged or of a
        newer version is left as it is.
        """
        await self._run(self._open)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in one transaction; it is on disk when this returns, or nothing is changed.

        A caller that is cancelled stops waiting; the transaction is carried through.
        """
        return await self._run(self._write, work)

    def write_soon(self, work: Callable[[sqlite3.Connection], object], what: str) -> None:
        """Run `work` as `write` does, in its turn, while nobody waits for it.

        For what may be lost: a failure is told to the log, naming `what`, and nowhere else.
        """
        try:
            running = self._executor.submit(self._write, work)
        except RuntimeError:
            logger.info("%s is not written: the database is closed", what)
            return
        running.add_done_callback(functools.partial(_tell_of_loss, what))

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work`, which changes nothing, on one consistent state of the file."""
        return await self._run(self._read, work)

    async def close(self) -> None:
        """Finish what is under way, close the file and end the thread. Twice is harmless."""
        await self.reader.close()
        try:
            await self._run(self._close)
        except RuntimeError:
            return  # closed already
        self._executor.shutdown(wait=True)

    async def _run(self, function: Callable[..., T], *arguments: object) -> T:
        running = self._executor.submit(function, *arguments)
        waiting = asyncio.wrap_future(running, loop=asyncio.get_running_loop())
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            waiting.add_done_callback(_tell_of_failure)
            raise

    def _open(self) -> None:
        with trouble.translated(self.path.parent, otherwise=DatabaseDamaged):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, isolation_level=None)
            try:
                self._set_up(connection)
            except BaseException:
                connection.close()
                raise
        self._connection = connection

    def _set_up(self, connection: sqlite3.Connection) -> None:
        connection.execute(_SETTINGS[0])
        migrations.check_version(connection)
        if self.path.stat().st_size <= CHECKED_WHOLE_BYTES:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise DatabaseDamaged(folder=str(self.path.parent), detail=str(found))
        for setting in _SETTINGS[1:]:
            connection.execute(setting).fetchall()
        migrations.migrate(connection, self.path)
        connection.execute("PRAGMA shrink_memory")  # what made the tables is not needed again

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._opened()
        with trouble.translated(self.path.parent):
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._opened()
        with trouble.translated(self.path.parent):
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            try:
                return work(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                connection.execute("PRAGMA query_only = OFF")

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the database is not open")
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _tell_of_loss(what: str, future: Future[object]) -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        logger.info("%s is not written: %s", what, error)


def _tell_of_failure(future: asyncio.Future[T]) -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        logger.error("a transaction nobody waited for failed", exc_info=error)
