"""Frames by rate and by their very times, and the way to one of them whatever lasts how long."""

from __future__ import annotations

import pytest

from desktop.ui.stage.frame_clock import FrameClock, FrameSeek

UNEVEN = (0.0, 40.0, 120.0, 130.0, 250.0)


def test_by_rate_all_last_equally_long():
    clock = FrameClock(1000, fps=25)
    assert clock.count == 25
    assert [clock.start_ms(n) for n in (0, 1, 24, 25)] == [0, 40, 960, 1000]
    assert clock.middle_ms(1) == 60
    assert [clock.index_at(ms) for ms in (0, 39.9, 40, 79, 5000, -3)] == [0, 0, 1, 1, 24, 0]
    assert [clock.index_from(ms) for ms in (39, 41, 959.4)] == [1, 1, 24]


def test_a_last_frame_of_another_length_moves_none_of_the_others():
    clock = FrameClock(10_800_033, fps=0.1)
    assert clock.start_ms(1079) == 10_790_000
    assert clock.index_from(10_790_000) == clock.index_at(10_795_000) == 1079


def test_by_their_times_each_lasts_until_the_next():
    clock = FrameClock(300, starts_ms=UNEVEN)
    assert clock.count == 5
    assert [clock.start_ms(n) for n in range(6)] == [*UNEVEN, 300]
    assert [clock.middle_ms(n) for n in range(5)] == [20, 80, 125, 190, 275]
    assert [clock.index_at(ms) for ms in (0, 119, 120, 129.9, 130, 400)] == [0, 1, 2, 2, 3, 4]
    assert [clock.index_from(ms) for ms in (0, 39, 119.4, 129.4, 131, 260)] == [0, 1, 2, 3, 3, 4]


def test_of_nothing_there_is_nothing():
    clock = FrameClock(0)
    assert (clock.count, clock.index_at(50), clock.index_from(50)) == (0, 0, 0)


class Film:
    """A player's idea of a film: the first frame that is not over is shown."""

    def __init__(self, starts, lasting):
        self.starts, self.lasting = starts, lasting

    def shown(self, position_ms):
        for index, start in enumerate(self.starts):
            if start + self.lasting(index) > position_ms:
                return index
        return len(self.starts) - 1

    def found(self, target):
        """The frame that is shown in the end, and after how many looks."""
        seek = FrameSeek(FrameClock(self.starts[-1] + 40, starts_ms=self.starts), target)
        position, looks = seek.position_ms, 1
        while True:
            index = self.shown(position)
            after = seek.next_ms(index, self.starts[index] + self.lasting(index))
            if after is None:
                return index, looks
            position, looks = after, looks + 1


@pytest.mark.parametrize(
    "lasting",
    [
        lambda index: [40, 80, 10, 120, 40][index],  # as it is
        lambda _index: 56,  # on average
        lambda _index: 33,  # as the header has it
        lambda _index: 11,
    ],
)
def test_every_frame_is_found_however_long_the_player_thinks_it_lasts(lasting):
    film = Film(UNEVEN, lasting)
    for target in range(len(UNEVEN)):
        index, looks = film.found(target)
        assert index == target
        assert looks <= 4


def test_what_never_comes_is_given_up():
    seek = FrameSeek(FrameClock(300, starts_ms=UNEVEN), 3)
    looks = 1
    while seek.next_ms(0, 0.0) is not None:
        looks += 1
    assert looks <= 12
    seek = FrameSeek(FrameClock(300, starts_ms=UNEVEN), 1)
    while seek.next_ms(4, 300.0) is not None:
        looks += 1
    assert looks <= 24
