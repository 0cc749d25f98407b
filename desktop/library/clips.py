"""The clips the user owns: rows in the database, files in a folder."""

from __future__ import annotations

import dataclasses
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.core.cost import Cost
from desktop.core.errors import Problem
from desktop.core.observers import Observers
from desktop.core.origin import Origin
from desktop.core.request import GenerationRequest
from desktop.library import search
from desktop.library.collections import gather
from desktop.library.search_text import searchable

if TYPE_CHECKING:
    import sqlite3
    from array import array
    from collections.abc import Callable, Sequence

    from desktop.library.database import Database
    from desktop.library.search import Search

    Observer = Callable[[str, "Clip | None"], None]

logger = logging.getLogger(__name__)

_AT_ONCE = 200
"""Clips changed in one transaction, and told of in one turn of the loop."""


@dataclass(frozen=True)
class Clip:
    """One finished clip; `id` is that of the job that made it, `created_at` aware and in UTC.

    `frame` is our copy of the start frame, `frame_name` the name it was brought in under.
    `width` and `height` are the video's, in pixels. `rendering_s` is how long Leonardo took.
    `origin` is the frame of another clip it goes on from; what stands below that is the user's.
    """

    id: str
    account: str
    request: GenerationRequest
    created_at: datetime
    video: Path
    poster: Path | None
    frame: Path | None
    frame_name: str
    width: int
    height: int
    duration_s: float
    has_audio: bool
    size_bytes: int
    generation_id: str | None
    cost: Cost | None
    is_nsfw: bool = False
    rendering_s: float | None = None
    origin: Origin | None = None
    title: str = ""
    notes: str = ""
    is_favourite: bool = False
    is_rejected: bool = False

    def to_record(self) -> dict[str, Any]:
        """The clip as a JSON object."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return values | {
            "request": self.request.to_record(),
            "created_at": self.created_at.astimezone(UTC).isoformat(),
            "video": str(self.video),
            "poster": None if self.poster is None else str(self.poster),
            "frame": None if self.frame is None else str(self.frame),
            "cost": None if self.cost is None else self.cost.to_record(),
            "origin": None if self.origin is None else self.origin.to_record(),
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Clip:
        """The clip `to_record` wrote. Raises KeyError, TypeError, ValueError or InvalidRequest."""
        names = {field.name for field in dataclasses.fields(cls)}
        values = {name: value for name, value in record.items() if name in names}
        values |= {
            "request": GenerationRequest.from_record(record["request"]),
            "created_at": datetime.fromisoformat(record["created_at"]),
            "video": Path(record["video"]),
            "poster": None if record["poster"] is None else Path(record["poster"]),
            "frame": None if record["frame"] is None else Path(record["frame"]),
            "cost": None if record["cost"] is None else Cost.from_record(record["cost"]),
            "origin": Origin.from_record(record.get("origin")),
        }
        return cls(**values)


def insert(connection: sqlite3.Connection, clip: Clip) -> bool:
    """Shelve the clip inside the caller's transaction; whether it was not there yet.

    A clip that is there already, or was there and removed, stays as it is. Raises
    sqlite3.IntegrityError when another clip holds the same generation.
    """
    row = connection.execute(_INSERT, _columns(clip)).fetchone()
    if row is not None:
        words = "INSERT OR REPLACE INTO clip_words(rowid, words) VALUES (?, ?)"
        connection.execute(words, (row[0], _words(clip)))
    return row is not None


_INSERT = """
INSERT INTO clips(id, created_at, generation_id, parent, account, width, height, duration_s,
    has_audio, is_public, is_favourite, is_rejected, record)
VALUES (:id, :created_at, :generation_id, :parent, :account, :width, :height, :duration_s,
    :has_audio, :is_public, :is_favourite, :is_rejected, :record)
ON CONFLICT(id) DO NOTHING RETURNING number"""
_REPLACE = """
UPDATE clips SET created_at = :created_at, generation_id = :generation_id, parent = :parent,
    account = :account, width = :width, height = :height, duration_s = :duration_s,
    has_audio = :has_audio, is_public = :is_public, is_favourite = :is_favourite,
    is_rejected = :is_rejected, record = :record
