"""Films whose frames can be told apart: each is of a grey of its own, with a mark in a corner."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image, ImageDraw

TICKS = 1000  # times are milliseconds
B_FRAMES = {"bf": "3", "b_strategy": "0", "sc_threshold": "0", "g": "12", "crf": "8"}


def grey(index: int) -> int:
    """The grey of frame `index`: steps of five, far enough apart to survive the encoder."""
    return 40 + index % 40 * 5


def counted_film(
    path: Path,
    times_ms: Sequence[int],
    *,
    size: tuple[int, int] = (64, 48),
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    aspect: Fraction | None = None,
    muxing: dict[str, str] | None = None,
) -> Path:
    """A film with a frame at each of these times; the format is told by the name's ending."""
    with av.open(path, "w", options=muxing or {}) as container:
        stream = container.add_stream(codec, rate=30, options=options or B_FRAMES)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, TICKS)
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        for index, time_ms in enumerate(times_ms):
            frame = av.VideoFrame.from_image(_picture(size, index))
            frame.pts, frame.time_base = time_ms, Fraction(1, TICKS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _picture(size: tuple[int, int], index: int) -> Image.Image:
    image = Image.new("RGB", size, (grey(index),) * 3)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(250, 250, 250))
    return image


def seen_grey(image: Image.Image) -> int:
    """The grey in the middle."""
    pixel = image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(pixel, tuple)
    return round(sum(pixel) / 3)


def turned(path: Path, matrix: tuple[int, int, int, int]) -> Path:
    """Write a display matrix (a, b, c, d as whole numbers) into the picture track's header."""
    content = bytearray(path.read_bytes())
    header = content.index(b"tkhd") + 4
    start = header + 40  # version 0: ISO 14496-12, 8.3.2
    a, b, c, d = matrix
    values = (a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    content[start : start + 36] = b"".join(value.to_bytes(4, signed=True) for value in values)
    path.write_bytes(content)
    return path
