"""How long the start takes and what it weighs, against a bare window in the same run."""

from __future__ import annotations

import statistics
import time
from typing import Any

from tests.bench import children
from tests.bench.figure import Figure, spread

ROUNDS = 15
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
    return [_painted(bare, app), _ready(bare, app), _memory(bare, idle)]


def _start(name: str, *args: object) -> dict[str, Any]:
    """What the program told, its moments as milliseconds from here."""
    begun = time.perf_counter()
    told = children.run(name, *args)
    moments = [name for name in told if name.endswith("_at")]
    return told | {f"{name[:-3]}_ms": (told[name] - begun) * 1000 for name in moments}


def _painted(bare: list[dict[str, Any]], app: list[dict[str, Any]]) -> Figure:
    return _time(
        "start-up to first paint, by a bare window's",
        bare,
        _values(app, "painted_ms"),
        limit=1.5,
        compared="process start to the end of the main window's first paint, medians, in turn",
    )


def _ready(bare: list[dict[str, Any]], app: list[dict[str, Any]]) -> Figure:
    return _time(
        "start-up to ready, by a bare window's first paint",
        bare,
        _values(app, "ready_ms"),
        limit=None,
        compared="process start to the attached studio: everything drawn, clips can be made",
    )


def _time(
    name: str,
    bare: list[dict[str, Any]],
    app_ms: list[float],
    *,
    limit: float | None,
    compared: str,
) -> Figure:
    bare_ms = _values(bare, "painted_ms")
    app_median, bare_median = statistics.median(app_ms), statistics.median(bare_ms)
    return Figure(
        name,
        app_median / bare_median,
        "x",
        limit=limit,
        note=f"{app_median:.0f} ms, bare {bare_median:.0f} ms",
        details={"compared": compared, "app_ms": spread(app_ms), "bare_ms": spread(bare_ms)},
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