WHERE id = :id AND removed_at IS NULL RETURNING number"""


def _columns(clip: Clip) -> dict[str, object]:
    """The record, and what of it is searched."""
    return {
        "id": clip.id,
        "created_at": search.sortable(clip.created_at),
        "generation_id": clip.generation_id,
        "parent": None if clip.origin is None else clip.origin.clip_id,
        "account": clip.account,
        "width": clip.width,
        "height": clip.height,
        "duration_s": clip.duration_s,
        "has_audio": clip.has_audio,
        "is_public": clip.request.public,
        "is_favourite": clip.is_favourite,
        "is_rejected": clip.is_rejected,
        "record": json.dumps(clip.to_record()),
    }


def _words(clip: Clip) -> str:
    return searchable(clip.request.prompt, clip.title, clip.notes, clip.frame_name)


def _replace(connection: sqlite3.Connection, clip: Clip) -> bool:
    row = connection.execute(_REPLACE, _columns(clip)).fetchone()
    if row is None:
        return False
    words = "UPDATE clip_words SET words = ? WHERE rowid = ? AND words <> ?"
    connection.execute(words, (_words(clip), row[0], _words(clip)))
    return True


def _change(
    connection: sqlite3.Connection, clip_ids: Sequence[str], values: dict[str, Any]
) -> list[Clip]:
    """In the caller's transaction, so that nothing comes between reading and writing."""
    query = "SELECT record FROM clips WHERE id = ? AND removed_at IS NULL"
    changed = []
    for clip_id in clip_ids:
        row = connection.execute(query, (clip_id,)).fetchone()
        clip = None if row is None else _understood(row[0])
        if clip is not None:
            clip = dataclasses.replace(clip, **values)
            _replace(connection, clip)
            changed.append(clip)
    return changed


def _remove(connection: sqlite3.Connection, clip_id: str, now: str) -> bool:
    change = "UPDATE clips SET removed_at = ? WHERE id = ? AND removed_at IS NULL RETURNING number"
    row = connection.execute(change, (now, clip_id)).fetchone()
    connection.execute(
        "DELETE FROM events WHERE job_id = ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE id = ?)",
        (clip_id, clip_id),
    )
    if row is not None:
        connection.execute("DELETE FROM clip_words WHERE rowid = ?", row)
    return row is not None


def _restore(connection: sqlite3.Connection, clip: Clip) -> bool:
    change = "UPDATE clips SET removed_at = NULL WHERE id = ? AND removed_at IS NOT NULL"
    if not connection.execute(change, (clip.id,)).rowcount:
        return False
    words = (
        "INSERT OR REPLACE INTO clip_words(rowid, words) SELECT number, ? FROM clips WHERE id = ?"
    )
    connection.execute(words, (_words(clip), clip.id))
    return _replace(connection, clip)


def _read_newest(connection: sqlite3.Connection, limit: int) -> list[Clip]:
    """In the database's thread: some thousand records take too long for the window's."""
    query = "SELECT record FROM clips WHERE removed_at IS NULL ORDER BY created_at DESC, id LIMIT ?"
    records = connection.execute(query, (limit,)).fetchall()
    return _all_understood([record for (record,) in records])


def _read(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, Clip]:
    found = search.records(connection, numbers)
    clips = {number: _understood(record) for number, record in found.items()}
    return {number: clip for number, clip in clips.items() if clip is not None}


