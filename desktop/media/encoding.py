"""The best encoding of a prepared picture that stays under the limit: lossless, else fine JPEG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MAX_SENT_BYTES = 10_000_000
_QUALITIES = (95, 92, 85, 75, 60)
_LOSSLESS = {"PNG", "BMP", "GIF", "TIFF"}
_QUICK = 1  # 0.3 s for 2560 x 1440; the best level takes 1.2 s and saves a fifth


def is_lossless(kind: str, content: bytes) -> bool:
    """Whether a picture file holds its pixels as they were, so that a JPEG would be a loss."""
    if kind == "WebP":
        return _has_lossless_chunk(content)
    return kind in _LOSSLESS


def _has_lossless_chunk(content: bytes) -> bool:
    """The first picture of a WebP is VP8L, which is lossless, or VP8, which is not.

    In an extended file it may stand inside a frame of an animation.
    """
    lossless, lossy = content.find(b"VP8L", 12), content.find(b"VP8 ", 12)
    return lossless >= 0 and (lossy < 0 or lossless < lossy)


def encoded(image: Image.Image, *, is_lossless: bool) -> tuple[str, bytes]:
    """Suffix and bytes of an RGB picture: ".png" where that is asked for and fits, else ".jpg"."""
    content = b""
    if is_lossless:
        content = _saved(image, "PNG", compress_level=_QUICK)
        if len(content) <= MAX_SENT_BYTES:
            return ".png", content
    for quality in _QUALITIES:
        content = _saved(image, "JPEG", quality=quality, subsampling="4:4:4")
        if len(content) <= MAX_SENT_BYTES:
            break
    return ".jpg", content


def _saved(image: Image.Image, kind: str, **options: int | str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
