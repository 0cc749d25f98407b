"""Any picture file, checked whole and understood, kept as it is, or made small for looking at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from desktop.media import colours, decoding, writing
from desktop.media.bounds import MAX_FILE_BYTES, MAX_PIXELS
from desktop.media.conversion import Conversion, conversion_of
from desktop.media.cutting import cut
from desktop.media.kinds import SUFFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

__all__ = [
    "MAX_FILE_BYTES", "MAX_PIXELS", "Picture", "Preview", "inspect", "keep", "preview", "take_in",
]  # fmt: skip

_GAP = 2.0  # a preview is looked at, not sent
_LEAST_SIDE = 64  # what is decoded of a JPEG where nobody looks at it


@dataclass(frozen=True)
class Picture:
    """A picture file that can be used. Width and height in pixels, upright; `digest` is SHA-256.

    `kind` is one of `kinds.PICTURES`, from the content; `conversion` is what sending it changes.
    """

    path: Path
    name: str
    kind: str
    width: int
    height: int
    size_bytes: int
    digest: str
    conversion: Conversion = field(default_factory=Conversion)


@dataclass(frozen=True)
class Preview:
    """A picture made small: upright, sRGB, opaque, `pixels` packed RGB888."""

    width: int
    height: int
    pixels: bytes


def inspect(path: Path) -> Picture:
    """Check a picture file, reading all of it.

    Raises PictureMissing (`kind`: "missing", "folder"), NotAPicture (`kind`: what it is),
    Unreadable (`detail`: "empty", "truncated", "damaged", "unsupported", "permission" or the
    system's words), PictureTooLarge, TooManyPixels.
    """
    return _examined(path, _LEAST_SIDE)[0]


def keep(path: Path, folder: Path) -> Picture:
    """Check the picture and keep its bytes, unchanged, as `<digest>.<ext>` in `folder`.

    The same bytes are kept once. Raises what `inspect` does, DiskFull, FolderUnwritable.
    """
    picture, content, _ = _examined(path, _LEAST_SIDE)
    return _kept(picture, content, folder)


def take_in(
    path: Path, folder: Path, max_side: int, matte: str = colours.WHITE
) -> tuple[Picture, Preview]:
    """`keep` and `preview` in one: the file is read and decoded once for both."""
    picture, content, small = _examined(path, max_side)
    shown = _shown(small, matte)
    del small
    return _kept(picture, content, folder), shown


def preview(
    picture_path: Path, max_side: int, matte: str = colours.WHITE
) -> tuple[int, int, bytes]:
    """Width, height and packed RGB888 bytes of the upright picture in sRGB, never enlarged.

    Raises what `inspect` does, but truncated ends may pass: it reads no more than it needs.
    """
    kind, content = decoding.read(picture_path)
    with decoding.opened(picture_path.name, kind, content) as image:
        shown = _shown(_small(image, max_side), matte)
    return shown.width, shown.height, shown.pixels


def _examined(path: Path, side: int) -> tuple[Picture, bytes, Image.Image]:
    """The picture, the bytes of its file, and a small copy: smooth, upright, in its own colours.

    A JPEG is decoded at the least scale that gives the copy: every byte of it is still read.
    """
    kind, content = decoding.read(path)
    with decoding.opened(path.name, kind, content) as image:
        width, height = image.size
        if kind == "JPEG":
            image.draft(None, (side, side))
        decoding.load(image, path.name, kind, content)
        turn = decoding.orientation(image)
        small = _small(image, side)
        conversion = conversion_of(
            image, kind, content, has_transparency=colours.has_transparency(small)
        )
        if kind != "JPEG":
            width, height = image.size  # of a HEIC only the decoder knows
    width, height = decoding.upright_size((width, height), turn)
    picture = Picture(
        path=path,
        name=path.name,
        kind=kind,
        width=width,
        height=height,
        size_bytes=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        conversion=conversion,
    )
    return picture, content, small


def _small(image: Image.Image, max_side: int) -> Image.Image:
    """The picture with no side longer than this, never enlarged: smooth, upright."""
    if image.format in {"JPEG", "MPO"}:
        image.draft(None, (max_side, max_side))
    turn = decoding.orientation(image)
    image.load()  # a TIFF is turned by this
    width, height = image.size
    scale = min(1.0, max_side / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cut(image, (0, 0, width, height), size, _GAP)
    return decoding.upright(small, turn)


def _shown(small: Image.Image, matte: str) -> Preview:
    image = colours.plain(small, matte)
    return Preview(image.width, image.height, image.tobytes())


def _kept(picture: Picture, content: bytes, folder: Path) -> Picture:
    copy = folder / f"{picture.digest}.{SUFFIXES[picture.kind][0]}"
    if not _holds(copy, picture):
        writing.write(copy, content)
    return replace(picture, path=copy)


def _holds(path: Path, picture: Picture) -> bool:
    try:
        if path.stat().st_size != picture.size_bytes:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == picture.digest
    except OSError:
        return False
