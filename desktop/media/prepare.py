"""The copy of a picture that is sent: laid into the clip's shape, upright, sRGB, opaque, bare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from desktop.media import colours, decoding, encoding, writing
from desktop.media.cutting import cut
from desktop.media.framing import WHOLE
from desktop.media.laying import lay

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.catalogue import Dimensions
    from desktop.media.framing import Crop, Framing

# Turns whose upright x, or y, runs against the axis it is stored along.
_X_RUNS_BACK = {2, 3, 6, 7}
_Y_RUNS_BACK = {3, 4, 7, 8}

Box = tuple[int, int, int, int]


def prepare(source: Path, dimensions: Dimensions, target: Path, framing: Framing = WHOLE) -> Path:
    """Write the picture that is sent for `source` at `dimensions`, and return where.

    That is `target` with the suffix of its format: .png where nothing of the source was lost
    before and that stays small enough, else .jpg. Exactly `framing.crop_for`'s frame, never
    enlarged. Raises what `intake.inspect` does for the source; DiskFull, FolderUnwritable for
    the target.
    """
    kind, content = decoding.read(source)
    with decoding.opened(source.name, kind, content) as image:
        is_lossless = encoding.is_lossless(kind, content)
        sent = _laid(image, dimensions, framing)
    suffix, encoded = encoding.encoded(sent, is_lossless=is_lossless)
    copy = target.with_suffix(suffix)
    writing.write(copy, encoded)
    return copy


def proof(
    source: Path, dimensions: Dimensions, framing: Framing, size: tuple[int, int]
) -> tuple[int, int, bytes]:
    """What `prepare` would send, made to `size` for looking: width, height, packed RGB888.

    Never enlarged. Raises what `intake.inspect` does.
    """
    kind, content = decoding.read(source)
    with decoding.opened(source.name, kind, content) as image:
        sent = _laid(image, dimensions, framing)
    shown = smaller(sent, size)
    return shown.width, shown.height, shown.tobytes()


def smaller(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture at `size`, or as it is where that is no smaller."""
    if size[0] >= image.width:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _laid(image: Image.Image, dimensions: Dimensions, framing: Framing) -> Image.Image:
    source = _Source(image, framing.matte)
    return lay(source.part, source.size, dimensions, framing)


class _Source:
    """An opened picture, of which parts can be had upright, at a size."""

    def __init__(self, image: Image.Image, matte: str) -> None:
        self._image = image
        self._matte = matte
        self._turn = decoding.orientation(image)
        self._scale = 0  # of the decoded pixels; 0 until the first part was cut
        self.size = decoding.upright_size(image.size, self._turn)

    def part(self, crop: Crop, size: tuple[int, int]) -> Image.Image:
        """The crop of the upright picture; no pixel outside has a share in it.

        The first one decides how finely a JPEG is decoded.
        """
        stored_size = decoding.upright_size(size, self._turn)
        pixels = self._cut(_stored_box(crop, self.size, self._turn), stored_size)
        return decoding.upright(colours.plain(pixels, self._matte), self._turn)

    def _cut(self, box: Box, size: tuple[int, int]) -> Image.Image:
        scale = self._scale = self._scale or _decode_coarsely(self._image, box, size)
        self._image.load()
        left, top, right, bottom = (side / scale for side in box)
        return cut(self._image, (left, top, right, bottom), size)


def _stored_box(crop: Crop, size: tuple[int, int], turn: int) -> Box:
    """The crop of the upright picture, of `size`, as left, top, right, bottom as stored."""
    width, height = size
    left, top, right, bottom = crop.left, crop.top, crop.right, crop.bottom
    if turn in _X_RUNS_BACK:
        left, right = width - right, width - left
    if turn in _Y_RUNS_BACK:
        top, bottom = height - bottom, height - top
    return (top, left, bottom, right) if turn in decoding.LYING else (left, top, right, bottom)


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