class ClipLibrary:
    """The clips that were not removed. Observers hear of each change on the loop's thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._observers: Observers[[str, Clip | None]] = Observers()
        self.total = 0

    async def all(self) -> list[Clip]:
        """Every clip, newest first; a row that cannot be understood is logged and left out."""
        return await self._database.read(lambda c: _read_newest(c, -1))

    async def without_generation(self) -> list[Clip]:
        """The clips of which it is not known what they are at Leonardo, in no order."""
        query = "SELECT record FROM clips WHERE generation_id IS NULL AND removed_at IS NULL"
        records = await self._database.read(lambda c: c.execute(query).fetchall())
        return _all_understood([record for (record,) in records])

    async def newest(self, limit: int) -> list[Clip]:
        """The newest clips, newest first, as `all` gives them."""
        return await self._database.read(lambda c: _read_newest(c, limit))

    async def find(self, wanted: Search, limit: int | None = None) -> array[int]:
        """The numbers of the clips that are found, in order; with `limit` the first of them."""
        return await self._database.reader.read(lambda c: search.numbers(c, wanted, limit))

    async def read(self, numbers: Sequence[int]) -> dict[int, Clip]:
        """Clips by number; one that is gone, or cannot be understood, is missing."""
        return await self._database.reader.read(lambda c: _read(c, numbers))

    async def count(self) -> int:
        """How many clips there are, the rejected ones among them; `total` follows from then on."""
        query = "SELECT COUNT(*) FROM clips WHERE removed_at IS NULL"
        self.total = await self._database.read(lambda c: int(c.execute(query).fetchone()[0]))
        return self.total

    async def accounts(self) -> list[str]:
        """The accounts that clips were made with, in no order."""
        query = "SELECT DISTINCT account FROM clips WHERE removed_at IS NULL"
        return await self._database.reader.read(lambda c: [row[0] for row in c.execute(query)])

    async def sizes(self) -> list[tuple[int, int]]:
        """The sizes of the clips there are, in pixels, those with most clips first."""
        return await self._database.reader.read(search.sizes)

    async def get(self, clip_id: str) -> Clip | None:
        """The clip of this id, if it is there."""
        query = "SELECT record FROM clips WHERE id = ? AND removed_at IS NULL"
        row = await self._database.read(lambda c: c.execute(query, (clip_id,)).fetchone())
        return None if row is None else _understood(row[0])

    async def path_to(self, clip_id: str) -> list[Clip]:
        """What the clip goes on from, from the first one on, and it at the end."""
        return _all_understood(
            await self._database.reader.read(lambda c: search.path_to(c, clip_id))
        )

    async def family(self, clip_id: str) -> list[Clip]:
        """All that the clip comes from and all that goes on from there, oldest first."""
        return _all_understood(
            await self._database.reader.read(lambda c: search.family(c, clip_id))
        )

    async def add(self, clip: Clip, collections: Sequence[str] = ()) -> None:
        """Shelve a clip that no job has just made; one that is or was there stays as it is.

        `collections` are the names of those it is put into, made where there are none.
        """

        def shelve(connection: sqlite3.Connection) -> bool:
            is_new = insert(connection, clip)
            if is_new:
                gather(connection, clip.id, collections)
            return is_new

        if await self._database.write(shelve):
            self.total += 1
            self._tell(clip.id, clip)

    async def remove(self, clip_id: str) -> None:
        """Take the clip off the list, and its timeline with it unless its job is still there.

        Its file is not touched. Unknown ids are no error.
        """
        now = datetime.now(UTC).isoformat()
        if await self._database.write(lambda connection: _remove(connection, clip_id, now)):
            self.total -= 1
            self._tell(clip_id, None)

    async def restore(self, clip: Clip) -> None:
        """Take the removed clip with this id back; nothing if it is not there, or not removed."""
        if await self._database.write(lambda connection: _restore(connection, clip)):
            self.total += 1
            self._tell(clip.id, clip)

    async def change(self, clip_ids: Sequence[str], **values: Any) -> list[str]:
        """Give clips other values in these fields; the others stay, whoever changes them meanwhile.

        Returns the ids that were there. Many are changed a part at a time.
        """
        there = []
        for first in range(0, len(clip_ids), _AT_ONCE):
            part = clip_ids[first : first + _AT_ONCE]
            changed = await self._database.write(partial(_change, clip_ids=part, values=values))
            there += [clip.id for clip in changed]
            for clip in changed:
                self._tell(clip.id, clip)
        return there

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Have `observer(id, clip)` called for each change, clip None when removed.

        Returns the function that ends it.
        """
        return self._observers.subscribe(observer)

    def announce(self, clip: Clip) -> None:
        """Tell the observers of a clip that `insert` shelved, once its transaction is through."""
        self.total += 1
        self._tell(clip.id, clip)

    def _tell(self, clip_id: str, clip: Clip | None) -> None:
        self._observers.tell(clip_id, clip)


def _understood(record: str) -> Clip | None:
    try:
        return Clip.from_record(dict(json.loads(record)))
    except (ValueError, KeyError, TypeError, ArithmeticError, Problem) as error:
        logger.warning("a clip could not be read from the database: %s", error)
        return None


def _all_understood(records: Sequence[str]) -> list[Clip]:
    return [clip for record in records if (clip := _understood(record)) is not None]
