"""The start frames used last: our copies, the names they came under, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from desktop.library.database import Database

MOST = 30
_USE = """INSERT INTO start_frames(digest, file, name, width, height, used_at)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(digest) DO UPDATE SET
    file = excluded.file, name = excluded.name, width = excluded.width,
    height = excluded.height, used_at = excluded.used_at"""
_TRIM = """DELETE FROM start_frames WHERE digest NOT IN (
    SELECT digest FROM start_frames ORDER BY used_at DESC, rowid DESC LIMIT ?)"""
_ALL = """SELECT file, name, width, height FROM start_frames
    ORDER BY used_at DESC, rowid DESC LIMIT ?"""


@dataclass(frozen=True)
class UsedFrame:
    """Our copy of a picture, `<digest>.<suffix>`, the name it came under, its upright size."""

    file: Path
    name: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        """The SHA-256 of the picture's bytes, as our copy is named."""
        return self.file.stem


class StartFrames:
    """The list survives restarts; the pictures are files that others need as well, and stay.

    Each call answers with the list as it is afterwards, the newest first.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[UsedFrame]:
        """The last 30. Raises StorageProblem."""
        return await self._database.read(_read)

    async def use(self, frame: UsedFrame) -> list[UsedFrame]:
        """Put a picture at the head of the list. Raises StorageProblem."""
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        values = (frame.digest, str(frame.file), frame.name, frame.width, frame.height, now)

        def work(connection: sqlite3.Connection) -> list[UsedFrame]:
            connection.execute(_USE, values)
            connection.execute(_TRIM, (MOST,))
            return _read(connection)

        return await self._database.write(work)

    async def remove(self, frame: UsedFrame) -> list[UsedFrame]:
        """Take a picture off the list; its file is not touched. Raises StorageProblem."""

        def work(connection: sqlite3.Connection) -> list[UsedFrame]:
            connection.execute("DELETE FROM start_frames WHERE digest = ?", (frame.digest,))
            return _read(connection)

        return await self._database.write(work)


def _read(connection: sqlite3.Connection) -> list[UsedFrame]:
    rows = connection.execute(_ALL, (MOST,)).fetchall()
    return [UsedFrame(Path(file), name, width, height) for file, name, width, height in rows]
