"""Pictures and films made for a test, each a few kilobytes."""

from __future__ import annotations

import io
import struct
import zlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageCms

CORNERS = {"nw": (255, 0, 0), "ne": (0, 255, 0), "sw": (0, 0, 255), "se": (255, 255, 0)}
ORIENTATION = 0x0112
# How Pillow turns upright pixels into the ones stored under each orientation.
STORING = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quarters(width: int, height: int) -> Image.Image:
    """A picture of four colours, so that every way of turning it looks different."""
    image = Image.new("RGB", (width, height))
    for name, colour in CORNERS.items():
        left, top = (width // 2) * ("e" in name), (height // 2) * ("s" in name)
        image.paste(colour, (left, top, left + (width + 1) // 2, top + (height + 1) // 2))
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def stored_turned(upright: Image.Image, orientation: int, kind: str) -> bytes:
    """The upright picture as a camera held otherwise writes it: turned, and EXIF saying how."""
    turn = STORING[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    stored = upright if turn is None else upright.transpose(turn)
    options: dict[str, Any] = {} if kind == "PNG" else {"quality": 98}
    if kind == "JPEG":
        options["subsampling"] = "4:4:4"
    return encoded(stored, kind, exif=exif.tobytes(), **options)


def png_chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of under a hundred bytes whose header claims this many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def display_p3() -> bytes:
    """An ICC profile with the primaries and the white of Display P3, and sRGB's curve."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    primaries = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
    }
    profile = bytearray(srgb)
    count = struct.unpack_from(">I", profile, 128)[0]
    for index in range(count):
        name, offset, _ = struct.unpack_from(">4sII", profile, 132 + 12 * index)
        if name in primaries:
            values = (round(value * 65536) for value in primaries[name])
            struct.pack_into(">iii", profile, offset + 8, *values)
        if name == b"desc":  # not "sRGB" any more
            text = profile.find("sRGB".encode("utf-16-be"), offset)
            profile[text : text + 8] = "P3 X".encode("utf-16-be")
    return bytes(profile)


def film(
    path: Path,
    *,
    size: tuple[int, int] = (64, 48),
    seconds: float = 1.0,
    fps: int = 10,
    colour: tuple[int, int, int] = (200, 40, 40),
    tagged: int | None = None,
    sound: bool = False,
    faststart: bool = False,
    container_format: str = "mp4",
) -> Path:
    """An H.264 MP4 of one colour; `tagged` is the matrix (AVCOL_SPC) it is made with and says."""
    options = {"movflags": "+faststart"} if faststart else {}
    with av.open(path, "w", format=container_format, options=options) as container:
        video = container.add_stream("libx264", rate=fps, options={"crf": "10"})
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        if tagged is not None:
            video.codec_context.colorspace = tagged
        audio = container.add_stream("aac", rate=44100, layout="mono") if sound else None
        for index in range(round(seconds * fps)):
            container.mux(video.encode(_frame(size, colour, tagged, index, fps)))
        if audio is not None:
            for index in range(round(seconds * 44100 / 1024)):
                container.mux(audio.encode(_silence(index)))
            container.mux(audio.encode(None))
        container.mux(video.encode(None))
    return path


def _frame(size, colour, tagged, index, fps) -> av.VideoFrame:
    frame = av.VideoFrame(size[0], size[1], "rgb24")
    plane = frame.planes[0]
    row = bytes(colour) * size[0]
    plane.update(b"".join(row.ljust(plane.line_size, b"\0") for _ in range(size[1])))
    frame = frame.reformat(format="yuv420p", dst_colorspace=tagged)
    frame.pts, frame.time_base = index, Fraction(1, fps)
    return frame


def _silence(index: int) -> av.AudioFrame:
    frame = av.AudioFrame("fltp", "mono", 1024)
    frame.planes[0].update(bytes(frame.planes[0].buffer_size))
    frame.sample_rate, frame.pts, frame.time_base = 44100, 1024 * index, Fraction(1, 44100)
    return frame
