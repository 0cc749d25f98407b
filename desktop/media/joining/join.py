"""Writes the joined film: pictures copied packet by packet or encoded anew, sound encoded once."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

import av
from av.video.frame import PictureType

from desktop.core.errors import VideoUnreadable
from desktop.media.film_file import Cancelled, never, whole
from desktop.media.joining.sound import RATE_HZ, sound_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import OutputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

    from desktop.media.film_file import IsCancelled
    from desktop.media.joining.plan import Part, Plan


CLOCK = Fraction(1, 90_000)
_X264 = {"preset": "medium", "crf": "16"}
_SOUND_BITS = 192_000


def join(plan: Plan, target: Path, is_cancelled: IsCancelled = never) -> None:
    """Write the planned film to `target`, whole or not at all; an existing file is replaced.

    It blocks. Raises Cancelled, VideoUnreadable, BrokenVideo, DiskFull, FolderUnwritable.
    """
    options = {"movflags": "+faststart"}
    with whole(target, target.name) as part, av.open(part, "w", "mp4", options=options) as film:
        _write(plan, film, is_cancelled)


def _write(plan: Plan, film: OutputContainer, is_cancelled: IsCancelled) -> None:
    with av.open(plan.parts[0].video, metadata_errors="ignore") as first:
        if plan.obstacle is None:
            template = first.streams.video[0]
            pictures = film.add_stream_from_template(template)
            pictures.time_base = template.time_base
        else:
            pictures = _encoder(plan, film)
        sound = SoundTrack(plan, film) if plan.has_sound else None
        packets = _copied(plan) if plan.obstacle is None else _encoded(plan, pictures)
        for packet in packets:
            if is_cancelled():
                raise Cancelled
            packet.stream = pictures
            if sound is not None:  # side by side, so that a player reads from one place
                sound.write_until((packet.dts or 0) * packet.time_base)
            film.mux(packet)
        if sound is not None:
            sound.write_until(None)


class SoundTrack:
    """The sound of a plan in a film, written as far as its pictures are."""

    def __init__(self, plan: Plan, film: OutputContainer) -> None:
        self._film = film
        self._stream = film.add_stream("aac", rate=RATE_HZ, layout="stereo", bit_rate=_SOUND_BITS)
        self._frames = sound_of(plan)
        self._written_s = Fraction(0)

    def write_until(self, end_s: Fraction | None) -> None:
        """Write what is heard before this moment; with None all of it."""
        while end_s is None or self._written_s < end_s:
            frame = next(self._frames, None)
            if frame is None:
                break
            self._film.mux(self._stream.encode(frame))
            self._written_s += Fraction(frame.samples, RATE_HZ)
        if end_s is None:
            self._film.mux(self._stream.encode(None))


def _copied(plan: Plan) -> Iterator[Packet[VideoStream]]:
    """The packets as they are, each part's times moved to where it stands in the film."""
    last_dts: int | None = None
    for part, start_s in zip(plan.parts, plan.starts_s, strict=True):
        shift = round(start_s / part.time_base) - part.pts[0]
        kept = set(part.pts)
        with av.open(part.video, metadata_errors="ignore") as source:
            for packet in source.demux(source.streams.video[0]):
                if packet.pts is None or packet.dts is None or packet.pts not in kept:
                    continue
                if packet.pts == part.pts[-1]:
                    packet.duration = part.end_pts - packet.pts
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                if last_dts is not None and packet.dts <= last_dts:
                    raise VideoUnreadable(name=part.video.name, detail="damaged")
                last_dts = packet.dts
                yield packet


def _encoder(plan: Plan, film: OutputContainer) -> VideoStream:
    """An encoder for the size of the first part; frames keep the times they have."""
    width, height = plan.parts[0].size
    stream = film.add_stream("libx264", rate=30, options=_X264)
    stream.width, stream.height = width - width % 2, height - height % 2
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = CLOCK
    stream.time_base = CLOCK
    return stream


def _encoded(plan: Plan, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    for part, start_s in zip(plan.parts, plan.starts_s, strict=True):
        for frame in _frames(part, (stream.width, stream.height)):
            at_s = start_s + ((frame.pts or 0) - part.pts[0]) * part.time_base
            frame.pts, frame.time_base = round(at_s / CLOCK), CLOCK
            frame.pict_type = PictureType.NONE
            yield from stream.encode(frame)
    yield from stream.encode(None)


def _frames(part: Part, size: tuple[int, int]) -> Iterator[av.VideoFrame]:
    """The frames that are kept, laid into `size` with bars where their shape is another."""
    kept = set(part.pts)
    width, height = size
    with av.open(part.video, metadata_errors="ignore") as source:
        stream = source.streams.video[0]
        fitted = f"{width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2"
        laid = (("scale", fitted), ("pad", f"{width}:{height}:-1:-1"))
        graph = None
        for frame in source.decode(stream):
            if frame.pts not in kept:
                continue
            if (frame.width, frame.height) == size and not frame.rotation:
                yield frame.reformat(format="yuv420p") if frame.format.name != "yuv420p" else frame
                continue
            if graph is None:
                graph = av.filter.Graph()
                nodes = [graph.add_buffer(template=stream)]
                nodes += map(graph.add, _turn(frame.rotation))
                nodes += [graph.add(name, options) for name, options in laid]
                nodes += [graph.add("format", "yuv420p"), graph.add("buffersink")]
                graph.link_nodes(*nodes).configure()
            pts = frame.pts
            graph.push(frame)
            made = cast("av.VideoFrame", graph.pull())
            made.pts = pts
            yield made


def _turn(rotation: int) -> tuple[str, ...]:
    """Filters that turn a frame upright; `rotation` in degrees against the clock."""
    return {90: ("transpose",), -90: ("transpose",), 180: ("hflip", "vflip")}.get(rotation, ())
