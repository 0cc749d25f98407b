"""Exact frames of a video of the user's: when each is shown, and its pixels, upright."""

from __future__ import annotations

import bisect
import contextlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import av
from av.sidedata.sidedata import SideData, Type
from PIL import Image

from desktop.core.errors import VideoUnreadable
from desktop.media.films import FORMATS, film_kind
from desktop.media.frames import picture_of
from desktop.media.kinds import HEAD_BYTES
from desktop.media.probe import UNPLAYABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from fractions import Fraction
    from pathlib import Path

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.codeccontext import VideoCodecContext
    from av.video.stream import VideoStream

    IsCancelled = Callable[[], bool]

MOST_FRAMES = 216_000  # an hour at 60 a second
MOST_PIXELS = 100_000_000
MOST_STRETCH = 16.0
_BACK_S = (0.0, 2.0, 10.0)  # how far before a frame to look for one that can be decoded from

# a display matrix, rounded: where x and y go (ISO 14496-12, 8.3.2)
_TURNS = {
    (0, 1, -1, 0): Image.Transpose.ROTATE_270,
    (-1, 0, 0, -1): Image.Transpose.ROTATE_180,
    (0, -1, 1, 0): Image.Transpose.ROTATE_90,
    (-1, 0, 0, 1): Image.Transpose.FLIP_LEFT_RIGHT,
    (1, 0, 0, -1): Image.Transpose.FLIP_TOP_BOTTOM,
    (0, 1, 1, 0): Image.Transpose.TRANSPOSE,
    (0, -1, -1, 0): Image.Transpose.TRANSVERSE,
}


@dataclass(frozen=True)
class Timetable:
    """When each frame is shown, in the order they are shown; `pts` in units of `time_base`."""

    pts: tuple[int, ...]
    time_base: Fraction

    @property
    def count(self) -> int:
        return len(self.pts)

    def time_s(self, index: int) -> float:
        """When this frame is shown, from the first one on."""
        return float((self.pts[index] - self.pts[0]) * self.time_base)

    def index_at(self, time_s: float) -> int:
        """The frame whose time is nearest."""
        wanted = self.pts[0] + time_s / self.time_base
        after = bisect.bisect_left(self.pts, wanted)
        near = [i for i in (after - 1, after) if 0 <= i < self.count]
        return min(near, key=lambda i: abs(self.pts[i] - wanted))


@dataclass(frozen=True)
class FilmFrame:
    """One frame as it is seen, and which it is: an earlier one where the wanted is damaged."""

    image: Image.Image
    index: int


def _never() -> bool:
    return False


def timetable(video: Path, is_cancelled: IsCancelled = _never) -> Timetable:
    """Read the times of all frames without decoding them; what an edit list hides is not counted.

    A file that ends early has the frames that are there. It blocks for as long as reading the file
    takes, at most until `is_cancelled`. Raises VideoUnreadable.
    """
    with _opened(video) as (container, stream):
        found: set[int] = set()
        for packet in container.demux(stream):
            if is_cancelled() or len(found) > MOST_FRAMES:
                break
            if packet.pts is not None and not packet.is_discard and _is_shown(packet):
                found.add(packet.pts)
        if len(found) > MOST_FRAMES:
            raise VideoUnreadable(name=video.name, detail="long")
        if not found or stream.time_base is None:
            raise VideoUnreadable(name=video.name, detail="damaged")
        return Timetable(tuple(sorted(found)), stream.time_base)


def first_frame(video: Path, max_side: int) -> Image.Image:
    """The first frame, at once: nothing but it is read. Raises VideoUnreadable."""
    with _opened(video) as (container, stream):
        found = next(container.decode(stream), None)
        if found is None or found.pts is None or stream.time_base is None:
            raise VideoUnreadable(name=video.name, detail="damaged")
        return _seen(found, stream, Timetable((found.pts,), stream.time_base), max_side).image


