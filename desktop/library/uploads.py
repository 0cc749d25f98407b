"""Which pictures lie at Leonardo already: the image id of each copy sent, by account and digest."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    import sqlite3

    from desktop.library.database import Database

MOST = 2_000
"""Of one account; the oldest go first. A picture that is gone from here is uploaded again."""
_KEEP = """INSERT INTO uploads(account, digest, image_id, uploaded_at) VALUES (?, ?, ?, ?)
    ON CONFLICT(account, digest) DO UPDATE SET
    image_id = excluded.image_id, uploaded_at = excluded.uploaded_at"""
_TRIM = """DELETE FROM uploads WHERE account = :account AND digest NOT IN (
    SELECT digest FROM uploads WHERE account = :account
    ORDER BY uploaded_at DESC, rowid DESC LIMIT :most)"""


class Uploads:
    """A memory that may be lost: what is not in it costs one more upload, never money.

    Whether Leonardo still has a picture is not known here: ask it before the id is used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    def turn(self, account: str, digest: str) -> asyncio.Lock:
        """Held while these bytes are looked for and uploaded: at once, but once."""
        found = self._turns.get((account, digest))
        if found is None:
            found = self._turns[account, digest] = asyncio.Lock()
        return found

    async def find(self, account: str, digest: str) -> str | None:
        """The image id of the bytes with this SHA-256 at this account. Raises StorageProblem."""
        query = "SELECT image_id FROM uploads WHERE account = ? AND digest = ?"
        row = await self._database.read(lambda c: c.execute(query, (account, digest)).fetchone())
        return None if row is None else str(row[0])

    def keep(self, account: str, digest: str, image_id: str) -> None:
        """Remember an upload; later questions know of it, the disk soon."""
        now = datetime.now(UTC).isoformat(timespec="microseconds")

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(_KEEP, (account, digest, image_id, now))
            connection.execute(_TRIM, {"account": account, "most": MOST})

        self._database.write_soon(work, f"the upload of image {image_id}")

    def forget(self, account: str, image_id: str) -> None:
        """Leonardo does not know this image, or does not take it: it is not used again."""
        change = "DELETE FROM uploads WHERE account = ? AND image_id = ?"
        self._database.write_soon(
            lambda connection: connection.execute(change, (account, image_id)),
            f"that image {image_id} is gone",
        )
