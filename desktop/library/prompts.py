"""The prompts used last: kept when a clip is ordered, each once, the newest first."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from desktop.core.observers import Observers

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

    from desktop.library.database import Database

KEPT = 200
_STEP = timedelta(microseconds=1)  # what is ordered together keeps its order


@dataclass(frozen=True)
class Prompt:
    """A prompt as it was typed. `folded` is what a search looks through."""

    text: str
    used_at: datetime
    folded: str

    def holds(self, query: str) -> bool:
        """Whether every word of `query` is somewhere in it, in any order, large or small."""
        return all(word in self.folded for word in folded(query).split())


def folded(text: str) -> str:
    """Text for comparing: large and small letters are one, however their accents are written."""
    return unicodedata.normalize("NFKC", text).casefold()


class Prompts:
    """The last 200 different prompts. Observers hear after each change; it may fail quietly."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._observers: Observers[[]] = Observers()

    async def all(self) -> list[Prompt]:
        """Newest first. Raises StorageProblem."""
        return await self._database.read(_read)

    def remember(self, texts: Iterable[str]) -> None:
        """Keep these as used now, the last as the newest; blank ones are nothing to remember.

        Nobody waits for it, and nothing fails with it: a history is not worth an order.
        """
        wanted = [text for text in texts if text.strip()]
        if wanted:
            now = datetime.now(UTC)
            self._database.write_soon(lambda c: _keep(c, wanted, now), "the history of prompts")
            self._observers.tell()

    async def remove(self, text: str) -> None:
        """Forget one; unknown ones are no error. Raises StorageProblem."""
        await self._database.write(
            lambda c: c.execute("DELETE FROM prompts WHERE text = ?", (text,))
        )
        self._observers.tell()

    def subscribe(self, observer: Callable[[], None]) -> Callable[[], None]:
        """Have `observer()` called when there are others; returns the end."""
        return self._observers.subscribe(observer)


def _read(connection: sqlite3.Connection) -> list[Prompt]:
    """In the database's thread, as is the folding: a million letters may be too slow elsewhere."""
    query = "SELECT text, used_at FROM prompts ORDER BY used_at DESC LIMIT ?"
    rows = connection.execute(query, (KEPT,)).fetchall()
    return [Prompt(text, datetime.fromisoformat(at), folded(text)) for text, at in rows]


def _keep(connection: sqlite3.Connection, texts: list[str], now: datetime) -> None:
    newest = connection.execute("SELECT MAX(used_at) FROM prompts").fetchone()[0]
    if newest is not None:  # the clock may have been put back since
        now = max(now, datetime.fromisoformat(newest) + _STEP)
    rows = [
        (text, (now + index * _STEP).isoformat(timespec="microseconds"))
        for index, text in enumerate(texts)
    ]
    connection.executemany(
        "INSERT INTO prompts(text, used_at) VALUES (?, ?)"
        " ON CONFLICT(text) DO UPDATE SET used_at = excluded.used_at",
        rows,
    )
    connection.execute(
        "DELETE FROM prompts WHERE text NOT IN"
        " (SELECT text FROM prompts ORDER BY used_at DESC LIMIT ?)",
        (KEPT,),
    )
