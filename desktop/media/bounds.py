"""How many pixels are decoded: so many that neither memory nor patience runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.errors import TooManyPixels, Unreadable
from desktop.media.scans import scans

if TYPE_CHECKING:
    from PIL import Image

MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_PIXELS = 100_000_000
MAX_ALPHA_PIXELS = 50_000_000
"""Of a picture with transparency: four channels, all decoded and mixed before it gets smaller."""

_DECODING_BYTES = 800_000_000  # with the file and the libraries it stays under a gigabyte
_MEGAPIXEL = 1_000_000
# Bytes a pixel at the peak of decoding, measured: planes, the library's copy, Pillow's own.
_USUAL = 4
_BYTES_A_PIXEL = {"WebP": 17, "AVIF": 16, "HEIC": 16, "TIFF": 8}
_COEFFICIENT_BYTES = 2  # libjpeg keeps all of them while a progressive JPEG is read

# Encoders write about ten scans. Each one is a pass over all pixels of its components, though it
# may take a few bytes in the file: pixels by passes take up to 4 s on a slow machine.
_MOST_SCANS = 64
_MOST_PASSED_PIXELS = 1_200_000_000
_LONGEST_BMP_RUNS = 4_000_000  # bytes; Pillow reads run lengths in Python
_RUN_LENGTHS = {1, 2}
_TILE_WIDTH, _TILE_HEIGHT, _BITS, _SAMPLES = 322, 323, 258, 277
_LARGEST_TILE = 16_000_000  # pixels


def check(image: Image.Image, name: str, kind: str, content: bytes) -> None:
    """Refuse what would take too much to decode. Raises TooManyPixels or Unreadable."""
    width, height = image.size
    limit = _limit_pixels(image, kind)
    facts: dict[str, bool] = {}
    if limit > MAX_ALPHA_PIXELS and image.has_transparency_data:
        limit, facts = MAX_ALPHA_PIXELS, {"has_alpha": True}
    if width * height > limit:
        raise TooManyPixels(name=name, width=width, height=height, limit_pixels=limit, **facts)
    if _is_a_trap(image, kind, content):
        raise Unreadable(name=name, detail="unsupported")


def _limit_pixels(image: Image.Image, kind: str) -> int:
    """How many pixels a picture of this kind may have, in whole millions."""
    each = _BYTES_A_PIXEL.get(kind, _USUAL)
    if image.info.get("progressive"):
        each += _COEFFICIENT_BYTES * len(image.getbands())
    return min(MAX_PIXELS, _DECODING_BYTES // each // _MEGAPIXEL * _MEGAPIXEL)


def _is_a_trap(image: Image.Image, kind: str, content: bytes) -> bool:
    """Whether it is built so that decoding takes out of proportion long, or much memory."""
    if kind == "JPEG":
        return _has_too_many_scans(image, content)
    if kind == "BMP":
        return image.info.get("compression") in _RUN_LENGTHS and len(content) > _LONGEST_BMP_RUNS
    if kind == "TIFF":
        tags = getattr(image, "tag_v2", {})
        tile = int(tags.get(_TILE_WIDTH, 0)) * int(tags.get(_TILE_HEIGHT, 0))
        return tile > max(_LARGEST_TILE, 0)
    return False


def _has_too_many_scans(image: Image.Image, content: bytes) -> bool:
    bands = len(image.getbands())
    if not image.info.get("progressive") and scans(content, 0)[:1] == [bands]:
        return False  # all is in the first scan, and no other is read
    found = scans(content, _MOST_SCANS)
    passed = sum(found) * image.width * image.height
    return len(found) > _MOST_SCANS or passed > _MOST_PASSED_PIXELS
