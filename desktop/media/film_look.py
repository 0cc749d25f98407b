"""What a film shows of itself once it can be seen: when its frames begin, how it sounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import av

from desktop.core.errors import VideoUnreadable
from desktop.media.film_frames import timetable
from desktop.media.probe import UNPLAYABLE
from desktop.media.sound_levels import LONGEST_S, measure

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.media.sound_levels import SoundLevels


@dataclass(frozen=True)
class FilmLook:
    """`frames_ms` are the beginnings of all frames, from the first on; none where unknown."""

    frames_ms: tuple[float, ...] = ()
    sound: SoundLevels | None = None


def look(video: Path) -> FilmLook:
    """Read the film through; a very long one is not. It blocks, and raises nothing."""
    try:
        with av.open(video, metadata_errors="ignore") as film:
            length_s = (film.duration or 0) / av.time_base
            has_sound = bool(film.streams.audio)
    except UNPLAYABLE:
        return FilmLook()
    if length_s > LONGEST_S:
        return FilmLook()
    try:
        times = timetable(video)
    except VideoUnreadable:
        return FilmLook()
    frames_ms = tuple(times.time_s(index) * 1000 for index in range(times.count))
    return FilmLook(frames_ms, measure(video) if has_sound else None)
