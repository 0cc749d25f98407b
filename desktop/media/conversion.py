"""What has to be changed about a picture before it can be sent: facts to be told, not work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.media import ends
from desktop.media.kinds import SENT_AS_THEY_ARE

if TYPE_CHECKING:
    from PIL import Image

_DEPTH_AT = 24  # in a PNG: bits a sample, in its header
_BITS_TAG = 258
_EIGHT = 8
_GREYS = {"1", "L", "LA", "La", "I", "F"}


@dataclass(frozen=True)
class Conversion:
    """How the picture's file differs from opaque sRGB of eight bits in a format the API takes.

    `kind` is its format where that is another one, `profile` the name of its colour space where
    that is not sRGB. `has_transparency`: some pixel lets the ground through.
    """

    kind: str | None = None
    is_first_frame: bool = False
    is_print: bool = False
    is_grey: bool = False
    has_palette: bool = False
    has_more_bits: bool = False
    profile: str | None = None
    has_transparency: bool = False

    @property
    def is_needed(self) -> bool:
        """Whether anything has to be changed at all."""
        return self != Conversion()


def conversion_of(
    image: Image.Image, kind: str, content: bytes, *, has_transparency: bool
) -> Conversion:
    """The facts of an opened picture. Reads only what has been read of it already."""
    return Conversion(
        kind=None if kind in SENT_AS_THEY_ARE else kind,
        is_first_frame=_moves(image, kind, content),
        is_print=image.mode == "CMYK",
        is_grey=image.mode in _GREYS or image.mode.startswith("I;16"),
        has_palette=image.mode in {"P", "PA"} and kind != "GIF",  # all of those have one
        has_more_bits=_bits(image, kind, content) > _EIGHT,
        profile=_colour_space(image),
        has_transparency=has_transparency,
    )


def _colour_space(image: Image.Image) -> str | None:
    from desktop.media import colours

    if image.mode == "LAB":
        return "Lab"
    return colours.profile_name(image.info.get("icc_profile"))


def _moves(image: Image.Image, kind: str, content: bytes) -> bool:
    if kind == "GIF":  # Pillow would decode all of it to count them
        return ends.gif_frames(content)[0] > 1
    return kind in {"PNG", "WebP", "AVIF"} and bool(getattr(image, "is_animated", False))


def _bits(image: Image.Image, kind: str, content: bytes) -> int:
    """Bits a channel, as far as the file says it at a place that is known."""
    if kind == "PNG":
        return content[_DEPTH_AT]
    if kind == "TIFF":
        bits = getattr(image, "tag_v2", {}).get(_BITS_TAG, (_EIGHT,))
        return max(bits) if isinstance(bits, tuple) else int(bits)
    return int(image.info.get("bit_depth") or _EIGHT)
