"""A film in other forms: without its sound, its sound alone, moving pictures for the web.

Each blocks, and writes its target whole or not at all: it raises as `film_file.whole` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import av

from desktop.core.errors import VideoUnreadable
from desktop.media import recipe
from desktop.media.film_file import whole
from desktop.media.frames import picture_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL import Image

GIF_SIDE, WEBP_SIDE = 480, 720
GIF_FPS, WEBP_FPS = 12.5, 24.0
MOST_FRAMES = 900  # a minute at 15 a second: nobody sends more as a picture


def without_sound(video: Path, target: Path) -> None:
    """The pictures as they are, packet by packet."""
    with whole(target, video.name) as part:
        _copied(video, part, "video")


def sound_only(video: Path, target: Path) -> None:
    """The sound as it is, as an M4A. Raises VideoUnreadable ("silent")."""
    with whole(target, video.name) as part:
        _copied(video, part, "audio")


def gif(video: Path, target: Path) -> None:
    """At most 480 pixels and 12.5 frames a second, endless."""
    with whole(target, video.name) as part:
        _animated(video, part, "GIF", GIF_SIDE, GIF_FPS)


def webp(video: Path, target: Path) -> None:
    """At most 720 pixels and 24 frames a second, endless."""
    with whole(target, video.name) as part:
        _animated(video, part, "WEBP", WEBP_SIDE, WEBP_FPS)


def poster(video: Path, target: Path) -> None:
    """The first frame, all its pixels, as a PNG."""
    with whole(target, video.name) as part:
        _first(video, part)


def _copied(video: Path, part: Path, kind: str) -> None:
    with av.open(video, metadata_errors="ignore") as film:
        source = next((stream for stream in film.streams if stream.type == kind), None)
        if source is None:
            raise VideoUnreadable(name=video.name, detail="silent" if kind == "audio" else "empty")
        name = "ipod" if kind == "audio" else "mp4"
        with av.open(part, "w", format=name, options={"movflags": "+faststart"}) as copy:
            track = copy.add_stream_from_template(source)
            copy.metadata.update(recipe.of_derived(film.metadata))
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
