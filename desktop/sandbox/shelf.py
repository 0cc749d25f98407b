"""JSON records on disk, one file each, written whole or not at all."""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING, Any

from desktop.core import atomic

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

Record = dict[str, Any]


class Shelf:
    """A folder of `<id>.json`, held in memory, each record written through. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._records: dict[str, Record] = {}

    def load(self) -> None:
        """Read what is there; a file that cannot be read is passed over. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        records = {path.stem: read(path) for path in sorted(self.folder.glob("*.json"))}
        with self._lock:
            self._records = {name: record for name, record in records.items() if record}

    def get(self, name: str) -> Record | None:
        with self._lock:
            return self._records.get(name)

    def all(self) -> list[Record]:
        with self._lock:
            return list(self._records.values())

    def put(self, name: str, record: Record, *, only_known: bool = False) -> bool:
        """Keep a record; with `only_known` not one that was removed meanwhile."""
        with self._lock:
            if only_known and name not in self._records:
                return False
            write(self.folder / f"{name}.json", record)
            self._records[name] = record
            return True

    def remove(self, name: str) -> bool:
        """Forget a record and every file of its name; False if there is none."""
        with self._lock:
            if self._records.pop(name, None) is None:
                return False
            for path in self.folder.glob(f"{name}.*"):
                path.unlink(missing_ok=True)
            return True


def read(path: Path) -> Record | None:
    """A record, or None where there is none to read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        logger.warning("the sandbox passes over %s: %s", path.name, error)
        return None
    return record if isinstance(record, dict) else None


def write(path: Path, record: Record) -> None:
    """Write a record. Raises OSError."""
    atomic.write_text(path, json.dumps(record, indent=1))
