"""The facts of a video file, and whether all of it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import av
import av.error

from desktop.core.errors import BrokenVideo

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import InputContainer
    from av.video.stream import VideoStream

TOLERANCE_S = 0.25  # what a track's stated duration may exceed its packets: rounding, edit lists

# What PyAV raises for files it cannot use, beside its own class.
UNPLAYABLE = (av.error.FFmpegError, OSError, ValueError, LookupError, ArithmeticError, EOFError)


@dataclass(frozen=True)
class VideoFacts:
    """Size in pixels, duration of the picture track in seconds, codecs by FFmpeg's names."""

    width: int
    height: int
    duration_s: float
    fps: float
    video_codec: str
    audio_codec: str | None
    size_bytes: int


def probe(path: Path) -> VideoFacts:
    """Read the whole file. Raises BrokenVideo unless every packet is there and a frame decodes."""
    size_bytes = path.stat().st_size if path.is_file() else 0
    try:
        _check_boxes(path, size_bytes)
        with av.open(path, metadata_errors="ignore") as container:
            return _facts(container, size_bytes)
    except UNPLAYABLE as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise BrokenVideo(name=path.name, size_bytes=size_bytes, detail=detail) from error


def _facts(container: InputContainer, size_bytes: int) -> VideoFacts:
    if not container.streams.video or container.format.name.endswith("_pipe"):  # a still
        raise ValueError("no picture track")
    stream = container.streams.video[0]
    if next(container.decode(stream), None) is None:
        raise ValueError("no frame decodes")
    container.seek(0)
    _check_whole(container, stream)
    rate = stream.average_rate or stream.guessed_rate
    if not rate:
        raise ValueError("no frame rate")
    audio = container.streams.audio
    return VideoFacts(
        width=stream.codec_context.width,
        height=stream.codec_context.height,
        duration_s=_duration_s(container, stream),
        fps=float(rate),
        video_codec=stream.codec_context.name,
        audio_codec=audio[0].codec_context.name if audio else None,
        size_bytes=size_bytes,
    )


def _duration_s(container: InputContainer, stream: VideoStream) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def _check_boxes(path: Path, size_bytes: int) -> None:
    """Raise ValueError if the last box of an MP4 (ISO 14496-12, 4.2) reaches past the file's end.

    FFmpeg plays a file whose end is missing as long as it does not need it.
    """
    with path.open("rb") as file:
        start = 0
        while start < size_bytes:
            file.seek(start)
            head = file.read(16)
            if start == 0 and head[4:8] != b"ftyp":
                return  # another container
            length = int.from_bytes(head[:4])
            if length == 1:
                length = int.from_bytes(head[8:16])
            if length == 0:
                return  # reaches to the end, wherever that is
            start += max(length, 8)
    if start > size_bytes:
        raise ValueError(f"the last box lacks {start - size_bytes} bytes")


def _check_whole(container: InputContainer, stream: VideoStream) -> None:
    """Raise ValueError unless every track is there to its end, packet by packet."""
    tracks = [stream, *container.streams.audio]
    first: dict[int, int] = {}
    end: dict[int, int] = {}
    count = 0
    for packet in container.demux(tracks):
        if packet.pts is None:  # the mark of the end
            continue
        if packet.is_corrupt:
            raise ValueError("a packet is cut off")
        index = packet.stream.index
        first[index] = min(first.get(index, packet.pts), packet.pts)
        end[index] = max(end.get(index, packet.pts), packet.pts + (packet.duration or 0))
        count += packet.stream is stream
    if count < stream.frames:
        raise ValueError(f"{count} of {stream.frames} frames")
    for track in tracks:
        there = end.get(track.index, 0) - first.get(track.index, 0)
        missing = (track.duration or 0) - there
        if track.time_base and float(missing * track.time_base) > TOLERANCE_S:
            raise ValueError(f"a track ends {float(missing * track.time_base):.2f} s early")
