"""What the past tells of a rendering time, also when it is short, mixed, or a lie."""

import math
import random

import pytest

from desktop.jobs.rendering import UNKNOWN, Kind, Rendered, RenderingTime, learned

KIND = Kind(1280 * 720, 6)
LONGER = Kind(1280 * 720, 12)


def times(count, middle_s=110.0, spread=0.3, kind=KIND, seed=1):
    draw = random.Random(seed)
    return [Rendered(kind, middle_s * math.exp(spread * draw.gauss(0, 1))) for _ in range(count)]


def test_without_a_past_it_is_what_others_report():
    assert learned([], KIND) == UNKNOWN
    assert learned([], LONGER).middle_s > UNKNOWN.middle_s
    assert learned([], Kind(0, 6)) == UNKNOWN  # Auto: nobody knows its pixels yet


def test_one_clip_moves_it_a_little_and_thirty_settle_it():
    one, many = (learned(times(count, 40.0), KIND) for count in (1, 30))
    assert 60 < one.middle_s < UNKNOWN.middle_s
    assert (one.known, many.known) == (1, 30)
    assert many.middle_s == pytest.approx(40, rel=0.25)
    assert many.spread == pytest.approx(0.3, abs=0.1)


def test_other_kinds_tell_something_until_there_are_clips_of_this_one():
    others = times(30, 400.0)
    borrowed = learned(others, LONGER)
    assert borrowed.middle_s > 300
    own = learned([*others, *times(30, 50.0, kind=LONGER)], LONGER)
    assert own.middle_s < 80


def test_outliers_do_little_harm():
    honest = times(30)
    lies = [Rendered(KIND, 1800.0)] * 4 + [Rendered(KIND, 2.0)] * 3
    before, after = learned(honest, KIND), learned([*honest, *lies], KIND)
    assert after.middle_s == pytest.approx(before.middle_s, rel=0.25)
    assert after.spread < 0.7


def test_a_server_that_has_become_slower_is_followed():
    past = times(200, 60.0) + times(60, 240.0)
    assert learned(past, KIND).middle_s == pytest.approx(240, rel=0.2)


@pytest.mark.parametrize("took_s", [2.0, 110.0, 1800.0])
def test_equal_times_leave_some_spread(took_s):
    found = learned([Rendered(KIND, took_s)] * 60, KIND)
    assert 0.1 <= found.spread <= 0.7
    assert 2 <= found.middle_s <= 1800


def test_shares_and_ages_fit_together():
    time = RenderingTime(100.0, 0.4)
    for share in (0.05, 0.5, 0.95):
        assert time.done(time.after(share)) == pytest.approx(share)
    assert time.done(0) == time.done(-5) == 0
    assert time.waiting_s(0, 1e9) == pytest.approx(100 * math.exp(0.08))
    assert time.waiting_s(0, 20) == pytest.approx(20, abs=0.1)


def test_what_remains_is_a_range_that_shrinks_until_it_is_overdue():
    time = RenderingTime(100.0, 0.4)
    usual = time.remaining_s()
    assert usual is not None
    low, high = usual
    assert (round(low), round(high)) == (60, 167)
    later = time.remaining_s(80)
    assert later is not None
    assert 0 <= later[0] < later[1] < high
    assert time.remaining_s(400) is None
