"""Picture files opened and decoded: upright, sRGB, opaque, whatever they were before."""

from __future__ import annotations

import contextlib
import errno
import io
import stat
import struct
import zlib
from typing import TYPE_CHECKING

from PIL import Image, ImageCms

from desktop.core.errors import (
    NotAPicture,
    PictureMissing,
    PictureTooLarge,
    TooManyPixels,
    Unreadable,
)
from desktop.media.kinds import HEAD_BYTES, PICTURES, kind_of
from desktop.media.quiet import no_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 100_000_000

# The limit is checked here, before decoding; Pillow's own one warns below ours.
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
_ENDS = {"PNG": b"\0\0\0\0IEND\xaeB`\x82", "JPEG": b"\xff\xd9"}

# What Pillow's readers raise for damaged files, beside OSError.
_DAMAGE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError,
    EOFError, MemoryError, struct.error, zlib.error,
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
            head = file.read(HEAD_BYTES)
            kind = _picture_kind(path.name, head)
            rest = file.read(MAX_FILE_BYTES + 1 - len(head))
    except OSError as error:
        raise _unread(path, error) from error
    content = head + rest
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

    Raises TooManyPixels before anything is decoded.
    """
    try:
        with no_warnings(), Image.open(io.BytesIO(content), formats=(kind,)) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise TooManyPixels(name=name, width=width, height=height, limit_pixels=MAX_PIXELS)
            yield image
    except _DAMAGE as error:
        is_cut = _lacks_end(kind, content) or (kind == "JPEG" and "truncated" in str(error))
        detail = "truncated" if is_cut else "damaged"
        raise Unreadable(name=name, detail=detail) from error


def load(image: Image.Image, name: str, kind: str, content: bytes) -> None:
    """Decode all of an `opened` picture. Raises Unreadable, also when only its end is missing."""
    image.load()
    if _lacks_end(kind, content):  # Pillow is content once it has the pixels
        raise Unreadable(name=name, detail="truncated")


def _lacks_end(kind: str, content: bytes) -> bool:
    if kind == "WebP":
        return len(content) < 8 + int.from_bytes(content[4:8], "little")  # the RIFF's own length
    return _ENDS[kind] not in content


def orientation(image: Image.Image) -> int:
    """How the stored pixels must be turned, as EXIF says it: 1 (not at all) to 8.

    A PNG may say so after its pixels: it is decoded by this call.
    """
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


def smooth(image: Image.Image) -> Image.Image:
    """The picture with values that can be mixed: no palette, no bits, no transparent colour."""
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode in {"P", "1"}:
        return image.convert("RGB")
    return image


def plain(image: Image.Image) -> Image.Image:
    """The picture as opaque sRGB without metadata; what was transparent is white."""
    profile = image.info.get("icc_profile")
    image = smooth(image)
    alpha = None
    if "A" in image.getbands():
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    if image.mode.startswith("I"):  # 16 bits of grey: the upper eight
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    image = _in_srgb(image, profile)
    result = Image.new("RGB", image.size, "white")
    result.paste(image, mask=alpha)
    return result


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if ImageCms.getProfileDescription(embedded).startswith("sRGB"):
                return image.convert("RGB")
            converted = ImageCms.profileToProfile(
                image,
                embedded,
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a broken profile, or one for another kind of picture: shown as browsers do
        else:
            if converted is not None:
                return converted
    return image.convert("RGB")
