"""How soon the stage shows what is asked of it, and what five hundred clips leave behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench import children
from tests.bench.figure import Figure, percentile, spread
from tests.bench.load import sandbox
from tests.bench.submitting import photograph
from tests.ui.stage.films import make_film

ROUNDS = 500
FIRST_FRAME_MS, STEP_MS = 50.0, 60.0
GROWTH_MB = 20.0
LIMIT_S = 900.0


def measure() -> list[Figure]:
    """Clips of 1280 by 720, six seconds, 24 frames a second, with sound."""
    with tempfile.TemporaryDirectory(prefix="startframe-stage-") as name, sandbox(name) as far:
        folder = Path(name)
        films = [
            make_film(folder / f"film {n}.mp4", 1280, 720, frames=144, sound=True, first=n)
            for n in range(6)
        ]
        photograph().save(folder / "picture.jpg", quality=92)
        told = children.run(
            "stage_window",
            folder / "picture.jpg",
            ROUNDS,
            *films,
            limit_s=LIMIT_S,
            LEONARDO_API_URL=far.url,
            LEONARDO_API_KEY=far.key,
            XDG_DATA_HOME=str(folder / "trash"),
        )
    chosen, steps, late = told["chosen_ms"], told["step_ms"], told["late"]
    grown = {name: last - first for name, (first, last) in _marks(told).items()}
    return [
        Figure(
            "key pressed to another clip's first frame, p50",
            percentile(chosen, 0.5),
            "ms",
            limit=FIRST_FRAME_MS,
            note=f"most {max(chosen):.0f} ms",
            details={"chosen_ms": spread(chosen)},
        ),
        Figure(
            "key pressed to the next frame, p50",
            percentile(steps, 0.5),
            "ms",
            limit=STEP_MS,
            note=f"most {max(steps):.0f} ms",
            details={"step_ms": spread(steps)},
        ),
        Figure(
            "frames late by more than an interval beside uploads and downloads",
            late["late"],
            "",
            limit=0,
            note=f"of {late['frames']:.0f}; the latest {late['most_ms']:.0f} ms",
        ),
        Figure(
            f"memory growth, {ROUNDS} clips opened, played and deleted",
            grown["memory_mb"],
            "MB",
            limit=GROWTH_MB,
        ),
        Figure(f"file handles left by {ROUNDS} clips", grown["handles"], "", limit=0),
        Figure(f"threads left by {ROUNDS} clips", grown["threads"], "", limit=0),
    ]


def _marks(told: dict[str, list[float]]) -> dict[str, list[float]]:
    return {name: told[name] for name in ("handles", "threads", "memory_mb")}
