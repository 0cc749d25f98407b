"""How fast the app's client brings a film to disk, against httpx alone in the same run."""

from __future__ import annotations

import statistics

from tests.bench import children
from tests.bench.figure import Figure, spread

LEAST = 0.9


def measure() -> list[Figure]:
    """One large film, then eight at once."""
    with children.server() as origin:
        return [
            _compare(origin, "one film of 200 MB", 1, 200_000_000, 13),
            _compare(origin, "eight of 50 MB at once", 8, 50_000_000, 7),
        ]


def _compare(origin: str, name: str, films: int, size: int, rounds: int) -> Figure:
    """By the best of all rounds: what each can do. Medians follow whatever else runs here."""
    rates: dict[str, list[float]] = children.run("rates", origin, films, size, rounds)
    best = {way: max(values) for way, values in rates.items()}
    usual = {way: statistics.median(values) for way, values in rates.items()}
    return Figure(
        f"download rate, {name}, by bare httpx",
        best["ours"] / best["bare"],
        "x",
        limit=LEAST,
        is_least=True,
        note=f"{best['ours']:.0f} MB/s, bare {best['bare']:.0f} MB/s"
        f" (medians {usual['ours']:.0f}, {usual['bare']:.0f})",
        details={
            "compared": "LeonardoClient.download in its download process, durable at its end"
            " (fsync), with httpx.AsyncClient.stream and aiter_raw on a plain asyncio loop, not"
            " durable; both from loopback into new files, in turn, the best of all rounds",
            "medians_ratio": round(usual["ours"] / usual["bare"], 3),
            "medians_ratio_to_bare_with_fsync": round(usual["ours"] / usual["durable"], 3),
            "mb_per_s": {way: spread(values) for way, values in rates.items()},
        },
    )