def frame(video: Path, times: Timetable, index: int, max_side: int | None = None) -> FilmFrame:
    """The frame with this number, from 0, decoded; made smaller for `max_side` alone.

    Found by its time, from a frame before it that needs no other; the last is reached by decoding
    to the end. Raises VideoUnreadable where neither it nor one before it can be decoded.
    """
    target = times.pts[index]
    with _opened(video) as (container, stream):
        for back_s in _BACK_S:
            start = target - round(back_s / times.time_base)
            if back_s and start <= times.pts[0]:
                break
            found = _decoded(container, stream, start, target)
            if found is not None:
                return _seen(found, stream, times, max_side)
        found = _decoded(container, stream, min(times.pts[0], 0), target)
        if found is None:
            raise VideoUnreadable(name=video.name, detail="damaged")
        return _seen(found, stream, times, max_side)


def every_frame(video: Path, max_side: int) -> Iterator[tuple[int, Fraction, Image.Image]]:
    """All frames as they are seen, in even sizes: their times, the unit of these, the picture.

    What an edit list hides is left out. Raises VideoUnreadable where the film is damaged.
    """
    with _opened(video) as (container, stream):
        for found in container.decode(stream):
            if found.pts is None or stream.time_base is None:
                continue
            at = Timetable((found.pts,), stream.time_base)
            image = _seen(found, stream, at, max_side).image
            even = image.crop((0, 0, max(2, image.width & ~1), max(2, image.height & ~1)))
            yield found.pts, stream.time_base, even


@contextlib.contextmanager
def _opened(video: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The film and its picture track; what FFmpeg raises inside becomes VideoUnreadable."""
    try:
        with video.open("rb") as file:
            kind = film_kind(file.read(HEAD_BYTES))
        if kind is None:
            raise VideoUnreadable(name=video.name, detail="damaged")
        with av.open(video, format=FORMATS[kind], metadata_errors="ignore") as container:
            if not container.streams.video:
                detail = "empty" if container.streams.audio else "damaged"
                raise VideoUnreadable(name=video.name, detail=detail)
            stream = container.streams.video[0]
            # PyAV has none for a codec it does not know, whatever its types say
            codec = cast("VideoCodecContext | None", stream.codec_context)
            if codec is None or codec.width * codec.height > MOST_PIXELS:
                raise VideoUnreadable(name=video.name, detail="damaged")
            yield container, stream
    except FileNotFoundError as error:
        raise VideoUnreadable(name=video.name, detail="missing") from error
    except PermissionError as error:
        raise VideoUnreadable(name=video.name, detail="permission") from error
    except UNPLAYABLE as error:
        raise VideoUnreadable(name=video.name, detail="damaged") from error


def _is_shown(packet: Packet[VideoStream]) -> bool:
    """False for the hidden reference frames of VP8, which are packets of their own (RFC 6386)."""
    if packet.stream.codec_context.name not in {"vp8", "libvpx"} or not packet.size:
        return True
    return bool(bytes(packet)[0] & 0x10)


def _decoded(
    container: InputContainer, stream: VideoStream, start: int, target: int
) -> av.VideoFrame | None:
    """The frame of time `target`, or the last whole one before it; None where there is none."""
    container.seek(start, stream=stream)
    best: av.VideoFrame | None = None
    try:
        for found in container.decode(stream):
            if found.pts is None or found.is_corrupt:
                continue
            if found.pts > target:
                break
            best = found
            if found.pts == target:
                break
    except UNPLAYABLE:
        return best  # damaged from here on
    return best


def _seen(
    found: av.VideoFrame, stream: VideoStream, times: Timetable, max_side: int | None
) -> FilmFrame:
    """As it is to be seen: with square pixels, turned as its film says."""
    image = picture_of(found, max_side or max(found.width, found.height))
    ratio = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    if ratio and ratio > 0 and ratio != 1:
        width = max(1, round(image.width * min(float(ratio), MOST_STRETCH)))
        image = image.resize((width, image.height), Image.Resampling.LANCZOS)
    turn = _TURNS.get(_matrix(found))
    if turn is not None:
        image = image.transpose(turn)
    index = bisect.bisect_left(times.pts, found.pts or 0)
    return FilmFrame(image, min(index, times.count - 1))


def _matrix(found: av.VideoFrame) -> tuple[int, int, int, int]:
    side = cast("Mapping[Type, SideData]", found.side_data).get(Type.DISPLAYMATRIX)
    if side is None:
        return 1, 0, 0, 1
    a, b, _, c, d, *_ = struct.unpack("=9i", bytes(side)[:36])
    across, up, down, along = (round(value / 65536) for value in (a, b, c, d))
    return across, up, down, along
