"""When to ask next and how long to back off: pure functions, no clock of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.jobs.rendering import Kind, Rendered, RenderingTime, learned
from desktop.jobs.schedule import Schedule, schedule

if TYPE_CHECKING:
    from desktop.core.request import GenerationRequest

_JITTER = 0.1
_LONGEST_RETRY_AFTER_S = 600.0


@dataclass(frozen=True)
class Pace:
    """How often one API is asked. All figures in seconds.

    `every_s` is a fixed interval; without one it follows from `past`, the rendering times known
    so far, the oldest first.
    """

    past: tuple[Rendered, ...] = ()
    every_s: float | None = None
    long_after_s: float = 600.0
    stop_after_s: float = 1800.0
    retry_s: float = 1.0
    longest_retry_s: float = 60.0

    @property
    def is_learning(self) -> bool:
        """Whether it follows from the past, so that rendering times are worth keeping."""
        return self.every_s is None

    def rendering_time(self, request: GenerationRequest) -> RenderingTime:
        """How long such a clip takes, as far as the past tells."""
        return learned(self.past, Kind.of(request))

    def schedule(self, request: GenerationRequest) -> Schedule:
        """When to ask for such a clip."""
        if self.every_s is not None:
            return Schedule(slow_s=self.every_s, least_s=0.0)
        return schedule(self.rendering_time(request))


LEONARDO_PACE = Pace()
LOOPBACK_PACE = Pace(every_s=0.5, retry_s=0.2, longest_retry_s=2.0)
"""For an API on this machine: quick, since nobody is burdened by it."""


def is_taking_long(elapsed_s: float, pace: Pace = LEONARDO_PACE) -> bool:
    """Whether to say that this one takes longer than usual."""
    return elapsed_s >= pace.long_after_s


def is_over(watched_s: float, pace: Pace = LEONARDO_PACE) -> bool:
    """Whether watching stops; the job can be taken up again."""
    return watched_s >= pace.stop_after_s


def retry_delay(
    failures: int,
    retry_after_s: float | None = None,
    pace: Pace = LEONARDO_PACE,
    *,
    jitter: float = 0.5,
) -> float:
    """Seconds to wait after the n-th failure in a row: doubling, bounded, never less than asked.

    `retry_after_s` is the server's Retry-After; it is believed up to ten minutes.
    """
    doubled = pace.retry_s * 2.0 ** min(max(failures, 1) - 1, 20)
    backed_off = min(doubled, pace.longest_retry_s) * (1 + _JITTER * (2 * jitter - 1))
    return max(backed_off, min(retry_after_s or 0.0, _LONGEST_RETRY_AFTER_S))
