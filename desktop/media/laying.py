"""A picture laid into the shape of a clip: cut, or with bars where it does not reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageFilter

from desktop.media.framing import Bars, Crop, crop_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.catalogue import Dimensions
    from desktop.media.framing import Framing

    Part = Callable[[Crop, tuple[int, int]], Image.Image]
    """The pixels of a part of the upright picture, made to a size: opaque sRGB."""

FINER = 2  # pixels sent for one of the clip's, along each side: what is left to the model's eye
AUTO_LONGEST_SIDE = 2048

# The blur is made on a few pixels and stretched: strong, quick, and alike at every size.
_BLUR_SIDE = 96
_BLUR_RADIUS = 4
_DIMMED = 0.72  # the picture stands out from what is made of it


def sent_size(crop: Crop, dimensions: Dimensions) -> tuple[int, int]:
    """Width and height of the copy that is sent for this crop, in pixels."""
    if not dimensions.is_auto:
        limit = (dimensions.width * FINER, dimensions.height * FINER)
        fits = crop.width <= limit[0] or crop.height <= limit[1]
        return (crop.width, crop.height) if fits else limit
    scale = min(1.0, AUTO_LONGEST_SIDE / max(crop.width, crop.height))
    return max(1, round(crop.width * scale)), max(1, round(crop.height * scale))


def lay(
    part: Part, picture: tuple[int, int], dimensions: Dimensions, framing: Framing
) -> Image.Image:
    """What a clip of `dimensions` starts from, at the size it is sent; `picture` is upright.

    `part` is asked first for what lies inside the frame, then for what the bars are made of.
    """
    crop = crop_for(*picture, dimensions, framing)
    return lay_at(part, picture, framing, crop, sent_size(crop, dimensions))


def lay_at(
    part: Part, picture: tuple[int, int], framing: Framing, crop: Crop, size: tuple[int, int]
) -> Image.Image:
    """The frame `crop` of the picture at `size`, as `lay` makes it."""
    inside = crop.within(*picture)
    if inside == crop:
        return part(crop, size)
    if framing.bars is Bars.MIRRORED:
        return _mirrored(part, picture, crop, size)
    across, down = size[0] / crop.width, size[1] / crop.height
    left, right = _span(inside.left - crop.left, inside.width, across)
    top, bottom = _span(inside.top - crop.top, inside.height, down)
    pixels = part(inside, (right - left, bottom - top))
    canvas = (
        _blurred(part, picture, size)
        if framing.bars is Bars.BLURRED
        else Image.new("RGB", size, framing.colour)
    )
    canvas.paste(pixels, (left, top))
    return canvas


def _span(start: int, length: int, scale: float) -> tuple[int, int]:
    """Where pixels from `start` on come to lie once scaled: at least one pixel."""
    low = round(start * scale)
    return low, max(low + 1, round((start + length) * scale))


def _blurred(part: Part, picture: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    """The picture covering the whole canvas, out of focus and a little darker."""
    cover = _covering(picture, size)
    scale = _BLUR_SIDE / max(size)
    small = part(cover, (max(1, round(size[0] * scale)), max(1, round(size[1] * scale))))
    soft = small.filter(ImageFilter.GaussianBlur(_BLUR_RADIUS))
    dimmed = soft.point(lambda value: value * _DIMMED)
    return dimmed.resize(size, Image.Resampling.BICUBIC)


def _covering(picture: tuple[int, int], size: tuple[int, int]) -> Crop:
    """The largest centred part of the picture in the shape of `size`."""
    width, height = picture
    if width * size[1] > height * size[0]:
        kept = max(1, round(height * size[0] / size[1]))
        return Crop((width - kept) // 2, 0, kept, height)
    kept = max(1, round(width * size[1] / size[0]))
    return Crop(0, (height - kept) // 2, width, kept)


def _mirrored(
    part: Part, picture: tuple[int, int], crop: Crop, size: tuple[int, int]
) -> Image.Image:
    """The picture with its mirror images beside it, again and again as far as the frame goes."""
    across, down = size[0] / crop.width, size[1] / crop.height
    left, right = _reflected(crop.left, crop.right, picture[0])
    top, bottom = _reflected(crop.top, crop.bottom, picture[1])
    wide, high = max(1, round((right - left) * across)), max(1, round((bottom - top) * down))
    tile = part(Crop(left, top, right - left, bottom - top), (wide, high))
    start_x, start_y = round((left - crop.left) * across), round((top - crop.top) * down)
    row = Image.new("RGB", (size[0], high))
    flipped = tile.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for number, at in _places(start_x, wide, size[0]):
        row.paste(flipped if number % 2 else tile, (at, 0))
    canvas = Image.new("RGB", size)
    turned = row.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    for number, at in _places(start_y, high, size[1]):
        canvas.paste(turned if number % 2 else row, (0, at))
    return canvas


def _reflected(low: int, high: int, length: int) -> tuple[int, int]:
    """The part of 0 to `length` that is seen in `low` to `high`, directly or in a mirror.

    It ends at every edge that is crossed: that is where the mirror stands.
    """
    if low >= 0 and high <= length:
        return low, high
    if high <= length:
        return 0, min(length, max(high, -low))
    if low >= 0:
        return max(0, min(low, 2 * length - high)), length
    return 0, length


def _places(start: int, step: int, length: int) -> list[tuple[int, int]]:
    """Number and place of each tile seen in 0 to `length`; number 0 lies at `start`."""
    first = -(start // step) - (1 if start % step else 0)
    return [
        (number, start + number * step)
        for number in range(first, first + length // step + 3)
        if -step < start + number * step < length
    ]
