"""When each frame of a film is shown: by its rate, or by the very times in the file."""

from __future__ import annotations

import bisect
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class FrameClock:
    """Frames are numbered from 0; times are in milliseconds from the first one on."""

    def __init__(
        self, duration_ms: float, *, fps: float = 0.0, starts_ms: Sequence[float] = ()
    ) -> None:
        """By the times if there are any, else by the rate; without either there are no frames."""
        self._starts_ms = tuple(starts_ms)
        self._duration_ms = duration_ms
        self._fps = fps
        self.count = len(self._starts_ms) or round(duration_ms * fps / 1000)

    def start_ms(self, index: int) -> float:
        """When this frame begins; of one after the last, when the film ends."""
        if index >= self.count:
            return max(self._duration_ms, self._starts_ms[-1] + 1 if self._starts_ms else 0)
        if self._starts_ms:
            return self._starts_ms[index]
        return index * 1000 / self._fps

    def middle_ms(self, index: int) -> int:
        """A moment at which this frame is seen, as far from its neighbours as can be."""
        return int((self.start_ms(index) + self.start_ms(index + 1)) / 2)

    def index_at(self, position_ms: float) -> int:
        """The frame that is seen at this moment."""
        return self._bounded(self._nearest(position_ms, is_seen=True))

    def index_from(self, start_ms: float) -> int:
        """The frame that begins at this moment, give or take what rounding does."""
        return self._bounded(self._nearest(start_ms, is_seen=False))

    def _nearest(self, moment_ms: float, *, is_seen: bool) -> int:
        if not self._starts_ms:
            place = moment_ms * self._fps / 1000
            return int(place + 1e-6) if is_seen else round(place)
        after = bisect.bisect_right(self._starts_ms, moment_ms + 1e-6)
        if is_seen or after >= self.count:
            return after - 1
        before_ms = moment_ms - self._starts_ms[after - 1] if after else math.inf
        return after - 1 if before_ms <= self._starts_ms[after] - moment_ms else after

    def _bounded(self, index: int) -> int:
        return min(max(0, index), max(0, self.count - 1))


class FrameSeek:
    """The way to one frame: where to look next, as long as another one came.

    A player shows the first frame that is not over at the moment it is sent to, and how long it
    thinks that frames last is not always when the next one begins.
    """

    _MOST_TRIES = 12

    def __init__(self, clock: FrameClock, target: int) -> None:
        self.target = target
        self._start_ms = math.ceil(clock.start_ms(target))
        self.position_ms = clock.middle_ms(target)
        self._low, self._high = -1, math.inf
        self._tries = 0

    def next_ms(self, shown: int, end_ms: float) -> int | None:
        """Where to look after this frame came, which lasts until then; None where it is over.

        That is when it is the wanted one, or nothing is left to be tried.
        """
        self._tries += 1
        if shown == self.target or self._tries >= self._MOST_TRIES:
            return None
        if shown < self.target:
            self._low = self.position_ms
            wanted = max(math.ceil(end_ms), self._low + 1)
        else:
            self._high = self.position_ms
            wanted = self._start_ms
        if not self._low < wanted < self._high:
            wanted = int((self._low + self._high) / 2) if self._high < math.inf else self._low + 1
        if not self._low < wanted < self._high:
            return None
        self.position_ms = wanted
        return wanted
