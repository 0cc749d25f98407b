"""A film in other forms: without its sound, its sound alone, moving pictures for the web.

Each blocks, and writes its target whole or not at all: it raises as `film_file.whole` does,
and Cancelled once `is_cancelled`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import av

from desktop.core.errors import VideoUnreadable
from desktop.media import recipe
from desktop.media.film_file import Cancelled, never, whole
from desktop.media.frames import picture_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL import Image

    from desktop.media.film_file import IsCancelled

MOST_FRAMES = 900  # a minute at 15 a second: nobody sends more as a picture


class _Form(NamedTuple):
    """A moving picture: Pillow's name of it, its longest side at the most, frames a second."""

    kind: str
    side: int
    fps: float


_GIF, _WEBP = _Form("GIF", 480, 12.5), _Form("WEBP", 720, 24.0)


def without_sound(video: Path, target: Path, is_cancelled: IsCancelled = never) -> None:
    """The pictures as they are, packet by packet."""
    with whole(target, video.name) as part:
        _copied(video, part, "video", is_cancelled)


def sound_only(video: Path, target: Path, is_cancelled: IsCancelled = never) -> None:
    """The sound as it is, as an M4A. Raises VideoUnreadable ("silent")."""
    with whole(target, video.name) as part:
        _copied(video, part, "audio", is_cancelled)


def gif(video: Path, target: Path, is_cancelled: IsCancelled = never) -> None:
    """At most 480 pixels and 12.5 frames a second, endless."""
    with whole(target, video.name) as part:
        _animated(video, part, _GIF, is_cancelled)


def webp(video: Path, target: Path, is_cancelled: IsCancelled = never) -> None:
    """At most 720 pixels and 24 frames a second, endless."""
    with whole(target, video.name) as part:
        _animated(video, part, _WEBP, is_cancelled)


def poster(video: Path, target: Path, is_cancelled: IsCancelled = never) -> None:
    """The first frame, all its pixels, as a PNG."""
    with whole(target, video.name) as part:
        if is_cancelled():
            raise Cancelled
        _first(video, part)


def _copied(video: Path, part: Path, kind: str, is_cancelled: IsCancelled) -> None:
    with av.open(video, metadata_errors="ignore") as film:
        source = next((stream for stream in film.streams if stream.type == kind), None)
        if source is None:
            raise VideoUnreadable(name=video.name, detail="silent" if kind == "audio" else "empty")
        name = "ipod" if kind == "audio" else "mp4"
        with av.open(part, "w", format=name, options={"movflags": "+faststart"}) as copy:
            track = copy.add_stream_from_template(source)
            copy.metadata.update(recipe.of_derived(film.metadata))
            for packet in film.demux(source):
                if is_cancelled():
                    raise Cancelled
                if packet.dts is not None:
                    packet.stream = track
                    copy.mux(packet)


def _animated(video: Path, part: Path, form: _Form, is_cancelled: IsCancelled) -> None:
    pictures = _sampled(video, form, is_cancelled)
    first = next(pictures, None)
    if first is None:
        raise VideoUnreadable(name=video.name, detail="damaged")
    duration_ms = round(1000 / form.fps)
    options = {"quality": 80, "method": 2} if form is _WEBP else {"optimize": False}
    first.save(
        part,
        form.kind,
        save_all=True,
        append_images=pictures,
        duration=duration_ms,
        loop=0,
        **options,
    )


def _sampled(video: Path, form: _Form, is_cancelled: IsCancelled) -> Iterator[Image.Image]:
    """A frame for each moment, as many times as it is seen."""
    with av.open(video, metadata_errors="ignore") as film:
        due = 0.0
        count = 0
        began: float | None = None
        for frame in film.decode(video=0):
            if is_cancelled():
                raise Cancelled
            if frame.pts is None:
                continue
            began = frame.time if began is None else began
            while frame.time - began >= due and count < MOST_FRAMES:
                yield picture_of(frame, form.side)
                due, count = due + 1 / form.fps, count + 1


def _first(video: Path, part: Path) -> None:
    with av.open(video, metadata_errors="ignore") as film:
        frame = next(film.decode(video=0), None)
        if frame is None:
            raise VideoUnreadable(name=video.name, detail="damaged")
        picture_of(frame, max(frame.width, frame.height)).save(part, "PNG")
