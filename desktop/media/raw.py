"""Camera raw files told apart from ordinary TIFFs, from the first bytes alone."""

from __future__ import annotations

import struct
from typing import NamedTuple

# Tags of TIFF 6.0, TIFF/EP and DNG 1.7.
_SUBFILE_TYPE, _COMPRESSION, _PHOTOMETRIC, _MAKE, _SUB_IFDS = 254, 259, 262, 271, 330
_DNG_VERSION = 50706
_REDUCED = 1  # a thumbnail comes first: only raw files begin with one
_SENSOR_PHOTOMETRICS = {32803, 34892}  # colour filter array, linear raw
_SENSOR_COMPRESSIONS = {32767, 32769, 32770, 34713, 65000, 65535}  # Sony, Epson, Samsung, Nikon, …
_MAKERS = (
    (b"NIKON", "NEF"),
    (b"SONY", "ARW"),
    (b"PENTAX", "PEF"),
    (b"RICOH", "PEF"),
    (b"SAMSUNG", "SRW"),
    (b"HASSELBLAD", "3FR"),
    (b"KODAK", "DCR"),
    (b"CANON", "CR2"),
    (b"OLYMPUS", "ORF"),
    (b"LEICA", "RWL"),
    (b"MAMIYA", "MEF"),
    (b"PHASE ONE", "IIQ"),
)
_SHORT = 3
_MOST_ENTRIES = 512
_ENTRY = 12


class _Entry(NamedTuple):
    size: int
    value: int  # or where it lies


def raw_kind(head: bytes) -> str | None:
    """The raw format ("NEF", "DNG", …) of a file that begins like a TIFF; None for a TIFF."""
    if head[8:10] == b"CR" and head[:4] == b"II*\x00":
        return "CR2"
    entries = _first_directory(head)
    if _DNG_VERSION in entries:
        return "DNG"
    begins_small = entries.get(_SUBFILE_TYPE, _Entry(0, 0)).value == _REDUCED
    is_raw = (
        (begins_small and _SUB_IFDS in entries)
        or entries.get(_PHOTOMETRIC, _Entry(0, 0)).value in _SENSOR_PHOTOMETRICS
        or entries.get(_COMPRESSION, _Entry(0, 0)).value in _SENSOR_COMPRESSIONS
    )
    if not is_raw:
        return None
    maker = entries.get(_MAKE, _Entry(0, 0))
    name = head[maker.value : maker.value + maker.size].upper()
    return next((kind for start, kind in _MAKERS if name.startswith(start)), "RAW")


def _first_directory(head: bytes) -> dict[int, _Entry]:
    """The entries of the first directory by their tags, as far as they lie within `head`."""
    order = "<" if head[:2] == b"II" else ">"
    found: dict[int, _Entry] = {}
    try:
        (start,) = struct.unpack_from(order + "I", head, 4)
        (count,) = struct.unpack_from(order + "H", head, start)
        for index in range(min(count, _MOST_ENTRIES)):
            at = start + 2 + index * _ENTRY
            tag, kind, number = struct.unpack_from(order + "HHI", head, at)
            form = "H" if kind == _SHORT else "I"
            (value,) = struct.unpack_from(order + form, head, at + 8)
            found[tag] = _Entry(number, value)
    except struct.error:
        pass  # it goes on after the head: what is known of it has to do
    return found
