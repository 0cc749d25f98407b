"""What `python3 dev.py test --faults` runs beyond the tests: many kills, all pairs, an outage."""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import harness

DEFAULT_KILLS = 200


def main(words: list[str]) -> int:
    """0 when every promise was kept, else 1."""
    options = _parser().parse_args(words)
    codes = []
    if options.outage is not None:
        from tests.faults import outage

        codes.append(outage.main(options.outage))
    elif options.pairs:
        from tests.faults import pairs

        codes.append(pairs.main(options.workers))
    else:
        codes.append(_kill(options.kills, options.seed, options.workers))
    return max(codes)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 dev.py test --faults")
    parser.add_argument("kills", type=int, nargs="?", default=DEFAULT_KILLS)
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(10**6)))
    parser.add_argument("--workers", type=int, default=max(2, min(8, os.cpu_count() or 2)))
    parser.add_argument(
        "--pairs", action="store_true", help="each fault alone and with each other instead"
    )
    parser.add_argument(
        "--outage", type=float, metavar="S", help="take the network away for so long instead"
    )
    return parser


def _kill(kills: int, seed: str, workers: int) -> int:
    begun = time.monotonic()
    print(f"{kills} kills, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="startframe-faults-") as folder:
        tally = harness.kill(kills, seed, workers, Path(folder))
    print(f"{harness.table(tally)}\nafter {time.monotonic() - begun:.0f} s, seed {seed}")
    return 1 if tally.found.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
