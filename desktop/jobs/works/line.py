"""The line: who waits for a slot, in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class WaitingLine:
    """Job ids by their place, the lowest first. A place is any number: between two there is one."""

    def __init__(self) -> None:
        self._places: dict[str, float] = {}

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._places

    def __iter__(self) -> Iterator[str]:
        """First to last; those of one place in the order they came."""
        return iter(sorted(self._places, key=self._places.__getitem__))

    def __len__(self) -> int:
        return len(self._places)

    def add(self, job_id: str, place: float) -> None:
        """Let a job wait, or wait elsewhere."""
        self._places[job_id] = place

    def remove(self, job_id: str) -> bool:
        """Take a job out; False if it did not wait."""
        return self._places.pop(job_id, None) is not None

    def pop(self) -> str:
        """Take out the first."""
        first = next(iter(self))
        del self._places[first]
        return first

    @property
    def last_place(self) -> float:
        """The place of the last; -inf for an empty line."""
        return max(self._places.values(), default=float("-inf"))

    def clear(self) -> None:
        self._places.clear()

    def place_before(self, job_id: str, other_id: str | None) -> float:
        """The place `job_id` gets when it stands right before `other_id`, or last without one."""
        others = [one for one in self if one != job_id]
        if not others:
            return self._places.get(job_id, 0.0)
        if other_id is None:
            return self._places[others[-1]] + 1
        index = others.index(other_id)
        after = self._places[others[index]]
        if index == 0:
            return after - 1
        return (self._places[others[index - 1]] + after) / 2

    def neighbour(self, job_id: str, steps: int) -> str | None:
        """Whom `job_id` stands before once it has moved so many steps; None for the end."""
        others = [one for one in self if one != job_id]
        index = max(0, list(self).index(job_id) + steps)
        return others[index] if index < len(others) else None
