"""The clips the user owns: rows in the database, files in a folder."""

from __future__ import annotations

import dataclasses
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.core.cost import Cost
from desktop.core.errors import Problem
from desktop.core.observers import Observers
from desktop.core.origin import Origin
from desktop.core.request import GenerationRequest

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from desktop.library.database import Database

    Observer = Callable[[str, "Clip | None"], None]

logger = logging.getLogger(__name__)


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


def insert(connection: sqlite3.Connection, clip: Clip) -> None:
    """Shelve the clip inside the caller's transaction.

    A clip that is there already, or was there and removed, stays as it is. Raises
    sqlite3.IntegrityError when another clip holds the same generation.
    """
    connection.execute(
        "INSERT INTO clips(id, created_at, generation_id, record) VALUES (?, ?, ?, ?)"
        " ON CONFLICT(id) DO NOTHING",
        (clip.id, _sortable(clip.created_at), clip.generation_id, json.dumps(clip.to_record())),
    )


def _remove(connection: sqlite3.Connection, clip_id: str, now: str) -> int:
    change = "UPDATE clips SET removed_at = ? WHERE id = ? AND removed_at IS NULL"
    count = connection.execute(change, (now, clip_id)).rowcount
    connection.execute(
        "DELETE FROM events WHERE job_id = ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE id = ?)",
        (clip_id, clip_id),
    )
    return count


def _read_all(connection: sqlite3.Connection) -> list[Clip]:
    """In the database's thread: some thousand records take too long for the window's."""
    query = "SELECT record FROM clips WHERE removed_at IS NULL ORDER BY created_at DESC, id"
    records = connection.execute(query).fetchall()
    return [clip for (record,) in records if (clip := _understood(record)) is not None]


class ClipLibrary:
    """The clips that were not removed. Observers hear of each change on the loop's thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._observers: Observers[[str, Clip | None]] = Observers()

    async def all(self) -> list[Clip]:
        """Every clip, newest first; a row that cannot be understood is logged and left out."""
        return await self._database.read(_read_all)

    async def get(self, clip_id: str) -> Clip | None:
        """The clip of this id, if it is there."""
        query = "SELECT record FROM clips WHERE id = ? AND removed_at IS NULL"
        row = await self._database.read(lambda c: c.execute(query, (clip_id,)).fetchone())
        return None if row is None else _understood(row[0])

    async def add(self, clip: Clip) -> None:
        """Shelve a clip that no job has just made; one that is or was there stays as it is."""
        await self._database.write(lambda connection: insert(connection, clip))
        self._tell(clip.id, clip)

    async def remove(self, clip_id: str) -> None:
        """Take the clip off the list, and its timeline with it unless its job is still there.

        Its file is not touched. Unknown ids are no error.
        """
        now = datetime.now(UTC).isoformat()
        if await self._database.write(lambda connection: _remove(connection, clip_id, now)):
            self._tell(clip_id, None)

    async def replace(self, clip: Clip) -> None:
        """Put other values in the place of the clip with this id; nothing if it is not there."""
        change = (
            "UPDATE clips SET created_at = ?, generation_id = ?, record = ?"
            " WHERE id = ? AND removed_at IS NULL"
        )
        record = json.dumps(clip.to_record())
        values = (_sortable(clip.created_at), clip.generation_id, record, clip.id)
        count = await self._database.write(lambda c: c.execute(change, values).rowcount)
        if count:
            self._tell(clip.id, clip)

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Have `observer(id, clip)` called for each change, clip None when removed.

        Returns the function that ends it.
        """
        return self._observers.subscribe(observer)

    def announce(self, clip: Clip) -> None:
        """Tell the observers of a clip that `insert` shelved, once its transaction is through."""
        self._tell(clip.id, clip)

    def _tell(self, clip_id: str, clip: Clip | None) -> None:
        self._observers.tell(clip_id, clip)


def _sortable(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _understood(record: str) -> Clip | None:
    try:
        return Clip.from_record(dict(json.loads(record)))
    except (ValueError, KeyError, TypeError, ArithmeticError, Problem) as error:
        logger.warning("a clip could not be read from the database: %s", error)
        return None
