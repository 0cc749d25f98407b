"""One figure of the bench: a number, its unit, the limit it has to keep."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`limit` is the most the value may be, with `is_least` the least; None for no limit.

    `details` go to bench.json, `note` also to the table.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    is_least: bool = False
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def passes(self) -> bool | None:
        """None for a figure without a limit."""
        if self.limit is None:
            return None
        return self.value >= self.limit if self.is_least else self.value <= self.limit

    def to_record(self) -> dict[str, Any]:
        """The figure as a JSON object."""
        return {**asdict(self), "value": round(self.value, 3), "passes": self.passes}


def spread(values: list[float]) -> dict[str, float]:
    """Least, median and most of some values, for `details`."""
    return {
        "least": round(min(values), 2),
        "median": round(statistics.median(values), 2),
        "most": round(max(values), 2),
        "count": len(values),
    }


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
