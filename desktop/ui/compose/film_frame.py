"""A start frame out of a video: its times, a preview of a frame, the frame itself as a PNG."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from desktop.core.origin import Origin
from desktop.ui.compose import start_frame

if TYPE_CHECKING:
    from desktop.media.film_frames import Timetable
    from desktop.ui.compose.start_frame import StartFrame

RGB_BYTES = 3
PREVIEW_SIDE = 1280

Choose = Callable[["Timetable"], int]
"""Which frame, by its number from 0, once it is known how many there are."""


@dataclass(frozen=True)
class Still:
    """A frame to look at, and its number from 0: an earlier one where the wanted is damaged."""

    image: QImage
    index: int


def first(_times: Timetable) -> int:
    return 0


def last(times: Timetable) -> int:
    return times.count - 1


def at(time_s: float) -> Choose:
    """The frame shown at this time."""
    return lambda times: times.index_at(time_s)


def frame_name(video: Path, index: int) -> str:
    """What the start frame is called; people count from 1."""
    words = QCoreApplication.translate("FilmFrame", "{video}, frame {n}")
    return words.format(video=video.name, n=index + 1)


async def read(video: Path, is_cancelled: Callable[[], bool]) -> Timetable:
    """When each frame is shown. Raises VideoUnreadable."""

    def work() -> Timetable:
        from desktop.media.film_frames import timetable

        return timetable(video, is_cancelled)

    return await asyncio.to_thread(work)


async def sharpest(video: Path, times: Timetable) -> int:
    """The sharpest of the last frames. Raises VideoUnreadable."""

    def work() -> int:
        from desktop.media.last_frames import sharpest

        return sharpest(video, times)

    return await asyncio.to_thread(work)


async def preview(video: Path, times: Timetable, index: int) -> Still:
    """The frame, small enough to be painted fast. Raises VideoUnreadable."""
    return await asyncio.to_thread(_preview, video, times, index)


def _preview(video: Path, times: Timetable, index: int) -> Still:
    from desktop.media.film_frames import frame

    found = frame(video, times, index, PREVIEW_SIDE)
    width, height = found.image.size
    rgb = found.image.tobytes()
    image = QImage(rgb, width, height, width * RGB_BYTES, QImage.Format.Format_RGB888)
    return Still(image.copy(), found.index)  # the bytes go when this function ends


async def bring_in(video: Path, choose: Choose, frames: Path, clip_id: str = "") -> StartFrame:
    """The frame as it was decoded, kept in `frames` as a PNG, named for the video and its number.

    Of one's own clip, by `clip_id`, it knows its origin. Raises MediaProblem, StorageProblem.
    """
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    try:
        file = Path(folder.name, "frame.png")
        index, at_s = await asyncio.to_thread(write, video, choose, file)
        frame = await start_frame.bring_in(file, frames, frame_name(video, index))
        return replace(frame, origin=Origin(clip_id, at_s)) if clip_id else frame
    finally:
        await asyncio.to_thread(folder.cleanup)


def write(video: Path, choose: Choose, file: Path) -> tuple[int, float]:
    """Put the frame at `file` as a PNG, as it was decoded; its number, and when it is shown.

    It blocks. Raises VideoUnreadable, OSError.
    """
    from desktop.media.film_frames import frame, timetable

    times = timetable(video)
    found = frame(video, times, choose(times))
    found.image.save(file, "PNG", compress_level=1)
    return found.index, times.time_s(found.index)
