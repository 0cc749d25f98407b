"""A day is a day, also for a clock that was wrong."""

import pytest

from desktop.ui.updates.control import DAY_S, is_due

NOW = 1_800_000_000.5


@pytest.mark.parametrize(
    ("asked_at", "due"),
    [
        (0, True),
        (int(NOW), False),
        (int(NOW - DAY_S) + 2, False),
        (int(NOW - DAY_S), True),
        (int(NOW) + 60, True),
    ],
)
def test_it_is_asked_once_a_day(asked_at, due):
    assert is_due(asked_at, NOW) is due
