"""Measure, print a table, write bench.json: `python3 dev.py bench`, with names only some of it."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.bench import (
    downloading,
    dropping,
    frozen,
    holding,
    library,
    load,
    polling,
    report,
    stage,
    starting,
    submitting,
)
from tests.bench.children import ChildFailed
from tests.bench.figure import Figure

BUSY = 0.5
PARTS = {
    "starting": starting.measure,
    "frozen": frozen.measure,
    "holding": holding.measure,
    "downloading": downloading.measure,
    "submitting": submitting.measure,
    "dropping": dropping.measure,
    "polling": polling.measure,
    "library": library.measure,
    "stage": stage.measure,
    "load": load.measure,
}


def main(words: list[str]) -> int:
    """0 when every limit is kept, 1 when one is missed or could not be measured, 2 for a typo."""
    unknown = [word for word in words if word not in PARTS]
    if unknown:
        print(f"There is no {unknown[0]} to measure; there are {', '.join(PARTS)}.")
        return 2
    begun, where = time.monotonic(), report.environment()
    if (where["load_before"] or 0) > BUSY:
        print(f"The machine is busy (load {where['load_before']:.1f}): the figures may suffer.")
    figures, failed = _measure(words or list(PARTS))
    report.write(figures, where)
    print(f"\n{report.table(figures)}\n")
    missed = [figure.name for figure in figures if figure.passes is False]
    print(f"{report.FILE.name} is written, after {time.monotonic() - begun:.0f} s.")
    for name in missed:
        print(f"Missed: {name}.")
    return 1 if missed or failed else 0


def _measure(names: list[str]) -> tuple[list[Figure], bool]:
    figures: list[Figure] = []
    has_failed = False
    for name in names:
        print(f"==> {name}", flush=True)
        try:
            figures += PARTS[name]()
        except (ChildFailed, subprocess.TimeoutExpired) as problem:
            print(f"{name} could not be measured: {problem}", file=sys.stderr)
            has_failed = True
    return figures, has_failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
