"""Which files are videos that a frame can be taken from, told from their first bytes."""

from __future__ import annotations

from desktop.media.kinds import kind_of

FORMATS = {"MP4": "mov", "MOV": "mov", "Matroska": "matroska", "WebM": "matroska"}
"""The kinds, with the reader FFmpeg is held to: it is not to guess at a stranger's file."""


def film_kind(head: bytes) -> str | None:
    """ "MP4", "MOV", "Matroska" or "WebM" from a file's first bytes; None for all else."""
    kind = kind_of(head)
    return kind if kind in FORMATS else None
