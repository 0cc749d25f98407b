"""Steps of framing, a drag being one of them."""

from __future__ import annotations

from desktop.media.framing import Framing
from desktop.ui.compose.framing_history import LONGEST, FramingHistory

STEPS = [Framing(zoom=1 + number / 1000) for number in range(LONGEST + 5)]


def test_a_run_is_one_step_until_it_is_closed():
    history = FramingHistory()
    for step in STEPS[:3]:
        history.note(step, "drag")
    history.close_run()
    history.note(STEPS[3], "drag")
    history.note(STEPS[4], "wheel")
    assert history.count == 3
    assert [history.back() for _ in range(4)] == [STEPS[4], STEPS[3], STEPS[0], None]
    assert not history


def test_a_step_back_ends_a_run():
    history = FramingHistory()
    history.note(STEPS[0], "drag")
    history.back()
    history.note(STEPS[1], "drag")
    assert history.back() == STEPS[1]


def test_steps_without_a_run_are_steps_each_and_the_oldest_are_forgotten():
    history = FramingHistory()
    for step in STEPS:
        history.note(step)
    assert history.count == len(STEPS)
    found = list(iter(history.back, None))
    assert found == STEPS[:4:-1]


def test_another_picture_has_no_steps():
    history = FramingHistory()
    history.note(STEPS[0])
    history.clear()
    assert history.back() is None
