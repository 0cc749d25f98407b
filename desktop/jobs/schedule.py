"""When a clip is asked for: often where it is likely to become complete, seldom elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.jobs.rendering import RenderingTime

LEAST_S, MOST_S = 1.0, 15.0
EARLY_S = 30.0
"""The longest wait while next to no clip is ever done: an early failure is to be seen as well."""

_EARLY_SHARE, _LATE_SHARE = 0.02, 0.995
_DENSE_SHARES = (0.44, 0.95)
"""Half of all clips become complete between these, at the best price: fewer are still waited for
than before, and each second brings more than after. About 1.5 s apart there and seldom elsewhere,
polls see half of all clips within 1.5 s."""
_DENSE_POLLS, _NEAR_POLLS = 13.8, 3.3
"""What one clip costs there, and around it, on average, once enough are known."""
_MOST_DENSE_POLLS = 70
"""What the unluckiest clip costs there."""
_ENOUGH_KNOWN = 30
_WHILE_UNKNOWN = 1.5
"""While nothing is known, so much more is spent: the dense stretch may lie beside the truth."""


@dataclass(frozen=True)
class Stretch:
    """Up to the age `until_s`, ask every `every_s`."""

    until_s: float
    every_s: float


@dataclass(frozen=True)
class Schedule:
    """Stretches in their order; older than all of them, every `slow_s`. Never under `least_s`."""

    stretches: tuple[Stretch, ...] = ()
    slow_s: float = MOST_S
    least_s: float = LEAST_S

    def first_delay_s(self, age_s: float) -> float:
        """Seconds until the first poll: at once for a generation found after a restart."""
        every_s, _ = self._at(0.0)
        return min(every_s, max(0.0, every_s - max(0.0, age_s)))

    def delay_s(self, age_s: float, *, jitter: float = 0.5) -> float:
        """Seconds until the next poll of a generation of this age.

        `jitter` is a random number from 0 to 1 and moves the answer by up to a tenth either way,
        so that jobs sent together are not polled together. A clock set back is no time passed.
        """
        every_s, until_s = self._at(max(0.0, age_s))
        left_s = until_s - max(0.0, age_s)
        if left_s < every_s:  # a denser stretch is not slept into
            every_s = min(every_s, left_s + self._at(until_s)[0])
        return max(self.least_s, every_s * (0.9 + 0.2 * jitter))

    def _at(self, age_s: float) -> tuple[float, float]:
        """How often to ask at this age, and until which age."""
        for stretch in self.stretches:
            if age_s < stretch.until_s:
                return stretch.every_s, stretch.until_s
        return self.slow_s, math.inf


def schedule(time: RenderingTime) -> Schedule:
    """The polls for a clip that takes such a time: a set number on average, spent where it helps.

    What any clip can cost is bounded as well, whatever the past made of `time`.
    """
    unknown = max(0.0, 1 - time.known / _ENOUGH_KNOWN)
    worth = 1 + unknown * (_WHILE_UNKNOWN - 1)
    early_s, late_s = time.after(_EARLY_SHARE), time.after(_LATE_SHARE)
    begin_s, end_s = (time.after(share) for share in _DENSE_SHARES)
    dense_s = time.waiting_s(begin_s, end_s) / (_DENSE_POLLS * worth)
    dense_s = _bounded(max(dense_s, (end_s - begin_s) / _MOST_DENSE_POLLS))
    around_s = time.waiting_s(early_s, begin_s) + time.waiting_s(end_s, late_s)
    near_s = max(_bounded(around_s / (_NEAR_POLLS * worth)), _bounded(2 * dense_s))
    return Schedule(
        (
            Stretch(early_s, EARLY_S),
            Stretch(begin_s, near_s),
            Stretch(end_s, dense_s),
            Stretch(late_s, near_s),
        )
    )


def _bounded(every_s: float) -> float:
    return min(max(every_s, LEAST_S), MOST_S)
