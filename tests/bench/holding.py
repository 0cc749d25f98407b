"""How long downloads hold the GUI thread up, beside what the machine does by itself."""

from __future__ import annotations

import statistics

from tests.bench import children
from tests.bench.figure import Figure, percentile, spread

FILMS = 8
FILM_BYTES = 50_000_000
ROUNDS = 7
LONGEST_MS = 16.0
P99_MS = 8.0


def measure() -> list[Figure]:
    """Eight downloads at once, several times over: the worst seen, and what is usual."""
    with children.server() as origin:
        told = children.run("busy_window", origin, FILMS, FILM_BYTES, ROUNDS)
    idle: list[float] = told["idle"]
    rounds: list[list[float]] = told["busy"]
    busy = [late for one in rounds for late in one]
    longest = [max(one) for one in rounds]
    details = {
        "measured": "lateness of a precise 1 ms QTimer in the app's window, its studio attached,"
        f" while {FILMS} films of {FILM_BYTES // 1_000_000} MB come from another process;"
        " the longest of all rounds, and p99 of all ticks",
        "longest_of_each_round_ms": [round(late, 2) for late in longest],
        "p99_of_each_round_ms": [round(percentile(one, 0.99), 2) for one in rounds],
        "late_ms": spread(busy),
        "idle_longest_ms": round(max(idle), 2),
        "idle_p99_ms": round(percentile(idle, 0.99), 2),
    }
    return [
        Figure(
            "longest hold of the GUI thread, 8 downloads",
            max(longest),
            "ms",
            limit=LONGEST_MS,
            note=f"usual for a round {statistics.median(longest):.1f} ms,"
            f" {max(idle):.1f} ms without any",
            details=details,
        ),
        Figure(
            "p99 hold of the GUI thread, 8 downloads",
            percentile(busy, 0.99),
            "ms",
            limit=P99_MS,
            note=f"{percentile(idle, 0.99):.1f} ms without any",
        ),
    ]
