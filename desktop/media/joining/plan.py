"""What a film of several would be: its frames, its length, and whether it can be copied."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import av

from desktop.core.errors import VideoUnreadable
from desktop.media.film_frames import timetable
from desktop.media.probe import UNPLAYABLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from av.container import InputContainer

    from desktop.media.film_frames import Timetable

_FALLBACK_S = Fraction(1, 24)


class Obstacle(enum.Enum):
    """Why the pictures have to be encoded anew."""

    SIZES = "sizes"
    """They are not of one size, or one shape of pixels."""
    CODECS = "codecs"
    """They are not of one codec with the same settings."""
    CUT = "cut"
    """What is kept needs frames that are cut off."""
    TURNED = "turned"
    """One of them is turned when it is played."""


@dataclass(frozen=True)
class Piece:
    """A film, from its first frame until the one at `until_s`, which is not part of it any more.

    Without `until_s` to its end. In seconds from the first frame.
    """

    video: Path
    until_s: float | None = None


@dataclass(frozen=True)
class Part:
    """A piece as it was read: `pts` are the times of the frames that are kept, `end_pts` that of

    what follows them, in units of `time_base`. `signature` is equal for streams that match.
    """

    video: Path
    pts: tuple[int, ...]
    end_pts: int
    time_base: Fraction
    size: tuple[int, int]
    has_sound: bool
    signature: tuple[object, ...]
    can_be_cut: bool

    @property
    def duration_s(self) -> Fraction:
        return (self.end_pts - self.pts[0]) * self.time_base


@dataclass(frozen=True)
class Plan:
    """The parts in order; `obstacle` None where their pictures are copied as they are."""

    parts: tuple[Part, ...]
    obstacle: Obstacle | None

    @property
    def frames(self) -> int:
        """How many frames the film will have."""
        return sum(len(part.pts) for part in self.parts)

    @property
    def duration_s(self) -> Fraction:
        return sum((part.duration_s for part in self.parts), Fraction(0))

    @property
    def starts_s(self) -> tuple[Fraction, ...]:
        """When each part begins."""
        return tuple(accumulate((p.duration_s for p in self.parts[:-1]), initial=Fraction(0)))

    @property
    def has_sound(self) -> bool:
        """Whether any of them has; those without are silent."""
        return any(part.has_sound for part in self.parts)


def plan(pieces: Sequence[Piece]) -> Plan:
    """Read the pieces; it blocks. Raises VideoUnreadable, ValueError for none at all."""
    if not pieces:
        raise ValueError("nothing to join")
    parts = tuple(map(_read, pieces))
    return Plan(parts, _obstacle(parts))


def _read(piece: Piece) -> Part:
    times = timetable(piece.video)
    try:
        with av.open(piece.video, metadata_errors="ignore") as container:
            return _part(piece, times, container)
    except UNPLAYABLE as error:
        raise VideoUnreadable(name=piece.video.name, detail="damaged") from error


def _part(piece: Piece, times: Timetable, container: InputContainer) -> Part:
    stream = container.streams.video[0]
    order = [
        (packet.dts, packet.pts, packet.duration or 0)
        for packet in container.demux(stream)
        if packet.pts is not None and packet.dts is not None
    ]
    count = times.count if piece.until_s is None else max(1, times.index_at(piece.until_s))
    kept = times.pts[:count]
    lasts = {pts: duration for _dts, pts, duration in order}
    end = times.pts[count] if count < times.count else kept[-1] + (lasts.get(kept[-1]) or 0)
    context = stream.codec_context
    is_turned = _is_turned(container)
    return Part(
        video=piece.video,
        pts=kept,
        end_pts=max(end, kept[-1] + 1),
        time_base=stream.time_base or _FALLBACK_S,
        size=(context.width, context.height),
        has_sound=bool(container.streams.audio),
        signature=(
            context.name,
            bytes(context.extradata or b""),
            context.pix_fmt,
            stream.time_base,
            stream.sample_aspect_ratio,
            is_turned,
        ),
        can_be_cut=_can_be_cut([pts for _dts, pts, _duration in order], set(kept)),
    )


def _can_be_cut(in_order: list[int], kept: set[int]) -> bool:
    """Whether nothing that is kept comes after something that is not: it might need it."""
    first_cut = next((at for at, pts in enumerate(in_order) if pts not in kept), len(in_order))
    return not any(pts in kept for pts in in_order[first_cut:])


def _is_turned(container: InputContainer) -> bool:
    container.seek(0)
    first = next(container.decode(video=0), None)
    return first is not None and bool(first.rotation)


def _obstacle(parts: tuple[Part, ...]) -> Obstacle | None:
    if any(one.signature[-1] for one in parts) and len(parts) > 1:
        return Obstacle.TURNED
    for one, other in pairwise(parts):
        if one.size != other.size or one.signature[4] != other.signature[4]:
            return Obstacle.SIZES
        if one.signature != other.signature:
            return Obstacle.CODECS
    return None if all(part.can_be_cut for part in parts) else Obstacle.CUT
