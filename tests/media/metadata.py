"""Walks the segments and chunks of JPEG, PNG and WebP files for what tells of their maker."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_JPEG_PLAIN = {0xC0, 0xC2, 0xC4, 0xDB, 0xDD}  # frames, tables, restart interval
_PNG_PLAIN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"pHYs"}
_WEBP_PLAIN = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
_JFIF_BYTES = 14  # without a thumbnail


def metadata(content: bytes) -> list[str]:
    """What is in the file beside its pixels: empty for a file that tells nothing."""
    if content.startswith(b"\xff\xd8"):
        return list(_jpeg(content))
    if content.startswith(b"\x89PNG"):
        return list(_png(content))
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return list(_webp(content))
    return ["a file of another kind"]


def _jpeg(content: bytes) -> Iterator[str]:
    at = 2
    while content[at + 1] != 0xDA:
        assert content[at] == 0xFF, f"no marker at {at}"
        mark, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        inside = content[at + 4 : at + 2 + length]
        is_jfif = mark == 0xE0 and inside.startswith(b"JFIF\0") and len(inside) == _JFIF_BYTES
        if mark not in _JPEG_PLAIN and not is_jfif:
            yield f"segment {mark:02X}: {inside[:28]!r}"
        at += 2 + length
    end = content.find(b"\xff\xd9", at)
    if content[end + 2 :]:
        yield f"{len(content) - end - 2} bytes behind the picture"


def _png(content: bytes) -> Iterator[str]:
    at = 8
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        if name not in _PNG_PLAIN:
            yield f"chunk {name!r}: {content[at + 8 : at + 36]!r}"
        at += 12 + length


def _webp(content: bytes) -> Iterator[str]:
    at = 12
    while at + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        if name not in _WEBP_PLAIN:
            yield f"chunk {name!r}: {content[at + 8 : at + 36]!r}"
        at += 8 + length + length % 2
