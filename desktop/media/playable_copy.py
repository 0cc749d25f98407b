"""A film decoded here and written anew for a player whose own decoder fails with it.

Its pictures are JPEGs, which no graphics card takes over on Windows or macOS, and each of which
stands alone; its frames have the very times they have in the film.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import av
from av.video.reformatter import ColorRange, Colorspace

from desktop.core.errors import VideoUnreadable
from desktop.media.film_file import Cancelled, never, whole
from desktop.media.film_frames import every_frame, timetable
from desktop.media.joining.join import SoundTrack
from desktop.media.joining.plan import Piece, plan

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import OutputContainer
    from av.video.stream import VideoStream
    from PIL import Image

    from desktop.media.film_file import IsCancelled

ENDING = ".mov"
LONGEST_S = 60.0
"""Longer films would be waited for longer than anybody wants."""
MAX_SIDE = 1920
_QUALITY = {"qmin": "2", "qmax": "3"}


def make(video: Path, target: Path, is_cancelled: IsCancelled = never) -> None:
    """Write the copy to `target`, whole or not at all. It blocks.

    Raises VideoUnreadable for what cannot be decoded here either, or is too long; Cancelled,
    BrokenVideo, DiskFull, FolderUnwritable.
    """
    times = timetable(video)
    if times.time_s(times.count - 1) > LONGEST_S:
        raise VideoUnreadable(name=video.name, detail="long")
    with contextlib.suppress(OSError):  # told when it is written to
        target.parent.mkdir(parents=True, exist_ok=True)
    with whole(target, video.name) as part, av.open(part, "w", format="mov") as copy:
        _write(video, copy, is_cancelled)


def _write(video: Path, copy: OutputContainer, is_cancelled: IsCancelled) -> None:
    planned = plan([Piece(video)])
    stream: VideoStream | None = None
    sound: SoundTrack | None = None
    begins: int | None = None
    for pts, time_base, image in every_frame(video, MAX_SIDE):
        if is_cancelled():
            raise Cancelled
        begins = pts if begins is None else begins
        if stream is None:
            stream = copy.add_stream("mjpeg", rate=30, options=_QUALITY)
            stream.width, stream.height, stream.pix_fmt = image.width, image.height, "yuvj444p"
            stream.codec_context.time_base = stream.time_base = time_base
            sound = SoundTrack(planned, copy) if planned.has_sound else None
        frame = _jpeg_coloured(image)
        frame.pts, frame.time_base = pts - begins, time_base
        for packet in stream.encode(frame):
            if sound is not None:
                sound.write_until((packet.pts or 0) * time_base)
            copy.mux(packet)
    if stream is None:
        raise VideoUnreadable(name=video.name, detail="damaged")
    copy.mux(stream.encode(None))
    if sound is not None:
        sound.write_until(None)


def _jpeg_coloured(image: Image.Image) -> av.VideoFrame:
    """All of the range, with the matrix of BT.601, as JPEG has it (JFIF 1.02)."""
    # PyAV tells no types of `from_image`
    frame: av.VideoFrame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
    return frame.reformat(
        format="yuvj444p",
        dst_colorspace=Colorspace.ITU601,
        dst_color_range=ColorRange.JPEG,
    )
