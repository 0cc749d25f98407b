"""The sandbox's books: every submission, generation, charge and upload, each with its time."""

from __future__ import annotations

import dataclasses
import itertools
import json
import logging
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)


class Kind(StrEnum):
    """What an entry is about.

    A SUBMISSION is a `POST /v2/generations` that arrived; each has a `number`, which the entries
    that came of it repeat. A REFUSAL is a reply that says that nothing was created. A CREATION
    and a CHARGE with `is_foreign` belong to another program (the fault `twin`).
    """

    SUBMISSION = "submission"
    REFUSAL = "refusal"
    CREATION = "creation"
    CHARGE = "charge"
    UPLOAD = "upload"


@dataclass(frozen=True)
class Entry:
    """One line of the books; `at` is the time since the epoch."""

    kind: Kind
    at: float
    facts: dict[str, Any] = field(default_factory=dict)


class Books:
    """Entries in the order they were made, each on disk before anybody is answered. Thread-safe.

    They are kept in `books.jsonl`, so that they can be compared with what a client knows however
    often either of the two was ended.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "books.jsonl"
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        self._numbers = itertools.count(1)

    def load(self) -> None:
        """Take up the entries of earlier starts. Raises OSError."""
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        entries = [entry for line in lines if (entry := _entry(line)) is not None]
        with self._lock:
            self._entries = entries
        self._numbers = itertools.count(1 + len(self.of(Kind.SUBMISSION)))

    def note(self, kind: Kind, **facts: Any) -> Entry:
        """Make an entry. Raises OSError."""
        entry = Entry(kind, time.time(), facts)
        with self._lock:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(dataclasses.asdict(entry)) + "\n")
            self._entries.append(entry)
        return entry

    def note_submission(self, body: object) -> int:
        """A submission has arrived; returns its number."""
        number = next(self._numbers)
        parameters = body.get("parameters") if isinstance(body, dict) else None
        prompt = parameters.get("prompt") if isinstance(parameters, dict) else None
        self.note(Kind.SUBMISSION, number=number, prompt=prompt)
        return number

    def all(self) -> list[Entry]:
        """A copy, oldest first."""
        with self._lock:
            return list(self._entries)

    def of(self, kind: Kind) -> list[Entry]:
        """Those of one kind, oldest first."""
        return [entry for entry in self.all() if entry.kind is kind]

    def to_record(self) -> list[dict[str, Any]]:
        """All entries as JSON objects."""
        return [dataclasses.asdict(entry) for entry in self.all()]


def _entry(line: str) -> Entry | None:
    try:
        record = json.loads(line)
        return Entry(Kind(record["kind"]), float(record["at"]), dict(record["facts"]))
    except (ValueError, KeyError, TypeError) as error:
        logger.warning("the sandbox passes over a line of its books: %s", error)
        return None
