"""The boxes of HEIC and AVIF files (ISO 14496-12 and 23008-12): as much as a picture needs."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_BOXES = 4096  # of one level; a picture has a handful
_LONG = 1  # the length follows as 64 bits
_TO_THE_END = 0
_WIDE_ID = 0x80  # in `ipma`: an index of 15 bits


class CodePoints(NamedTuple):
    """Primaries and transfer of the colours, by the numbers of ITU-T H.273."""

    primaries: int
    transfer: int


class _Box(NamedTuple):
    name: bytes
    start: int  # of what is in it
    end: int  # as it says, which may be past the file's


def _boxes(content: bytes, start: int, end: int) -> Iterator[_Box]:
    for _ in range(_MOST_BOXES):
        if start + 8 > end:
            return
        length, name = struct.unpack_from(">I4s", content, start)
        inside = start + 8
        if length == _LONG and start + 16 <= end:
            (length,) = struct.unpack_from(">Q", content, inside)
            inside += 8
        last = end if length == _TO_THE_END else start + max(length, 8)
        yield _Box(name, inside, last)
        start = last


def ends_early(content: bytes) -> bool:
    """Whether a box reaches past the file's end, or none of the coded picture is there."""
    names = set()
    for box in _boxes(content, 0, len(content)):
        if box.end > len(content):
            return True
        names.add(box.name)
    return b"meta" not in names


def code_points(content: bytes) -> CodePoints | None:
    """What an `nclx` says of the primary picture's colours; None where there is none."""
    try:
        return _code_points(content)
    except (struct.error, IndexError):
        return None  # damaged: the decoder has its say


def _code_points(content: bytes) -> CodePoints | None:
    meta = _inside(content, _Box(b"", 0, len(content)), b"meta", skipped=4)
    properties = _inside(content, meta, b"iprp")
    kept = _inside(content, properties, b"ipco")
    if kept is None:
        return None
    wanted = _associated(content, meta, properties)
    for number, box in enumerate(_boxes(content, kept.start, kept.end), start=1):
        is_ours = not wanted or number in wanted
        if is_ours and box.name == b"colr" and content[box.start : box.start + 4] == b"nclx":
            return CodePoints(*struct.unpack_from(">HH", content, box.start + 4))
    return None


def _inside(content: bytes, outer: _Box | None, name: bytes, skipped: int = 0) -> _Box | None:
    """The first box of this name in another; `skipped` bytes are its version and flags."""
    if outer is None:
        return None
    for box in _boxes(content, outer.start, min(outer.end, len(content))):
        if box.name == name:
            return box._replace(start=box.start + skipped)
    return None


def _associated(content: bytes, meta: _Box | None, properties: _Box | None) -> set[int]:
    """The numbers of the properties that are the primary picture's; empty if nobody says so."""
    primary = _inside(content, meta, b"pitm")
    table = _inside(content, properties, b"ipma")
    if primary is None or table is None:
        return set()
    form = ">I" if content[primary.start] else ">H"
    (wanted,) = struct.unpack_from(form, content, primary.start + 4)
    has_long_ids, is_wide = content[table.start] > 0, content[table.start + 3] & 1
    (count,) = struct.unpack_from(">I", content, table.start + 4)
    at = table.start + 8
    for _ in range(min(count, _MOST_BOXES)):
        (item,) = struct.unpack_from(">I" if has_long_ids else ">H", content, at)
        at += 4 if has_long_ids else 2
        number = content[at]
        size = 2 if is_wide else 1
        found = content[at + 1 : at + 1 + number * size]
        at += 1 + number * size
        if item == wanted:
            return _numbers(found, size)
    return set()


def _numbers(table: bytes, size: int) -> set[int]:
    """The indices in a row of `ipma`, without the bit that says whether they are essential."""
    mask = (_WIDE_ID << 8 if size > 1 else _WIDE_ID) - 1
    return {int.from_bytes(table[at : at + size]) & mask for at in range(0, len(table), size)}
