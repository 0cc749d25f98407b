"""One STARTFRAME_HOME seen from outside: what its database, its folders and its log hold."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FINISHED = frozenset({"ready", "failed", "cancelled", "expired"})
_ENTRY = re.compile(r"^(?=\d{4}-\d\d-\d\d )", re.MULTILINE)
_BUG = re.compile(r"\S+ \S+ (ERROR|CRITICAL) ")
NOT_JOURNALLED = "(not journalled)"


@dataclass(frozen=True)
class Row:
    """A job as its row tells it."""

    id: str
    state: str
    prompt: str
    generation_id: str | None
    video: str | None
    problem: str | None

    @property
    def is_open(self) -> bool:
        """Whether it goes on by itself, now or at the next start."""
        return self.state not in FINISHED and self.state != "unconfirmed"


class Home:
    """Read between two runs, or beside one: always from a copy, so that nothing is tidied up.

    (Whoever closes a database last writes its log back; that is for the program to do.)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def database(self) -> Path:
        return self.folder / "data" / "startframe.sqlite3"

    def jobs(self) -> list[Row]:
        """Every job, oldest first; none while there is no database yet."""
        rows = self._read("SELECT id, state, generation_id, record FROM jobs ORDER BY created_at")
        return [_row(*row) for row in rows]

    def clips(self) -> dict[str, Path]:
        """The videos on the shelf by the id of their job."""
        rows = self._read("SELECT id, record FROM clips")
        return {row[0]: Path(json.loads(row[1])["video"]) for row in rows}

    def videos(self) -> list[Path]:
        """The files of the videos folder, parts of downloads included."""
        return sorted((self.folder / "videos").glob("*"))

    def told_bugs(self) -> list[str]:
        """What the log tells of things nobody foresaw: the first line and the last of each."""
        logs = (path.read_text("utf-8", "replace") for path in self.folder.glob("logs/*.log*"))
        entries = [entry for text in logs for entry in _ENTRY.split(text)]
        bugs = [entry for entry in entries if _BUG.match(entry)]
        return [f"{bug.splitlines()[0]} … {bug.splitlines()[-1]}" for bug in bugs]

    def _read(self, query: str) -> list[tuple[Any, ...]]:
        if not self.database.exists():
            return []
        with tempfile.TemporaryDirectory() as folder:
            for path in self.database.parent.glob(f"{self.database.name}*"):
                if not path.name.endswith("-shm"):
                    shutil.copy(path, folder)
            connection = sqlite3.connect(Path(folder) / self.database.name)
            try:
                return connection.execute(query).fetchall()
            except sqlite3.DatabaseError:  # no tables yet, or copied while it was written
                return []
            finally:
                connection.close()


def _row(job_id: str, state: str, generation_id: str | None, record: str) -> Row:
    values = json.loads(record)
    problem = values.get("problem") or {}
    return Row(
        id=job_id,
        state=state,
        prompt=values["request"]["prompt"],
        generation_id=generation_id,
        video=values.get("video"),
        problem=problem.get("code"),
    )
