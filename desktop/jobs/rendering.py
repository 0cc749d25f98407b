"""How long Leonardo takes to render, learned from the clips that are there: a log-normal guess."""

from __future__ import annotations

import dataclasses
import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import statistics
    from collections.abc import Sequence

    from desktop.core.request import GenerationRequest
    from desktop.library.clips import Clip

_USUAL = (0.1, 0.9)

_LATEST = 60
"""So many of the newest count, so that a server that has become faster or slower is followed."""
LATEST_OF_ALL = 200
_PRIOR_WEIGHT = 6
"""A guess from less knowledge counts as much as this many clips."""
_REACH = 3.5
"""What lies further from the median than this many median deviations counts as lying there."""
_LEAST_SPREAD, _MOST_SPREAD = 0.1, 0.7
_LEAST_S, _MOST_S = 2.0, 1800.0
_USUAL_WORK = 6 * 1280 * 720
_EFFORT = 0.4
"""Twice the pixels or seconds take a third longer: a guess, until there are clips of that kind."""


@dataclass(frozen=True)
class Kind:
    """What makes a clip take longer: its pixels and its seconds."""

    pixels: int
    duration_s: int

    @classmethod
    def of(cls, request: GenerationRequest) -> Kind:
        return cls(request.dimensions.width * request.dimensions.height, request.duration_s)

    @property
    def log_effort(self) -> float:
        """The logarithm of how much longer than a usual clip it should take; 0 x 0 is Auto."""
        work = (self.pixels or 1280 * 720) * max(1, self.duration_s)
        return _EFFORT * math.log(work / _USUAL_WORK)


@dataclass(frozen=True)
class Rendered:
    """One clip of the past: it took `took_s`, give or take half the time between two polls."""

    kind: Kind
    took_s: float

    @classmethod
    def of(cls, clip: Clip) -> Rendered | None:
        """None for a clip whose time nobody knows."""
        if clip.rendering_s is None or not _LEAST_S <= clip.rendering_s <= _MOST_S:
            return None
        return cls(Kind.of(clip.request), clip.rendering_s)


@dataclass(frozen=True)
class RenderingTime:
    """A log-normal distribution: half are done after `middle_s`; `spread` is that of the logs.

    `known` is how many clips of the past stand behind it.
    """

    middle_s: float
    spread: float
    known: int = 0

    def after(self, share: float) -> float:
        """The seconds after which this share of all clips is done."""
        return self.middle_s * math.exp(self.spread * _normal().inv_cdf(share))

    def done(self, age_s: float) -> float:
        """The share of all clips that is done at this age."""
        if age_s <= 0:
            return 0.0
        return _normal().cdf(math.log(age_s / self.middle_s) / self.spread)

    def waiting_s(self, since_s: float, until_s: float) -> float:
        """How long a clip is waited for between two ages, on average over all clips."""
        return self._lasting_s(until_s) - self._lasting_s(since_s)

    def _lasting_s(self, until_s: float) -> float:
        """The mean of min(rendering time, `until_s`)."""
        if until_s <= 0:
            return 0.0
        mean_s = self.middle_s * math.exp(self.spread**2 / 2)
        part = _normal().cdf(math.log(until_s / self.middle_s) / self.spread - self.spread)
        return mean_s * part + until_s * (1 - self.done(until_s))

    def remaining_s(self, age_s: float = 0.0) -> tuple[float, float] | None:
        """Between what and what it usually takes from this age on; None when it is overdue."""
        done = self.done(age_s)
        if done > _USUAL[1]:
            return None
        low, high = (self.after(done + (1 - done) * share) - max(0.0, age_s) for share in _USUAL)
        return low, high


@functools.cache
def _normal() -> statistics.NormalDist:
    import statistics  # with the first clip: an idle window does without

    return statistics.NormalDist()


UNKNOWN = RenderingTime(middle_s=110.0, spread=0.42)
"""Before anything is known: what others report of this model, for a usual clip."""


def learned(past: Sequence[Rendered], kind: Kind) -> RenderingTime:
    """What the past tells of this kind of clip, `past` oldest first.

    From what is known of nothing to what is known of all clips, scaled by their effort, to what
    is known of this kind: each step counts by the clips behind it. Medians make outliers, and
    half a past that lies, do little harm; the spread is bounded, and with it the cost.
    """
    latest = past[-LATEST_OF_ALL:]
    alike = [math.log(one.took_s) - one.kind.log_effort for one in latest[-_LATEST:]]
    own = [math.log(one.took_s) - kind.log_effort for one in latest if one.kind == kind]
    usual = _refined(_refined(UNKNOWN, alike), own[-_LATEST:])
    middle_s = usual.middle_s * math.exp(kind.log_effort)
    return dataclasses.replace(usual, middle_s=min(max(middle_s, _LEAST_S), _MOST_S))


def _refined(guess: RenderingTime, logs: Sequence[float]) -> RenderingTime:
    """The guess, moved towards the median of `logs` and their spread about it."""
    if not logs:
        return guess
    import statistics

    median = statistics.median(logs)
    reach = _REACH * max(_LEAST_SPREAD, statistics.median(abs(value - median) for value in logs))
    near = [min(max(value, median - reach), median + reach) for value in logs]
    middle, spread = statistics.fmean(near), statistics.pstdev(near)
    share = len(logs) / (len(logs) + _PRIOR_WEIGHT)
    variance = share * spread**2 + (1 - share) * guess.spread**2
    return RenderingTime(
        middle_s=math.exp(share * middle + (1 - share) * math.log(guess.middle_s)),
        spread=min(max(math.sqrt(variance), _LEAST_SPREAD), _MOST_SPREAD),
        known=max(guess.known, len(logs)),
    )
