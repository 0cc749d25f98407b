"""Picture files read, opened and decoded, with whatever is wrong with them told by name."""

from __future__ import annotations

import contextlib
import errno
import functools
import io
import stat
import struct
import zlib
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from desktop.core.errors import NotAPicture, PictureMissing, PictureTooLarge, Unreadable
from desktop.media import bounds, boxes, ends, profiles
from desktop.media.bounds import MAX_FILE_BYTES, MAX_PIXELS
from desktop.media.colours import plain, smooth
from desktop.media.kinds import HEAD_BYTES, PICTURES, kind_of
from desktop.media.quiet import no_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "LYING", "MAX_FILE_BYTES", "MAX_PIXELS", "load", "opened", "orientation", "plain", "read",
    "smooth", "upright", "upright_size",
]  # fmt: skip

# The limit is checked by `bounds`, before decoding; Pillow's own one warns below ours.
Image.MAX_IMAGE_PIXELS = None

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = {5, 6, 7, 8}  # width and height change places
_TOLD_TO_END = {"JPEG", "BMP", "GIF"}  # where Pillow calls only that truncated
_WITH_VARIANTS = {"TIFF", "BMP", "HEIC", "AVIF"}  # not all of which Pillow knows
_PLUGINS = {"HEIC": "HEIF"}  # where Pillow's name for the format is another one

# What Pillow's readers raise for damaged files, beside OSError.
_DAMAGE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError,
    EOFError, MemoryError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip


def read(path: Path) -> tuple[str, bytes]:
    """The kind and the bytes of a picture file.

    Raises PictureMissing, Unreadable, PictureTooLarge or NotAPicture.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise PictureMissing(name=path.name, kind="folder")
        if not stat.S_ISREG(status.st_mode):
            raise NotAPicture(name=path.name, kind="device")
        with path.open("rb") as file:
            kind = _picture_kind(path.name, file.read(HEAD_BYTES))
            file.seek(0)  # all of it at once: joining a hundred megabytes would hold the GIL
            content = file.read(min(status.st_size, MAX_FILE_BYTES) + 1)
    except OSError as error:
        raise _unread(path, error) from error
    if len(content) > MAX_FILE_BYTES:
        size_bytes = max(status.st_size, len(content))
        raise PictureTooLarge(name=path.name, size_bytes=size_bytes, limit_bytes=MAX_FILE_BYTES)
    return kind, content


def _picture_kind(name: str, head: bytes) -> str:
    if not head:
        raise Unreadable(name=name, detail="empty")
    kind = kind_of(head)
    if kind not in PICTURES:
        raise NotAPicture(name=name, kind=kind)
    return kind


def _unread(path: Path, error: OSError) -> PictureMissing | Unreadable:
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return PictureMissing(name=path.name, kind="missing")
    if isinstance(error, PermissionError):
        return Unreadable(name=path.name, detail="permission")
    return Unreadable(name=path.name, detail=error.strerror or "damaged")


@contextlib.contextmanager
def opened(name: str, kind: str, content: bytes) -> Iterator[Image.Image]:
    """The picture in `content`, not decoded yet; foreign errors inside become Unreadable.

    Raises TooManyPixels or Unreadable for what would take too much, before it is decoded.
    """
    try:
        _make_ready(kind)
        with no_warnings(), _open(kind, content) as image:
            bounds.check(image, name, kind, content)
            if kind in {"HEIC", "AVIF"} and not image.info.get("icc_profile"):
                points = boxes.code_points(content)
                image.info["icc_profile"] = profiles.profile_of(points) if points else None
            yield image
    except _DAMAGE as error:
        raise Unreadable(name=name, detail=_detail(error, kind, content)) from error


def _detail(error: Exception, kind: str, content: bytes) -> str:
    if ends.lacks_end(kind, content) or (kind in _TOLD_TO_END and "truncated" in str(error)):
        return "truncated"
    is_variant = isinstance(error, UnidentifiedImageError) and kind in _WITH_VARIANTS
    return "unsupported" if is_variant else "damaged"


def _open(kind: str, content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=(_PLUGINS.get(kind, kind),))


@functools.cache
def _make_ready(kind: str) -> None:
    """Have Pillow know HEIC: its library takes long to import, and few pictures need it."""
    if kind == "HEIC":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)


def load(image: Image.Image, name: str, kind: str, content: bytes) -> None:
    """Decode all of an `opened` picture. Raises Unreadable, also when only its end is missing."""
    if kind == "TIFF" and ends.lacks_strips(getattr(image, "tag_v2", {}), len(content)):
        raise Unreadable(name=name, detail="truncated")
    image.load()
    if ends.lacks_end(kind, content):  # Pillow is content once it has the pixels
        raise Unreadable(name=name, detail="truncated")


def orientation(image: Image.Image) -> int:
    """How the stored pixels must be turned, as EXIF says it: 1 (not at all) to 8.

    A PNG may say so after its pixels: it is decoded by this call. Pillow turns a TIFF by itself,
    and libheif a HEIC.
    """
    if image.format in {"TIFF", "HEIF"}:
        return 1
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except (SyntaxError, ValueError, TypeError, LookupError, struct.error):
        return 1  # a damaged EXIF block; the pixels are what counts
    return value if value in _TURNS else 1


def upright_size(size: tuple[int, int], turn: int) -> tuple[int, int]:
    """The size of stored pixels once turned upright."""
    return (size[1], size[0]) if turn in LYING else size


def upright(image: Image.Image, turn: int) -> Image.Image:
    """The picture turned as `orientation` said."""
    return image.transpose(_TURNS[turn]) if turn in _TURNS else image
