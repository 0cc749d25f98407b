"""A slow pan and zoom over one picture, as YUV frames with the sandbox's mark in the corner."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import av
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image, ImageDraw, ImageFont, ImageOps

if TYPE_CHECKING:
    from pathlib import Path

    from av.video.plane import VideoPlane

MARK = "SANDBOX"
AUTO_LONGEST_SIDE = 1280
_SHORTEST_SIDE = 64
_ROOM = 1.12  # how much larger than the frame the picture is, for the camera to move in
_BLACK, _WHITE, _GREY = 16, 235, 128  # in video range


def output_size(width: int, height: int, picture: tuple[int, int]) -> tuple[int, int]:
    """The film's size: as asked, or for 0x0 the picture's ratio with 1280 on the longest side."""
    if width and height:
        return width, height
    scale = AUTO_LONGEST_SIDE / max(picture)
    even = [max(_SHORTEST_SIDE, round(side * scale / 2) * 2) for side in picture]
    return even[0], even[1]


def open_picture(path: Path, width: int, height: int) -> Image.Image:
    """The picture upright in RGB, decoded no larger than needed. Raises OSError, ValueError."""
    with Image.open(path) as file:
        side = max(width, height, AUTO_LONGEST_SIDE) * 2
        file.draft("RGB", (side, side))
        picture = ImageOps.exif_transpose(file)
    if picture.has_transparency_data:
        ground = Image.new("RGBA", picture.size, "black")
        picture = Image.alpha_composite(ground, picture.convert("RGBA"))
    return picture.convert("RGB")


class Camera:
    """Films `picture` at `width` x `height`, both even, in `frames` frames.

    A picture of another ratio is stretched: "otherwise it will look deformed", says the page on
    uploads (leonardo-api.md section 2.2), so a client that does not crop is found out.
    The colours are turned into BT.709 planes once; a frame is then three plain resizes, which
    costs half of what a conversion a frame does.
    """

    def __init__(self, picture: Image.Image, width: int, height: int, frames: int) -> None:
        self.width, self.height, self._frames = width, height, frames
        room = (_even(width * _ROOM), _even(height * _ROOM))
        self._room = room
        self._planes = _planes(picture.resize(room, Image.Resampling.LANCZOS, reducing_gap=2.0))
        self._mark = _Mark(width, height)

    def frame(self, index: int) -> av.VideoFrame:
        """Frame number `index` in yuv420p."""
        left, top, right, bottom = self._box(index / max(1, self._frames - 1))
        half = (left / 2, top / 2, right / 2, bottom / 2)
        frame = av.VideoFrame(self.width, self.height, "yuv420p")
        for number, source in enumerate(self._planes):
            target = frame.planes[number]
            box = half if number else (left, top, right, bottom)
            size = (target.width, target.height)
            image = source.resize(size, Image.Resampling.BILINEAR, box)
            self._mark.draw(image, is_colour=number > 0)
            _fill(target, image)
        return frame

    def poster(self) -> Image.Image:
        """The first frame as an RGB picture."""
        frame = self.frame(0).reformat(
            format="rgb24",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.DEFAULT,
            src_color_range=ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
        )
        return _image(frame.planes[0], "RGB")

    def _box(self, progress: float) -> tuple[float, float, float, float]:
        """What is seen at `progress` 0 to 1: eased, inwards, and from the left to the right."""
        eased = (1 - math.cos(math.pi * progress)) / 2
        share = 1 - (1 - 1 / _ROOM) * (0.25 + 0.75 * eased)
        width, height = self._room[0] * share, self._room[1] * share
        left = (self._room[0] - width) * (0.2 + 0.6 * eased)
        top = (self._room[1] - height) * 0.5
        return left, top, left + width, top + height


class _Mark:
    """White letters on a dark plate in the lower right corner, drawn into each plane."""

    def __init__(self, width: int, height: int) -> None:
        size = max(12, min(width, height) // 30)
        font = ImageFont.load_default(size)
        left, top, right, bottom = font.getbbox(MARK)
        plate = (_even(right - left + size), _even(bottom - top + size * 0.8))
        margin = _even(size * 0.6)
        self._corner = (width - plate[0] - margin, height - plate[1] - margin)
        self._shade = Image.new("L", plate, 150)
        self._half_shade = self._shade.reduce(2)
        self._letters = Image.new("L", plate, 0)
        place = ((plate[0] - right - left) / 2, (plate[1] - bottom - top) / 2)
        ImageDraw.Draw(self._letters).text(place, MARK, fill=230, font=font)

    def draw(self, plane: Image.Image, *, is_colour: bool) -> None:
        if is_colour:
            corner = (self._corner[0] // 2, self._corner[1] // 2)
            plane.paste(_GREY, corner, self._half_shade)
        else:
            plane.paste(_BLACK, self._corner, self._shade)
            plane.paste(_WHITE, self._corner, self._letters)


def _even(value: float) -> int:
    return math.ceil(value / 2) * 2


def _planes(picture: Image.Image) -> list[Image.Image]:
    """Y, U and V of an RGB picture in BT.709, video range; U and V at half the size."""
    rgb = av.VideoFrame(picture.width, picture.height, "rgb24")
    _fill(rgb.planes[0], picture)
    frame = rgb.reformat(
        format="yuv420p",
        src_colorspace=Colorspace.DEFAULT,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
    )
    return [_image(plane, "L") for plane in frame.planes]


def _fill(plane: VideoPlane, image: Image.Image) -> None:
    """Copy a picture into a plane, whose rows may be longer: FFmpeg likes them aligned."""
    content = image.tobytes("raw", image.mode, plane.line_size, 1)
    plane.update(content.ljust(plane.buffer_size, b"\0"))


def _image(plane: VideoPlane, mode: str) -> Image.Image:
    """A plane as a picture."""
    size = (plane.width, plane.height)
    return Image.frombuffer(mode, size, bytes(plane), "raw", mode, plane.line_size, 1)
