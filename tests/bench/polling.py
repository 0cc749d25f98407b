"""How soon a complete clip is seen, and for how many requests: simulated, beside plainer ways."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop.jobs.rendering import Kind, Rendered, learned
from desktop.jobs.schedule import Schedule, schedule
from tests.bench.figure import Figure, percentile

CLIPS = 10_000
LIBRARIES = 100
KNOWN = 30
KIND = Kind(pixels=1280 * 720, duration_s=6)
FROM_S, TO_S, SHARE = 60.0, 200.0, 0.9
"""Nine of ten clips take between these."""
UNSEEN_S = 45.0
"""As in the app: not looked at for longer, a clip's time is not kept."""

Delay = Callable[[float], float]


@dataclass(frozen=True)
class Seen:
    """One clip: the requests it cost, from complete to seen, and what the app makes of its time."""

    requests: int
    late_s: float
    estimate_s: float | None


def measure() -> list[Figure]:
    """Figures for a library that knows 30 clips or more, and for one that knows none."""
    draw = random.Random(2026)
    known, none = list(_growing(draw)), [_seen(schedule(learned([], KIND)), draw) for _ in _clips()]
    fixed = [_watched(draw, lambda age: 5.0) for _ in _clips()]
    doubling = [_watched(draw, lambda age: min(60.0, max(1.0, 0.5 * age))) for _ in _clips()]
    return [
        *_figures("30 clips known", known, limit_s=1.5, limit=20),
        *_figures("none known", none, limit_s=2.5, limit=30),
        *_figures("fixed 5 s, to compare", fixed),
        *_figures("exponential (×1.5, 60 s at most), to compare", doubling),
    ]


def _clips() -> range:
    return range(CLIPS)


def _growing(draw: random.Random) -> Iterator[Seen]:
    """Libraries of 30 clips, polled while it learned, that grow by what each went on to see."""
    for _ in range(LIBRARIES):
        past: list[Rendered] = []
        for number in range(KNOWN + CLIPS // LIBRARIES):
            seen = _seen(schedule(learned(past, KIND)), draw)
            if seen.estimate_s is not None:
                past.append(Rendered(KIND, seen.estimate_s))
            if number >= KNOWN:
                yield seen


def _seen(plan: Schedule, draw: random.Random) -> Seen:
    return _watched(draw, lambda age: plan.delay_s(age, jitter=draw.random()))


def _watched(draw: random.Random, delay_s: Delay) -> Seen:
    """One clip whose rendering time is drawn, asked for until it is seen to be complete."""
    middle_s = math.sqrt(FROM_S * TO_S)
    reach = statistics.NormalDist().inv_cdf((1 + SHARE) / 2)
    spread = math.log(TO_S / FROM_S) / 2 / reach
    took_s = middle_s * math.exp(draw.gauss(0, spread))
    before_s = age_s = 0.0
    requests = 0
    while requests == 0 or age_s < took_s:
        before_s, age_s = age_s, age_s + delay_s(age_s)
        requests += 1
    unseen_s = age_s - before_s
    estimate_s = age_s - unseen_s / 2 if unseen_s <= UNSEEN_S else None
    return Seen(requests, age_s - took_s, estimate_s)


def _figures(
    name: str, seen: list[Seen], *, limit_s: float | None = None, limit: float | None = None
) -> list[Figure]:
    late = [one.late_s for one in seen]
    requests = [float(one.requests) for one in seen]
    details = {
        "simulated": f"{len(seen)} clips, log-normal, {SHARE:.0%} take {FROM_S:g} to {TO_S:g} s",
        "late_s": _shares(late),
        "requests": _shares(requests),
    }
    mean_s, tenth_s = statistics.fmean(late), percentile(late, 0.9)
    return [
        Figure(
            f"complete to seen, {name}",
            statistics.median(late),
            "s",
            limit_s,
            note=f"median; mean {mean_s:.1f} s, one in ten over {tenth_s:.1f} s",
            details=details,
        ),
        Figure(
            f"requests a clip, {name}",
            statistics.fmean(requests),
            "requests",
            limit,
            note=f"mean; {max(requests):.0f} for the unluckiest",
        ),
    ]


def _shares(values: list[float]) -> dict[str, float]:
    shares = {f"p{share:.0%}": percentile(values, share) for share in (0.1, 0.5, 0.9, 0.99)}
    return {name.rstrip("%"): round(value, 2) for name, value in shares.items()}
