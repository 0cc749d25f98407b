"""A film in other forms: without its sound, its sound alone, moving pictures for the web."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import av

from desktop.core.errors import (
    BrokenVideo,
    DiskFull,
    FolderUnwritable,
    Problem,
    VideoUnreadable,
)
from desktop.media.frames import picture_of
from desktop.media.probe import UNPLAYABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PIL import Image

GIF_SIDE, WEBP_SIDE = 480, 720
GIF_FPS, WEBP_FPS = 12.5, 24.0
MOST_FRAMES = 900  # a minute at 15 a second: nobody sends more as a picture
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


def without_sound(video: Path, target: Path) -> None:
    """The pictures as they are, packet by packet. Raises as `_whole` does."""
    _whole(video, target, lambda part: _copied(video, part, "video"))


def sound_only(video: Path, target: Path) -> None:
    """The sound as it is, as an M4A. Raises VideoUnreadable ("silent"), and as `_whole` does."""
    _whole(video, target, lambda part: _copied(video, part, "audio"))


def gif(video: Path, target: Path) -> None:
    """At most 480 pixels and 12.5 frames a second, endless. Raises as `_whole` does."""
    _whole(video, target, lambda part: _animated(video, part, "GIF", GIF_SIDE, GIF_FPS))


def webp(video: Path, target: Path) -> None:
    """At most 720 pixels and 24 frames a second, endless. Raises as `_whole` does."""
    _whole(video, target, lambda part: _animated(video, part, "WEBP", WEBP_SIDE, WEBP_FPS))


def poster(video: Path, target: Path) -> None:
    """The first frame, all its pixels, as a PNG. Raises as `_whole` does."""
    _whole(video, target, lambda part: _first(video, part))


def _whole(video: Path, target: Path, write: Callable[[Path], None]) -> None:
    """Whole or not at all; an existing target is replaced.

    It blocks. Raises VideoUnreadable, BrokenVideo, DiskFull, FolderUnwritable.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        write(part)
        part.replace(target)
    except Problem:
        raise
    except FileNotFoundError as error:
        raise VideoUnreadable(name=video.name, detail="missing") from error
    except UNPLAYABLE as error:
        code = getattr(error, "errno", None)
        if code in _NO_SPACE:
            raise DiskFull(folder=str(target.parent)) from error
        if code in _DENIED:
            raise FolderUnwritable(folder=str(target.parent)) from error
        raise BrokenVideo(name=video.name, detail=str(error)) from error
    finally:
        part.unlink(missing_ok=True)


def _copied(video: Path, part: Path, kind: str) -> None:
    with av.open(video, metadata_errors="ignore") as film:
        source = next((stream for stream in film.streams if stream.type == kind), None)
        if source is None:
            raise VideoUnreadable(name=video.name, detail="silent" if kind == "audio" else "empty")
        name = "ipod" if kind == "audio" else "mp4"
        with av.open(part, "w", format=name, options={"movflags": "+faststart"}) as copy:
            track = copy.add_stream_from_template(source)
            copy.metadata.update(film.metadata)
            for packet in film.demux(source):
                if packet.dts is not None:
                    packet.stream = track
                    copy.mux(packet)


def _animated(video: Path, part: Path, kind: str, side: int, fps: float) -> None:
    pictures = _sampled(video, side, fps)
    first = next(pictures, None)
    if first is None:
        raise VideoUnreadable(name=video.name, detail="damaged")
    duration_ms = round(1000 / fps)
    options = {"quality": 80, "method": 2} if kind == "WEBP" else {"optimize": False}
    first.save(
        part, kind, save_all=True, append_images=pictures, duration=duration_ms, loop=0, **options
    )


def _sampled(video: Path, side: int, fps: float) -> Iterator[Image.Image]:
    """A frame for each moment, as many times as it is seen."""
    with av.open(video, metadata_errors="ignore") as film:
        due = 0.0
        count = 0
        began: float | None = None
        for frame in film.decode(video=0):
            if frame.pts is None:
                continue
            began = frame.time if began is None else began
            while frame.time - began >= due and count < MOST_FRAMES:
                yield picture_of(frame, side)
                due, count = due + 1 / fps, count + 1


def _first(video: Path, part: Path) -> None:
    with av.open(video, metadata_errors="ignore") as film:
        frame = next(film.decode(video=0), None)
        if frame is None:
            raise VideoUnreadable(name=video.name, detail="damaged")
        picture_of(frame, max(frame.width, frame.height)).save(part, "PNG")
