"""What reached the sandbox, kept for tests and the curious; keys are never kept."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT = 10_000


@dataclass(frozen=True)
class Arrival:
    """One request: `path` without its query; `headers` in lower case, authorization left out."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    is_authorized: bool = False
    body: Any = None

    def to_record(self) -> dict[str, Any]:
        """What `GET /sandbox/requests` tells: `authorization` is whether there was one."""
        return {
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "authorization": self.is_authorized,
            "body": self.body,
        }


class Arrivals:
    """The latest ten thousand requests in the order they came. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._arrivals: deque[Arrival] = deque(maxlen=_KEPT)

    def add(self, arrival: Arrival) -> None:
        with self._lock:
            self._arrivals.append(arrival)

    def all(self) -> list[Arrival]:
        """A copy, oldest first."""
        with self._lock:
            return list(self._arrivals)

    def matching(self, method: str, path_end: str) -> list[Arrival]:
        """Those with this method whose path ends so: `matching("POST", "/v2/generations")`."""
        return [a for a in self.all() if a.method == method and a.path.endswith(path_end)]

    def clear(self) -> None:
        with self._lock:
            self._arrivals.clear()

    def __iter__(self) -> Iterator[Arrival]:
        return iter(self.all())

    def __len__(self) -> int:
        with self._lock:
            return len(self._arrivals)
