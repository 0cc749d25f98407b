"""How fast the app's client brings a film to disk, against httpx alone in the same run."""

from __future__ import annotations

import statistics

from tests.bench import children
from tests.bench.figure import Figure, spread

LEAST = 0.9


def measure() -> list[Figure]:
    """One large film, then eight at once; the limit is the lone stream's."""
    with children.server() as origin:
        return [
            _compare(origin, "one film of 200 MB", 1, 200_000_000, 7, limit=LEAST),
            _compare(origin, "eight of 50 MB at once", 8, 50_000_000, 5, limit=LEAST),
        ]


def _compare(
    origin: str, name: str, films: int, size: int, rounds: int, *, limit: float | None
) -> Figure:
    told = children.run("rates", origin, films, size, rounds)
    bare, ours = statistics.median(told["bare"]), statistics.median(told["ours"])
    return Figure(
        f"download rate, {name}, by bare httpx",
        ours / bare,
        "x",
        limit=limit,
        is_least=True,
        note=f"{ours:.0f} MB/s, bare {bare:.0f} MB/s",
        details={
            "compared": "LeonardoClient.download in its transfer thread, durable at its end"
            " (fsync), with httpx.AsyncClient.stream and aiter_raw on a plain asyncio loop, not"
            " durable; both from loopback into new files, in turn, medians",
            "ours_mb_per_s": spread(told["ours"]),
            "bare_mb_per_s": spread(told["bare"]),
        },
    )
