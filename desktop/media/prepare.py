"""The copy of a picture that is sent: cut, upright, sRGB, opaque, without metadata."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from desktop.media import colours, decoding, writing
from desktop.media.cutting import cut
from desktop.media.framing import WHOLE, crop_for

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

    from desktop.core.catalogue import Dimensions
    from desktop.media.framing import Crop, Framing

FINER = 2  # pixels sent for one of the clip's, along each side: what is left to the model's eye
AUTO_LONGEST_SIDE = 2048
MAX_SENT_BYTES = 10_000_000
_QUALITIES = (92, 85, 75, 60)

# Turns whose upright x, or y, runs against the axis it is stored along.
_X_RUNS_BACK = {2, 3, 6, 7}
_Y_RUNS_BACK = {3, 4, 7, 8}

Box = tuple[int, int, int, int]


def prepare(source: Path, dimensions: Dimensions, target: Path, framing: Framing = WHOLE) -> Path:
    """Write the JPEG that is sent for `source` at `dimensions` to `target`, and return `target`.

    Exactly `framing.crop_for`'s part of the picture, never enlarged. Raises what
    `intake.inspect` does for the source; DiskFull, FolderUnwritable for the target.
    """
    kind, content = decoding.read(source)
    with decoding.opened(source.name, kind, content) as image:
        turn = decoding.orientation(image)
        width, height = decoding.upright_size(image.size, turn)
        crop = crop_for(width, height, dimensions, framing)
        size = decoding.upright_size(sent_size(crop, dimensions), turn)
        part = _cut(image, _stored_box(crop, (width, height), turn), size)
        sent = decoding.upright(colours.plain(part, framing.matte), turn)
    writing.write(target, _encoded(sent))
    return target


def sent_size(crop: Crop, dimensions: Dimensions) -> tuple[int, int]:
    """Width and height of the copy that is sent for this crop, in pixels."""
    if not dimensions.is_auto:
        limit = (dimensions.width * FINER, dimensions.height * FINER)
        fits = crop.width <= limit[0] or crop.height <= limit[1]
        return (crop.width, crop.height) if fits else limit
    scale = min(1.0, AUTO_LONGEST_SIDE / max(crop.width, crop.height))
    return max(1, round(crop.width * scale)), max(1, round(crop.height * scale))


def _stored_box(crop: Crop, size: tuple[int, int], turn: int) -> Box:
    """The crop of the upright picture, of `size`, as left, top, right, bottom as stored."""
    width, height = size
    left, top, right, bottom = crop.left, crop.top, crop.right, crop.bottom
    if turn in _X_RUNS_BACK:
        left, right = width - right, width - left
    if turn in _Y_RUNS_BACK:
        top, bottom = height - bottom, height - top
    return (top, left, bottom, right) if turn in decoding.LYING else (left, top, right, bottom)


def _cut(image: Image.Image, box: Box, size: tuple[int, int]) -> Image.Image:
    """The part of the stored picture in `box`, at `size`; no pixel outside has a share in it."""
    scale = _decode_coarsely(image, box, size)
    image.load()
    left, top, right, bottom = (side / scale for side in box)
    return cut(image, (left, top, right, bottom), size)


def _decode_coarsely(image: Image.Image, box: Box, size: tuple[int, int]) -> int:
    """Have a JPEG decoded at a half, a quarter or an eighth, where `box` falls between pixels."""
    left, top, right, bottom = box
    for scale in (8, 4, 2):
        is_enough = right - left >= size[0] * scale and bottom - top >= size[1] * scale
        is_between = left % scale == top % scale == 0 and (
            (right % scale == 0 or right == image.width)
            and (bottom % scale == 0 or bottom == image.height)
        )
        if is_enough and is_between:
            width = image.width
            reduced = image.draft(None, (image.width // scale, image.height // scale))
            return round(width / reduced[1][2]) if reduced else 1
    return 1


def _encoded(image: Image.Image) -> bytes:
    content = b""
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, subsampling="4:4:4")
        content = buffer.getvalue()
        if len(content) <= MAX_SENT_BYTES:
            break
    return content
