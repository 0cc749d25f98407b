"""When to ask next: leonardo's figures, bounded back-off, clocks that jump."""

import pytest

from desktop.jobs.pace import (
    LOOPBACK_PACE,
    first_delay,
    is_over,
    is_taking_long,
    poll_delay,
    retry_delay,
)


@pytest.mark.parametrize(
    ("elapsed_s", "expected_s"),
    [(0, 10), (4, 6), (10, 5), (59, 5), (60, 8), (299, 8), (300, 15), (9000, 15), (-500, 10)],
)
def test_poll_delay(elapsed_s, expected_s):
    assert poll_delay(elapsed_s) == expected_s


def test_jitter_moves_a_poll_by_a_tenth_at_most():
    assert poll_delay(30, jitter=0.0) == pytest.approx(4.5)
    assert poll_delay(30, jitter=1.0) == pytest.approx(5.5)


def test_the_first_poll_of_an_old_generation_is_at_once():
    assert [first_delay(s) for s in (-50, 0, 4, 3600)] == [10, 10, 6, 0]


def test_the_sandbox_is_asked_twice_a_second():
    assert [poll_delay(s, LOOPBACK_PACE) for s in (0, 5, 5000)] == [0.5, 0.5, 0.5]


def test_long_and_over():
    assert (is_taking_long(599), is_taking_long(600)) == (False, True)
    assert (is_over(1799), is_over(1800)) == (False, True)


@pytest.mark.parametrize(("failures", "expected_s"), [(1, 1), (2, 2), (3, 4), (7, 60), (5000, 60)])
def test_back_off_doubles_up_to_a_minute(failures, expected_s):
    assert retry_delay(failures) == expected_s


def test_retry_after_is_never_undercut_and_not_believed_beyond_ten_minutes():
    assert retry_delay(1, 30) == 30
    assert retry_delay(10, 5) == 60
    assert retry_delay(1, 1e9) == 600
