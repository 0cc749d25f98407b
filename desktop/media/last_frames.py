"""The frame to go on from: models end in a blur now and then, a few frames before it is clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.errors import VideoUnreadable
from desktop.media.film_frames import frame
from desktop.media.sharpness import sharpness

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.media.film_frames import Timetable

LATEST = 15
_CLEARLY = 1.05
"""A frame is sharper where it is so by this much; else the last one, which loses no time, is it."""


def sharpest(video: Path, times: Timetable, latest: int = LATEST) -> int:
    """The number of the sharpest of the last frames, from 0; the last where none is clearly so.

    It blocks, for as long as decoding them takes. Raises VideoUnreadable.
    """
    last = times.count - 1
    best, best_sharpness = last, None
    for index in range(last, max(-1, last - latest), -1):
        try:
            found = sharpness(frame(video, times, index).image.convert("L"))
        except VideoUnreadable:
            if index == last:
                raise
            continue
        if found is None:
            continue
        if best_sharpness is None or found > best_sharpness * _CLEARLY:
            best, best_sharpness = index, found
    return best
