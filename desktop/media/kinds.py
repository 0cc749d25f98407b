"""What a file is, told from its first bytes; its name does not count."""

from __future__ import annotations

import re

HEAD_BYTES = 4096  # as much of a file as `kind_of` wants to see

PICTURES = ("PNG", "JPEG", "WebP")

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
    (b"8BPS", "PSD"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x1aE\xdf\xa3", "Matroska"),
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
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1"), "HEIC"),
    **dict.fromkeys((b"avif", b"avis"), "AVIF"),
    **dict.fromkeys((b"M4A ", b"M4B "), "M4A"),
    b"qt  ": "MOV",
    b"crx ": "CR3",
}
# What a QuickTime film may begin with that is older than its `ftyp` (QTFF, 2001).
_ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")  # in no text
_MARKUP = ((b"<svg", "SVG"), (b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"<?xml", "XML"))


def kind_of(head: bytes) -> str | None:
    """The format's name from a file's first `HEAD_BYTES`: "PNG", "PDF", "text"; None if unknown."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "RIFF")
    if head[4:8] == b"ftyp":
        return _FTYP.get(head[8:12], "MP4")
    if head[4:8] in _ATOMS:
        return "MOV"
    found = next((name for start, name in _STARTS if head.startswith(start)), None)
    return found or _kind_of_text(head)


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
