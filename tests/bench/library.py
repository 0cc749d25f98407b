"""The library with a thousand, ten thousand and a hundred thousand clips."""

from __future__ import annotations

from tests.bench import children
from tests.bench.figure import Figure, percentile, spread

SIZES = (1_000, 10_000, 100_000)
FIRST_PAGE_MS = 60.0
SCROLL_P95_MS, SCROLL_P99_MS = 12.0, 16.0
TYPED_P95_MS = 50.0
MEMORY_MB = 250.0
OPEN_MS = 50.0
LIMIT_S = 400.0


def measure() -> list[Figure]:
    """Only the largest has limits; the others show how it grows."""
    return [figure for size in SIZES for figure in _of(size)]


def _of(clips: int) -> list[Figure]:
    told = children.run("library_window", clips, limit_s=LIMIT_S)
    is_largest = clips == SIZES[-1]

    def figure(what: str, value: float, unit: str, limit: float, **more: object) -> Figure:
        note = str(more.pop("note", ""))
        return Figure(
            f"{clips:,} clips: {what}",
            value,
            unit,
            limit=limit if is_largest else None,
            note=note,
            details=dict(more),
        )

    scroll, typed, read = told["scroll_ms"], told["typed_ms"], told["read_ms"]
    return [
        figure("database opened", sorted(told["opens_ms"])[2], "ms", OPEN_MS),
        figure("library opened to its first page painted", told["first_ms"], "ms", FIRST_PAGE_MS),
        figure(
            "page scrolled, p95",
            percentile(scroll, 0.95),
            "ms",
            SCROLL_P95_MS,
            note=f"clips of a page read after {percentile(read, 0.5):.0f} ms" if read else "",
            scroll_ms=spread(scroll),
        ),
        figure("page scrolled, p99", percentile(scroll, 0.99), "ms", SCROLL_P99_MS),
        figure(
            "key typed to its first page painted, p95",
            percentile(typed, 0.95),
            "ms",
            TYPED_P95_MS,
            note=f"median {percentile(typed, 0.5):.0f} ms, most {max(typed):.0f} ms",
            typed_ms=[round(one, 1) for one in typed],
        ),
        figure(
            "memory",
            told["ended_mb"],
            "MB",
            MEMORY_MB,
            note=f"{told['idle_mb']:.0f} MB before it was opened",
        ),
    ]
