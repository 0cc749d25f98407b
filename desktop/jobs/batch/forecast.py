"""How long many clips take together: the past's rendering times, dealt out to the free slots."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from desktop.jobs.rendering import learned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.jobs.pace import Pace
    from desktop.jobs.rendering import Kind, RenderingTime

_USUAL = (0.25, 0.75)


def total_s(kinds: Sequence[Kind], pace: Pace, slots: int) -> tuple[float, float] | None:
    """Between what and what these clips usually take, `slots` at a time, in seconds.

    Uploads and downloads are not counted, nor what waits before them. None where nothing is
    known of it: the sandbox.
    """
    if not kinds or not pace.is_learning:
        return None
    times = {kind: learned(pace.past, kind) for kind in set(kinds)}
    low, high = (_last_end([times[kind] for kind in kinds], slots, share) for share in _USUAL)
    return low, high


def _last_end(times: Sequence[RenderingTime], slots: int, share: float) -> float:
    """When the last one is done, each taken by the slot that is free first."""
    ends = [0.0] * max(1, slots)
    for time in times:
        heapq.heapreplace(ends, ends[0] + time.after(share))
    return max(ends)
