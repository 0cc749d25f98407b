"""Whether a picture file is there to its end: what its decoder may not notice or not care for."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Any

from desktop.media import boxes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PNG_END = b"\0\0\0\0IEND\xaeB`\x82"
_JPEG_END, _JPEG_SCAN = b"\xff\xd9", b"\xff\xda"
_ALONE = re.compile(rb"\xff[\x01\xd0-\xd8]")  # markers of a JPEG that have no length
_GIF_HEADER = 13
_GIF_FRAME, _GIF_EXTENSION, _GIF_END = 0x2C, 0x21, 0x3B
_STRIP_OFFSETS, _STRIP_LENGTHS, _TILE_OFFSETS, _TILE_LENGTHS = 273, 279, 324, 325
_MOST_BLOCKS = 5_000_000  # of a GIF: a hundred megabytes hold fewer


def lacks_end(kind: str, content: bytes) -> bool:
    """Whether the end of a picture of this kind is missing."""
    check = _CHECKS.get(kind)
    return check is not None and check(content)


def jpeg_scan(content: bytes) -> int:
    """Where the first scan of a JPEG begins; its length if there is none.

    Thumbnails inside segments have scans and ends of their own: the segments are stepped over.
    """
    at = 2
    while at + 4 <= len(content) and content[at] == _JPEG_SCAN[0]:
        if content[at : at + 2] == _JPEG_SCAN:
            return at
        if content[at + 1] == _JPEG_SCAN[0]:  # padding
            at += 1
        elif _ALONE.match(content, at):
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(content[at + 2 : at + 4]))
    return len(content)


def gif_frames(content: bytes) -> tuple[int, bool]:
    """How many frames a GIF has, counted to two, and whether its end is missing (GIF89a)."""
    at = _GIF_HEADER + _colours(content, 10)
    frames = 0
    for _ in range(_MOST_BLOCKS):
        if at >= len(content):
            return frames, True
        mark = content[at]
        if mark == _GIF_END:
            return frames, False
        if mark == _GIF_FRAME:
            frames += 1
            at = _after_blocks(content, at + 11 + _colours(content, at + 9))
        elif mark == _GIF_EXTENSION:
            at = _after_blocks(content, at + 2)
        else:  # rubbish after the last frame: decoders stop here too
            return frames, frames == 0
    return frames, False


def _colours(content: bytes, at: int) -> int:
    """The bytes of the colour table that the flags at this place announce."""
    flags = content[at] if at < len(content) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += 1 + content[at]
    return at + 1


def _lacks_directory(content: bytes) -> bool:
    """Whether the directory of a TIFF, which may lie behind its pixels, is not there."""
    order = "<" if content[:2] == b"II" else ">"
    is_big = content[2:4] in {b"+\0", b"\0+"}
    where, number, entry = ("Q", "Q", 20) if is_big else ("I", "H", 12)
    try:
        (start,) = struct.unpack_from(order + where, content, 8 if is_big else 4)
        (count,) = struct.unpack_from(order + number, content, start)
    except struct.error:
        return True
    return bool(start + struct.calcsize(order + number) + count * entry > len(content))


def lacks_strips(tags: Mapping[int, Any], size_bytes: int) -> bool:
    """Whether pixels that the directory of a TIFF points to lie past the end of the file."""
    for offsets, lengths in ((_STRIP_OFFSETS, _STRIP_LENGTHS), (_TILE_OFFSETS, _TILE_LENGTHS)):
        starts, counts = tags.get(offsets, ()), tags.get(lengths, ())
        if any(start + count > size_bytes for start, count in zip(starts, counts, strict=False)):
            return True
    return False


def _lacks_riff(content: bytes) -> bool:
    return len(content) < 8 + int.from_bytes(content[4:8], "little")  # the RIFF's own length


def _lacks_png(content: bytes) -> bool:
    return _PNG_END not in content[-len(_PNG_END) :] and _PNG_END not in content


def _lacks_jpeg(content: bytes) -> bool:
    return content.rfind(_JPEG_END) < jpeg_scan(content)


def _lacks_gif(content: bytes) -> bool:
    return gif_frames(content)[1]


def _lacks_pixels(content: bytes) -> bool:
    return len(content) < int.from_bytes(content[10:14], "little")  # where they begin in a BMP


_CHECKS: dict[str, Callable[[bytes], bool]] = {
    "WebP": _lacks_riff,
    "HEIC": boxes.ends_early,
    "AVIF": boxes.ends_early,
    "PNG": _lacks_png,
    "JPEG": _lacks_jpeg,
    "GIF": _lacks_gif,
    "TIFF": _lacks_directory,
    "BMP": _lacks_pixels,
}
