"""When to ask next and how long to back off: pure functions, no clock of their own."""

from __future__ import annotations

from dataclasses import dataclass

_JITTER = 0.1
_LONGEST_RETRY_AFTER_S = 600.0


@dataclass(frozen=True)
class Pace:
    """How often one API is asked. All figures in seconds.

    `bands` are (up to this age, then this often); older than all of them: every `slow_s`. The
    figures for Leonardo are those of its documentation and of other clients: none is official.
    """

    first_s: float = 10.0
    bands: tuple[tuple[float, float], ...] = ((60.0, 5.0), (300.0, 8.0))
    slow_s: float = 15.0
    long_after_s: float = 600.0
    stop_after_s: float = 1800.0
    retry_s: float = 1.0
    longest_retry_s: float = 60.0


LEONARDO_PACE = Pace()
LOOPBACK_PACE = Pace(first_s=0.5, bands=(), slow_s=0.5, retry_s=0.2, longest_retry_s=2.0)
"""For an API on this machine: quick, since nobody is burdened by it."""


def poll_delay(elapsed_s: float, pace: Pace = LEONARDO_PACE, *, jitter: float = 0.5) -> float:
    """Seconds until the next poll of a generation submitted `elapsed_s` ago.

    `jitter` is a random number from 0 to 1 and moves the answer by up to a tenth either way, so
    that jobs sent together are not polled together. A clock set back counts as no time passed.
    """
    age = max(0.0, elapsed_s)
    if age < pace.first_s:
        return pace.first_s - age
    every = next((every for until, every in pace.bands if age < until), pace.slow_s)
    return every * (1 + _JITTER * (2 * jitter - 1))


def first_delay(elapsed_s: float, pace: Pace = LEONARDO_PACE) -> float:
    """Seconds until the first poll: at once for a generation found after a restart."""
    return min(pace.first_s, max(0.0, pace.first_s - max(0.0, elapsed_s)))


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
