"""Any picture file, checked whole and understood, kept as it is, or made small for looking at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.media import decoding, writing
from desktop.media.decoding import MAX_FILE_BYTES, MAX_PIXELS

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MAX_FILE_BYTES", "MAX_PIXELS", "Picture", "inspect", "keep", "preview"]

_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WebP": ".webp"}


@dataclass(frozen=True)
class Picture:
    """A picture file that can be used. Width and height in pixels, upright; `digest` is SHA-256.

    `kind` is PNG, JPEG or WebP, from the content.
    """

    path: Path
    name: str
    kind: str
    width: int
    height: int
    size_bytes: int
    digest: str


def inspect(path: Path) -> Picture:
    """Check a picture file, decoding all of it.

    Raises PictureMissing (`kind`: "missing", "folder"), NotAPicture (`kind`: what it is),
    Unreadable (`detail`: "empty", "truncated", "damaged", "permission" or the system's words),
    PictureTooLarge, TooManyPixels.
    """
    return _examined(path)[0]


def keep(path: Path, folder: Path) -> Picture:
    """Check the picture and keep its bytes, unchanged, as `<digest>.<ext>` in `folder`.

    The same bytes are kept once. Raises what `inspect` does, DiskFull, FolderUnwritable.
    """
    picture, content = _examined(path)
    copy = folder / f"{picture.digest}{_SUFFIXES[picture.kind]}"
    if not _holds(copy, content):
        writing.write(copy, content)
    return replace(picture, path=copy)


def preview(picture_path: Path, max_side: int) -> tuple[int, int, bytes]:
    """Width, height and packed RGB888 bytes of the upright picture in sRGB, never enlarged.

    Raises what `inspect` does, but truncated ends may pass: it reads no more than it needs.
    """
    kind, content = decoding.read(picture_path)
    with decoding.opened(picture_path.name, kind, content) as image:
        image.draft(None, (max_side, max_side))
        turn = decoding.orientation(image)
        image.thumbnail((max_side, max_side), reducing_gap=2.0)
        small = decoding.upright(decoding.plain(image), turn)
    return small.width, small.height, small.tobytes()


def _examined(path: Path) -> tuple[Picture, bytes]:
    kind, content = decoding.read(path)
    with decoding.opened(path.name, kind, content) as image:
        decoding.load(image, path.name, kind, content)
        width, height = decoding.upright_size(image.size, decoding.orientation(image))
    picture = Picture(
        path=path,
        name=path.name,
        kind=kind,
        width=width,
        height=height,
        size_bytes=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )
    return picture, content


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
