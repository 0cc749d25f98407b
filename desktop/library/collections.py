"""Collections: names under which clips are put together; a clip may be in several."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from desktop.core.observers import Observers

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from desktop.library.database import Database

MAX_NAME_CHARS = 80


class Collection(NamedTuple):
    """A collection and how many clips are in it."""

    number: int
    name: str
    clips: int


class Collections:
    """Each call raises StorageProblem; observers hear when one, or what is in it, has changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._observers: Observers[[Sequence[str]]] = Observers()

    async def all(self) -> list[Collection]:
        """By name, without regard to large and small letters."""
        return await self._database.read(_read)

    async def make(self, name: str) -> int:
        """The number of the collection of this name, which is made where there is none."""
        plain = " ".join(name.split())[:MAX_NAME_CHARS]
        number = await self._database.write(lambda c: _make(c, plain))
        self._observers.tell(())
        return number

    async def rename(self, number: int, name: str) -> bool:
        """Call it so from now on; False where another has that name, or it is blank."""
        plain = " ".join(name.split())[:MAX_NAME_CHARS]
        is_renamed = bool(plain) and await self._database.write(lambda c: _rename(c, number, plain))
        self._observers.tell(await self._members(number))
        return is_renamed

    async def remove(self, number: int) -> None:
        """Forget the collection; its clips stay."""
        members = await self._members(number)
        await self._database.write(
            lambda c: c.execute("DELETE FROM collections WHERE number = ?", (number,)).rowcount
        )
        self._observers.tell(members)

    async def put(self, number: int, clip_ids: Iterable[str]) -> None:
        """Put clips into it; those that are in it stay so, unknown ones are left out."""
        rows = [(number, clip_id) for clip_id in clip_ids]
        await self._database.write(lambda c: c.executemany(_PUT, rows).rowcount)
        self._observers.tell([clip_id for _number, clip_id in rows])

    async def take_out(self, number: int, clip_ids: Iterable[str]) -> None:
        """Take clips out of it."""
        rows = [(number, clip_id) for clip_id in clip_ids]
        await self._database.write(lambda c: c.executemany(_TAKE_OUT, rows).rowcount)
        self._observers.tell([clip_id for _number, clip_id in rows])

    def announce(self, clip_ids: Sequence[str]) -> None:
        """Tell the observers of clips that `gather` put into collections."""
        self._observers.tell(clip_ids)

    async def names_of(self, clip_ids: Sequence[str]) -> dict[str, list[str]]:
        """The names of the collections each of these is in; those in none are missing."""
        rows = await self._database.read(
            lambda c: c.execute(_NAMES, (json.dumps(list(clip_ids)),)).fetchall()
        )
        names: dict[str, list[str]] = {}
        for clip_id, name in rows:
            names.setdefault(clip_id, []).append(name)
        return names

    async def _members(self, number: int) -> list[str]:
        return await self._database.read(lambda c: [row[0] for row in c.execute(_IN, (number,))])

    def subscribe(self, observer: Callable[[Sequence[str]], None]) -> Callable[[], None]:
        """Have `observer(ids)` called after each change, with the clips it concerns.

        Returns the end.
        """
        return self._observers.subscribe(observer)


def gather(connection: sqlite3.Connection, clip_id: str, names: Iterable[str]) -> None:
    """Put a clip into the collections of these names, in the caller's transaction."""
    for name in names:
        connection.execute(_PUT, (_make(connection, name[:MAX_NAME_CHARS]), clip_id))


_PUT = (
    "INSERT OR IGNORE INTO collected(collection, clip)"
    " SELECT collections.number, clips.number FROM collections, clips"
    " WHERE collections.number = ? AND clips.id = ?"
)
_TAKE_OUT = (
    "DELETE FROM collected WHERE collection = ? AND clip = (SELECT number FROM clips WHERE id = ?)"
)
_IN = "SELECT id FROM clips JOIN collected ON clip = clips.number WHERE collection = ?"
_NAMES = (
    "SELECT clips.id, name FROM collected JOIN clips ON clips.number = clip"
    " JOIN collections ON collections.number = collection"
    " WHERE clips.id IN (SELECT value FROM json_each(?)) ORDER BY name"
)
_ALL = (
    "SELECT collections.number, name, COUNT(clips.number) FROM collections"
    " LEFT JOIN collected ON collection = collections.number"
    " LEFT JOIN clips ON clips.number = clip AND removed_at IS NULL"
    " GROUP BY collections.number"
)


def _read(connection: sqlite3.Connection) -> list[Collection]:
    found = [Collection(*row) for row in connection.execute(_ALL)]
    return sorted(found, key=lambda one: (one.name.casefold(), one.number))


def _make(connection: sqlite3.Connection, name: str) -> int:
    connection.execute("INSERT OR IGNORE INTO collections(name) VALUES (?)", (name,))
    row = connection.execute("SELECT number FROM collections WHERE name = ?", (name,)).fetchone()
    return int(row[0])


def _rename(connection: sqlite3.Connection, number: int, name: str) -> bool:
    query = "UPDATE OR IGNORE collections SET name = ? WHERE number = ?"
    return connection.execute(query, (name, number)).rowcount == 1
