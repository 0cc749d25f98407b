"""How soon a dropped photograph is seen and ready to send, beside Pillow's bare decoding of it."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from tests.bench import children
from tests.bench.figure import Figure, spread
from tests.bench.submitting import photograph

ROUNDS = 12
SEEN_TIMES = 1.3
READY_TIMES = 2.0
LONGEST_MS = 8.0


def measure() -> list[Figure]:
    """A twelve-megapixel JPEG dropped on the real window, each time another one."""
    with tempfile.TemporaryDirectory(prefix="startframe-bench-") as folder:
        pictures = [Path(folder) / f"photograph-{number}.jpg" for number in range(ROUNDS)]
        image = photograph()
        for number, picture in enumerate(pictures):
            # other bytes each time: what is kept already is not written again
            image.save(picture, quality=92, comment=str(number).encode())
        size_mb = pictures[0].stat().st_size / 1e6
        told = children.run("dropping_window", *pictures)
    rounds = told["rounds"][1:]  # the first one imports the picture library
    bare = statistics.median(one["bare"] for one in rounds)
    seen = [one["seen"] / one["bare"] for one in rounds]
    ready = [one["ready"] / one["bare"] for one in rounds]
    copied = [(one["ready"] + one["copy"]) / one["bare"] for one in rounds]
    late: list[float] = told["late_ms"]
    details = {
        "measured": "the drop event on the app's window to the end of the paint that shows the"
        " picture. Ready: read to its last byte, kept on the disk, its digest known, Generate"
        " enabled. Against Pillow in the same process:"
        " Image.open(...).convert('RGB').resize(...) to the preview's size, median of three",
        "picture_mb": round(size_mb, 1),
        "bare_ms": spread([one["bare"] * 1000 for one in rounds]),
        "seen_ms": spread([one["seen"] * 1000 for one in rounds]),
        "kept_ms": spread([one["ready"] * 1000 for one in rounds]),
        "copy_ms": spread([one["copy"] * 1000 for one in rounds]),
        "first_seen_ms": round(told["rounds"][0]["seen"] * 1000),
    }
    return [
        Figure(
            "12-megapixel JPEG, dropped to seen",
            statistics.median(seen),
            "times bare Pillow",
            limit=SEEN_TIMES,
            note=f"bare {bare * 1000:.0f} ms; most {max(seen):.2f}",
            details=details,
        ),
        Figure(
            "12-megapixel JPEG, dropped to ready to send",
            statistics.median(ready),
            "times bare Pillow",
            limit=READY_TIMES,
            note=f"most {max(ready):.2f}",
        ),
        Figure(
            "12-megapixel JPEG, dropped to its sent copy made",
            statistics.median(copied),
            "times bare Pillow",
            note="the copy is made after Generate; here, right after the drop",
        ),
        Figure(
            "longest hold of the GUI thread, pictures dropped",
            max(late),
            "ms",
            limit=LONGEST_MS,
            note=f"usual for a drop {statistics.median(late):.1f} ms,"
            f" {told['idle_ms']:.1f} ms without any",
            details={
                "late_ms": [round(one, 2) for one in late],
                "own_work_ms": [round(one, 2) for one in told["work_ms"]],
            },
        ),
    ]
