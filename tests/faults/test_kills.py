"""Twenty-five kills of the real program, anywhere on its way; `dev.py test --faults N` has more."""

from __future__ import annotations

import random
from pathlib import Path

from tests.faults import harness

KILLS = 25


def test_nothing_is_lost_paid_twice_or_stranded_however_often_it_is_killed(tmp_path: Path):
    seed = str(random.SystemRandom().randrange(10**6))
    tally = harness.kill(KILLS, seed, 2, tmp_path)
    print(f"seed {seed}\n{harness.table(tally)}")
    assert not tally.found.wrong, f"seed {seed}\n{harness.table(tally)}"
    assert tally.kills >= KILLS
    assert tally.found.ready > 0
    hit = {state for state, _ in tally.hit}
    assert len(hit & set(harness.STATES)) >= 5, f"seed {seed}: only {hit}"


def test_the_same_seed_takes_the_same_aims(tmp_path: Path):
    first, second = (harness.Worker(tmp_path, 1, "7")._deck() for _ in range(2))
    assert [next(first) for _ in range(60)] == [next(second) for _ in range(60)]
