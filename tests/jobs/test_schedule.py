"""Polls: dense where it is likely, seldom elsewhere, and a bounded number whatever was learned."""

import itertools
import math
import random
import statistics

import pytest

from desktop.jobs.rendering import Kind, Rendered, RenderingTime, learned
from desktop.jobs.schedule import EARLY_S, LEAST_S, MOST_S, Schedule, Stretch, schedule

KIND = Kind(1280 * 720, 6)
TEN_MINUTES_S = 600
MIDDLE_S, SPREAD = math.sqrt(60 * 200), math.log(200 / 60) / 2 / 1.645


def polls(plan: Schedule, until_s: float, jitter) -> list[float]:
    """The ages at which a clip is asked for, up to the one that sees it complete."""
    ages = [plan.first_delay_s(0)]
    while ages[-1] < until_s:
        ages.append(ages[-1] + plan.delay_s(ages[-1], jitter=jitter()))
    return ages


def test_half_of_all_clips_are_seen_at_once_for_few_requests():
    draw = random.Random(3)
    taken = [MIDDLE_S * math.exp(SPREAD * draw.gauss(0, 1)) for _ in range(2000)]
    plan = schedule(RenderingTime(MIDDLE_S, SPREAD, known=30))
    asked = [polls(plan, took_s, draw.random) for took_s in taken]
    late = [ages[-1] - took_s for ages, took_s in zip(asked, taken, strict=True)]
    assert statistics.median(late) <= 1.5
    assert statistics.fmean(map(len, asked)) <= 20


def pasts():
    """Pasts that lie: two speeds, wild outliers, one value, clocks that jumped, noise."""
    for seed in range(6):
        draw = random.Random(seed)
        yield [Rendered(KIND, draw.choice([20.0, 900.0])) for _ in range(40)]
        yield [Rendered(KIND, 100 * math.exp(3 * draw.gauss(0, 1))) for _ in range(40)]
        yield [Rendered(KIND, draw.uniform(2, 1800)) for _ in range(draw.randrange(1, 90))]
    for took_s in (2.0, 10.0, 110.0, 600.0, 1800.0):
        yield [Rendered(KIND, took_s)] * 60
    yield []


@pytest.mark.parametrize("kind", [KIND, Kind(0, 0), Kind(400 * 736, 3), Kind(1888 * 1072, 15)])
def test_the_cost_is_bounded_whatever_the_past_says(kind):
    for past in pasts():
        plan = schedule(learned(past, kind))
        draw = random.Random(5)
        ages = polls(plan, TEN_MINUTES_S, draw.random)
        gaps = [after - before for before, after in itertools.pairwise(ages)]
        assert len(ages) <= 120
        assert min(gaps) >= LEAST_S - 1e-9
        assert max(gaps) <= EARLY_S * 1.1
        early_s = plan.stretches[0].until_s
        later = [gap for age, gap in zip(ages, gaps, strict=False) if age >= early_s]
        assert max(later, default=0) <= MOST_S * 1.1


def test_a_dense_stretch_is_not_slept_into():
    plan = Schedule((Stretch(50.0, 30.0), Stretch(80.0, 2.0)))
    assert plan.delay_s(45.0) == 7.0
    assert plan.delay_s(60.0) == 2.0
    assert plan.delay_s(79.0) == 2.0
    assert plan.delay_s(1e6) == MOST_S


def test_jitter_moves_a_poll_by_a_tenth_at_most_and_never_under_a_second():
    plan = Schedule((Stretch(50.0, 10.0), Stretch(80.0, 1.0)))
    assert [plan.delay_s(0.0, jitter=jitter) for jitter in (0.0, 1.0)] == [9.0, 11.0]
    assert plan.delay_s(60.0, jitter=0.0) == LEAST_S


def test_the_first_poll_of_an_old_generation_is_at_once():
    plan = Schedule((Stretch(50.0, 30.0),))
    assert [plan.first_delay_s(age) for age in (-500, 0, 4, 3600)] == [30, 30, 26, 0]


def test_a_clock_set_back_is_no_time_passed():
    plan = schedule(RenderingTime(100.0, 0.3, known=30))
    assert plan.delay_s(-3600) == plan.delay_s(0)
