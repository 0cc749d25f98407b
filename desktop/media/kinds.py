"""What a file is, told from its first bytes; its name does not count."""

from __future__ import annotations

import enum
import re

from desktop.media.raw import raw_kind

HEAD_BYTES = 4096  # as much of a file as `kind_of` wants to see

PICTURES = ("PNG", "JPEG", "WebP", "HEIC", "AVIF", "TIFF", "BMP", "GIF")
"""What is taken as a start frame, named as users know it."""

SENT_AS_THEY_ARE = ("PNG", "JPEG", "WebP")
"""What the API itself takes; all others are converted."""

SUFFIXES = {
    "PNG": ("png",),
    "JPEG": ("jpg", "jpeg", "jpe", "jfif"),
    "WebP": ("webp",),
    "HEIC": ("heic", "heif", "hif"),
    "AVIF": ("avif",),
    "TIFF": ("tif", "tiff"),
    "BMP": ("bmp", "dib"),
    "GIF": ("gif",),
}
"""By kind, what their names end in; the first is what ours end in."""


class Family(enum.Enum):
    """What kinds that are refused have in common: what the user can do about it."""

    RAW = "raw"
    DRAWING = "drawing"
    DOCUMENT = "document"
    LAYERS = "layers"
    FILM = "film"
    SOUND = "sound"
    ARCHIVE = "archive"
    OTHER_PICTURE = "other picture"
    OTHER = "other"


_FAMILIES = {
    Family.RAW: (
        "CR2", "CR3", "CRW", "NEF", "ARW", "DNG", "ORF", "RW2", "RAF", "PEF", "SRW", "3FR", "DCR",
        "RWL", "MEF", "IIQ", "X3F", "MRW", "RAW",
    ),
    Family.DRAWING: ("SVG", "EPS"),
    Family.DOCUMENT: ("PDF",),
    Family.LAYERS: ("PSD", "XCF"),
    Family.FILM: ("MP4", "MOV", "Matroska", "WebM", "AVI", "FLV", "WMV", "MPEG", "Ogg"),
    Family.SOUND: ("MP3", "M4A", "WAV", "FLAC"),
    Family.ARCHIVE: ("ZIP", "RAR", "7z", "GZIP"),
    Family.OTHER_PICTURE: ("JPEG XL", "JPEG 2000", "ICO", "OpenEXR", "HEIF"),
}  # fmt: skip

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"%PDF-", "PDF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"IIRO", "ORF"),
    (b"IIRS", "ORF"),
    (b"MMOR", "ORF"),
    (b"IIU\x00", "RW2"),
    (b"FUJIFILMCCD-RAW", "RAF"),
    (b"II\x1a\x00\x00\x00HEAPCCDR", "CRW"),
    (b"FOVb", "X3F"),
    (b"\x00MRM", "MRW"),
    (b"8BPS", "PSD"),
    (b"gimp xcf", "XCF"),
    (b"%!PS", "EPS"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x1aE\xdf\xa3", "Matroska"),
    (b"FLV\x01", "FLV"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMV"),
    (b"\x00\x00\x01\xba", "MPEG"),
    (b"\x00\x00\x01\xb3", "MPEG"),
    (b"ID3", "MP3"),
    (b"OggS", "Ogg"),
    (b"fLaC", "FLAC"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "GZIP"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"BM", "BMP"),
)
_RIFF = {b"WEBP": "WebP", b"AVI ": "AVI", b"WAVE": "WAV"}
_FTYP = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), "HEIC"),
    **dict.fromkeys((b"avif", b"avis"), "AVIF"),
    **dict.fromkeys((b"M4A ", b"M4B "), "M4A"),
    b"qt  ": "MOV",
    b"crx ": "CR3",
}
_STILLS = {
    b"mif1",
    b"msf1",
    b"mif2",
    b"miaf",
    b"MiHB",
    b"heif",
}  # with any codec: others tell which
# What a QuickTime film may begin with that is older than its `ftyp` (QTFF, 2001).
_ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")  # in no text
_MARKUP = ((b"<svg", "SVG"), (b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"<?xml", "XML"))


def kind_of(head: bytes) -> str | None:
    """The format's name from a file's first `HEAD_BYTES`: "PNG", "PDF", "text"; None if unknown."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "RIFF")
    if head[4:8] == b"ftyp":
        return _kind_of_brands(head)
    if head[4:8] in _ATOMS:
        return "MOV"
    found = next((name for start, name in _STARTS if head.startswith(start)), None)
    if found == "TIFF":
        return raw_kind(head) or found
    if found == "Matroska" and b"webm" in head[:64]:
        return "WebM"
    return found or _kind_of_text(head)


def family_of(kind: str | None) -> Family:
    """What a kind that is no start frame belongs to."""
    return next((family for family, kinds in _FAMILIES.items() if kind in kinds), Family.OTHER)


def _kind_of_brands(head: bytes) -> str:
    """By the brands of an `ftyp` box (ISO 14496-12, 4.3): the major one, else the others."""
    major = head[8:12]
    if major not in _STILLS:
        return _FTYP.get(major, "MP4")
    end = min(int.from_bytes(head[:4]), len(head))
    others = {head[at : at + 4] for at in range(16, end, 4)}
    if others & {b"avif", b"avis"}:
        return "AVIF"
    is_coded_otherwise = others and not any(_FTYP.get(one) == "HEIC" for one in others)
    return "HEIF" if is_coded_otherwise and b"jpeg" in others else "HEIC"


def _kind_of_text(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"  # UTF-16 with its mark
    lowered = head.lower()
    for mark, name in _MARKUP:
        if mark in lowered and lowered.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return name
    if not head or _CONTROL.search(head):
        return None
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        is_cut_character = error.start >= len(head) - 3 and len(head) >= HEAD_BYTES
        return "text" if is_cut_character else None
    return "text"
