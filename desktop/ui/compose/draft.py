"""What is being composed, and the file that keeps it through a quit, a crash or a kill."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.core import atomic, wildcards
from desktop.core.catalogue import Dimensions
from desktop.core.errors import StorageProblem
from desktop.core.origin import Origin
from desktop.media.framing import WHOLE, Framing

if TYPE_CHECKING:
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.job import Job

logger = logging.getLogger(__name__)

VERSION = 1
SAVE_AFTER_S = 0.3


@dataclass(frozen=True)
class Draft:
    """Everything chosen so far. `picture` is our own copy; `picture_name` is what it was called.

    `origin` is the frame of a clip that it is, where it is one.
    """

    prompt: str
    picture: Path | None
    picture_name: str
    dimensions: Dimensions
    duration_s: int
    audio: bool
    public: bool
    framing: Framing = WHOLE
    origin: Origin | None = None

    @classmethod
    def of_job(cls, job: Job) -> Draft:
        """What a job was made of."""
        request = job.request
        return cls(
            prompt=wildcards.escaped(request.prompt),
            picture=job.frame,
            picture_name=job.frame_name,
            framing=job.framing,
            dimensions=request.dimensions,
            duration_s=request.duration_s,
            audio=request.audio,
            public=request.public,
            origin=job.origin,
        )

    def to_record(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "prompt": self.prompt,
            "picture": None if self.picture is None else str(self.picture),
            "picture_name": self.picture_name,
            "framing": self.framing.to_record(),
            "origin": None if self.origin is None else self.origin.to_record(),
            "size": str(self.dimensions),
            "duration_s": self.duration_s,
            "audio": self.audio,
            "public": self.public,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Draft:
        """The draft `to_record` wrote. Raises KeyError, TypeError or ValueError for another."""
        if record["version"] != VERSION:
            raise ValueError(record["version"])
        picture = record["picture"]
        return cls(
            prompt=str(record["prompt"]),
            picture=None if picture is None else Path(picture),
            picture_name=str(record["picture_name"]),
            framing=Framing.from_record(record.get("framing")),
            origin=Origin.from_record(record.get("origin")),
            dimensions=Dimensions.parse(record["size"]),
            duration_s=int(record["duration_s"]),
            audio=bool(record["audio"]),
            public=bool(record["public"]),
        )


class DraftFile:
    """The draft on disk, written whole, off the GUI thread, shortly after the last change."""

    def __init__(self, path: Path, tasks: TaskOwner) -> None:
        self._path = path
        self._tasks = tasks
        self._lock = threading.Lock()
        self._asked = 0
        self._written = 0

    def load(self) -> Draft | None:
        """The draft, or None where there is none that can be read."""
        try:
            return Draft.from_record(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            logger.info("the draft could not be read: %s", error)
            return None

    def save_soon(self, draft: Draft) -> None:
        """Write it when nothing has changed for a moment."""
        self._tasks.start("save draft", self._save_later(draft), replace=True)

    async def flush(self, draft: Draft) -> None:
        """Write it now. Raises StorageProblem."""
        self._tasks.cancel("save draft")
        await self._save(draft)

    async def _save_later(self, draft: Draft) -> None:
        await asyncio.sleep(SAVE_AFTER_S)
        await self._save(draft)

    async def _save(self, draft: Draft) -> None:
        self._asked += 1
        await asyncio.to_thread(self._write, self._asked, draft)

    def _write(self, turn: int, draft: Draft) -> None:
        with self._lock:
            if turn < self._written:
                return  # a thread that was started later has been faster
            try:
                atomic.write_text(self._path, json.dumps(draft.to_record(), ensure_ascii=False))
            except OSError as error:
                folder = str(self._path.parent)
                raise StorageProblem(folder=folder, detail=error.strerror) from error
            self._written = turn
