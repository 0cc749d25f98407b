"""Single frames of a video file, as pictures."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import av
from av.video.reformatter import Colorspace
from PIL import Image

from desktop.core.errors import BrokenVideo
from desktop.media import writing
from desktop.media.probe import UNPLAYABLE

if TYPE_CHECKING:
    from pathlib import Path

_QUALITY = 88
_UNTAGGED = {0, 2, 3}  # AVCOL_SPC_RGB, _UNSPECIFIED, _RESERVED
_HD_FROM_HEIGHT = 577  # untagged films of more lines are BT.709, as every player takes them


def poster(video: Path, target: Path, max_side: int = 640) -> Path:
    """Write the first frame to `target` as a JPEG, its longest side at most `max_side` pixels.

    Returns `target`. Raises BrokenVideo; DiskFull, FolderUnwritable.
    """
    try:
        with av.open(video, metadata_errors="ignore") as container:
            frame = next(container.decode(video=0), None)
            if frame is None:
                raise BrokenVideo(name=video.name, detail="no frame decodes")
            image = picture_of(frame, max_side)
    except UNPLAYABLE as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise BrokenVideo(name=video.name, detail=detail) from error
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY)
    writing.write(target, buffer.getvalue())
    return target


def picture_of(frame: av.VideoFrame, max_side: int) -> Image.Image:
    """The frame in RGB, made smaller where it is larger than `max_side`."""
    scale = min(1.0, max_side / max(frame.width, frame.height))
    rgb = frame.reformat(
        width=max(1, round(frame.width * scale)),
        height=max(1, round(frame.height * scale)),
        format="rgb24",
        src_colorspace=_colorspace(frame),
        interpolation="AREA" if scale < 1.0 else "BICUBIC",
    )
    plane = rgb.planes[0]
    size = (rgb.width, rgb.height)
    return Image.frombytes("RGB", size, bytes(plane), "raw", "RGB", plane.line_size)


def _colorspace(frame: av.VideoFrame) -> int:
    """The matrix of the frame's colours: as tagged, else by its height."""
    if frame.colorspace not in _UNTAGGED:
        return frame.colorspace
    return Colorspace.ITU709 if frame.height >= _HD_FROM_HEIGHT else Colorspace.ITU601
