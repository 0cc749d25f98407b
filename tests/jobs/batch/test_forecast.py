"""How long many clips take together."""

import pytest

from desktop.jobs.batch.forecast import total_s
from desktop.jobs.pace import LOOPBACK_PACE, Pace
from desktop.jobs.rendering import Kind, Rendered

USUAL = Kind(1280 * 720, 6)


def span(*arguments):
    found = total_s(*arguments)
    assert found is not None
    return found


def known(seconds, count=200):
    return Pace(past=tuple(Rendered(USUAL, seconds) for _ in range(count)))


def test_clips_wait_for_the_slots():
    one_low, one_high = span([USUAL], known(60.0), 3)
    assert one_low < 60 < one_high
    low, high = span([USUAL] * 7, known(60.0), 3)
    assert (low, high) == pytest.approx((3 * one_low, 3 * one_high))


def test_what_is_known_narrows_it():
    low, high = span([USUAL], Pace(), 1)
    assert low < 110 < high
    learned_low, learned_high = span([USUAL], known(110.0), 1)
    assert learned_high - learned_low < high - low


def test_longer_clips_take_longer():
    short = span([Kind(400 * 736, 3)] * 4, Pace(), 2)
    long = span([Kind(1280 * 720, 15)] * 4, Pace(), 2)
    assert short < long


def test_nothing_is_said_where_nothing_is_known():
    assert total_s([], Pace(), 3) is None
    assert total_s([USUAL], LOOPBACK_PACE, 3) is None
