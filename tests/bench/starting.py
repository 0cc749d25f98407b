"""How long the start takes and what it weighs, against a bare window in the same run."""

from __future__ import annotations

import statistics
import time
from typing import Any

from tests.bench import children
from tests.bench.figure import Figure, spread

ROUNDS = 9
IDLE_ROUNDS = 3
IDLE_S = 2.0


def measure() -> list[Figure]:
    """Bare and app in turn, a first pair thrown away; the last rounds idle before they close."""
    bare, app, idle = [], [], []
    for number in range(ROUNDS + 1):
        is_idle = number > ROUNDS - IDLE_ROUNDS
        pair = (_start("bare_window"), _start("app_window", IDLE_S if is_idle else 0))
        if number:
            bare.append(pair[0])
            app.append(pair[1])
            idle += [pair[1]] if is_idle else []
    return [_time(bare, app), _memory(bare, idle)]


def _start(name: str, *args: object) -> dict[str, Any]:
    """Milliseconds from here to the first paint, and what else the program told."""
    begun = time.perf_counter()
    told = children.run(name, *args)
    return told | {"paint_ms": (told["painted_at"] - begun) * 1000}


def _time(bare: list[dict[str, Any]], app: list[dict[str, Any]]) -> Figure:
    bare_ms, app_ms = _values(bare, "paint_ms"), _values(app, "paint_ms")
    return Figure(
        "start-up to first paint, by a bare window's",
        statistics.median(app_ms) / statistics.median(bare_ms),
        "x",
        limit=1.5,
        note=f"{statistics.median(app_ms):.0f} ms, bare {statistics.median(bare_ms):.0f} ms",
        details={
            "compared": "process start to the end of the first paint, medians, in turn",
            "app_ms": spread(app_ms),
            "bare_ms": spread(bare_ms),
        },
    )


def _memory(bare: list[dict[str, Any]], idle: list[dict[str, Any]]) -> Figure:
    bare_mb = statistics.median(_values(bare, "peak_mb"))
    paint_mb = statistics.median(_values(idle, "peak_mb"))
    idle_mb = statistics.median(_values(idle, "idle_peak_mb"))
    return Figure(
        "peak memory, started and idle, by a bare window's",
        idle_mb / bare_mb,
        "x",
        limit=2.0,
        note=f"{idle_mb:.0f} MB ({paint_mb:.0f} at first paint), bare {bare_mb:.0f} MB",
        details={
            "compared": "peak resident memory, shared libraries included: the app with its studio"
            f" attached and idle for {IDLE_S:.0f} s, the bare window at its first paint",
            "idle_mb": idle_mb,
            "first_paint_mb": paint_mb,
            "first_paint_ratio": round(paint_mb / bare_mb, 3),
            "bare_mb": bare_mb,
        },
    )


def _values(told: list[dict[str, Any]], name: str) -> list[float]:
    return [float(one[name]) for one in told]
