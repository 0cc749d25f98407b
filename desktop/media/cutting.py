"""A part of a decoded picture, made smaller in bands: never a second whole picture in memory."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image

from desktop.media.colours import WITHOUT_SCALE, smooth

if TYPE_CHECKING:
    from collections.abc import Iterator

_BAND_PIXELS = 4_000_000
_COLOURS = ("icc_profile",)  # of all that came with a picture, what its values mean

Box = tuple[int, int, int, int]
FloatBox = tuple[float, float, float, float]


def cut(image: Image.Image, box: FloatBox, size: tuple[int, int], gap: float = 3.0) -> Image.Image:
    """What lies in `box` of the picture, at `size`, smooth; no pixel outside has a share in it.

    It is halved, thirded, … first where at least `gap` times the size remains, and then
    resampled. `box` may fall between pixels.
    """
    if image.mode in WITHOUT_SCALE:
        image = smooth(image)
    left, top = math.floor(box[0]), math.floor(box[1])
    pixels = (left, top, math.ceil(box[2]), math.ceil(box[3]))
    inner = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
    scale = min((box[2] - box[0]) / size[0], (box[3] - box[1]) / size[1])
    factor = max(1, int(scale / gap))
    if factor > 1:
        part = _reduced(image, pixels, factor)
        inner = (inner[0] / factor, inner[1] / factor, inner[2] / factor, inner[3] / factor)
    else:
        part = _narrowed(image, pixels, size[0], inner)
        inner = (0, inner[1], size[0], inner[3])
    if part.size != size or inner != (0, 0, *size):
        part = part.resize(size, Image.Resampling.LANCZOS, box=inner)
    if part.mode == "RGBa":
        part = part.convert("RGBA")
    part.info = {name: image.info[name] for name in _COLOURS if name in image.info}
    return part


def _bands(box: Box, step: int) -> Iterator[Box]:
    """The box in strips of so many pixels, each a multiple of `step` high but the last."""
    left, top, right, bottom = box
    height = max(1, _BAND_PIXELS // max(1, right - left) // step) * step
    for start in range(top, bottom, height):
        yield left, start, right, min(bottom, start + height)


def _mixable(image: Image.Image) -> Image.Image:
    """Smooth, and transparent pixels weigh nothing."""
    image = smooth(image)
    return image.convert("RGBa") if image.mode == "RGBA" else image


def _reduced(image: Image.Image, box: Box, factor: int) -> Image.Image:
    """Each square of `factor` pixels as one."""
    strips = (_mixable(image.crop(band)).reduce(factor) for band in _bands(box, factor))
    return _stacked(strips, -(-(box[3] - box[1]) // factor))


def _narrowed(image: Image.Image, box: Box, width: int, inner: FloatBox) -> Image.Image:
    """Resampled along x alone, all rows kept: the first of the two steps of resampling."""

    def strip(band: Box) -> Image.Image:
        part = _mixable(image.crop(band))
        if inner[0] == 0 and inner[2] == part.width == width:
            return part
        span = (inner[0], 0.0, inner[2], float(part.height))
        return part.resize((width, part.height), Image.Resampling.LANCZOS, box=span)

    return _stacked((strip(band) for band in _bands(box, 1)), box[3] - box[1])


def _stacked(strips: Iterator[Image.Image], height: int) -> Image.Image:
    first = next(strips)
    if first.height == height:
        return first
    whole = Image.new(first.mode, (first.width, height))
    whole.paste(first, (0, 0))
    at = first.height
    for strip in strips:
        whole.paste(strip, (0, at))
        at += strip.height
    return whole
