"""Back-off is bounded and never undercuts what was asked; an API on this machine is asked often."""

import pytest

from desktop.core.catalogue import default_model
from desktop.core.request import GenerationRequest
from desktop.jobs.pace import LEONARDO_PACE, LOOPBACK_PACE, is_over, is_taking_long, retry_delay

REQUEST = GenerationRequest.default(default_model(), "a slow pan")


def test_the_sandbox_is_asked_twice_a_second():
    schedule = LOOPBACK_PACE.schedule(REQUEST)
    assert [schedule.delay_s(s) for s in (0, 5, 5000)] == [0.5, 0.5, 0.5]
    assert [schedule.first_delay_s(s) for s in (-3, 0, 5)] == [0.5, 0.5, 0]
    assert not LOOPBACK_PACE.is_learning


def test_leonardo_is_asked_by_what_is_known():
    assert LEONARDO_PACE.is_learning
    assert LEONARDO_PACE.rendering_time(REQUEST).known == 0
    assert LEONARDO_PACE.schedule(REQUEST).delay_s(0) == 30


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
