"""In a process of its own: takes a picture in or prepares it, and tells what that took.

The processor's time is limited by the system: who hangs is ended.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from desktop.core.catalogue import Dimensions
from desktop.core.errors import Problem
from desktop.media import intake
from desktop.media.prepare import prepare
from tests.bench.peak import peak_mb

PREVIEW_SIDE = 1200
WIDE = Dimensions(1280, 720)


def limit_cpu(seconds: int) -> None:
    if sys.platform == "win32":
        return
    import resource
    import time

    most = round(time.process_time()) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))


def main() -> int:
    """Arguments: `take` or `prepare`, the picture, seconds of the processor's time."""
    step, picture, seconds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    limit_cpu(seconds)
    told: dict[str, object] = {}
    try:
        if step == "take":
            taken, small = intake.take_in(picture, picture.parent / "frames", PREVIEW_SIDE)
            told = {"size": [taken.width, taken.height], "middle": list(_middle(small))}
        else:
            prepare(picture, WIDE, picture.parent / "sent.jpg")
    except Problem as problem:
        told = {"problem": problem.to_record()}
    print(json.dumps(told | {"peak_mb": peak_mb()}))
    return 0


def _middle(small: intake.Preview) -> bytes:
    at = 3 * (small.width * (small.height // 2) + small.width // 2)
    return small.pixels[at : at + 3]


if __name__ == "__main__":
    sys.exit(main())
