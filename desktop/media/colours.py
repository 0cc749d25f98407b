"""Pixels of any kind turned into what is shown and sent: opaque sRGB, eight bits a channel."""

from __future__ import annotations

import io

from PIL import Image, ImageCms

WHITE = "#ffffff"
_GREY_OF_MORE_BITS = ("I", "F")
WITHOUT_SCALE = frozenset({"I", "F"})
"""Modes that say nowhere what is white: only the whole picture tells."""
_BYTE, _WORD = 255, 65535


def smooth(image: Image.Image) -> Image.Image:
    """The picture with values that can be mixed: no palette, no bits, no transparent colour."""
    if image.mode.startswith(_GREY_OF_MORE_BITS):
        return _eight_bits(image)
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else _with_alpha(image)
    if image.mode in {"P", "1"}:
        return image.convert("RGB")
    return image


def _with_alpha(image: Image.Image) -> Image.Image:
    key = image.info.get("transparency")
    if isinstance(key, tuple) and max(key) > _BYTE:  # of 16 bits, as a PNG may have it
        image = image.copy()
        image.info["transparency"] = tuple(part >> 8 for part in key)
    if image.mode == "La":
        image = image.convert("LA")
    return image.convert("RGBA")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits, or of fractions, as eight bits: the upper ones."""
    if image.mode.startswith("I;16"):
        wide = image.convert("I")
        return wide.point(lambda value: value / 256).convert("L")
    _, most = image.getextrema()
    full = _full_scale(image.mode, float(most))  # type: ignore[arg-type] # one band, one pair
    return image.convert("F").point(lambda value: value * (_BYTE / full) + 0).convert("L")


def _full_scale(mode: str, most: float) -> float:
    """What white is: such a picture does not say, so it is told from its largest value."""
    if mode == "F" and most <= 1:
        return 1
    return _BYTE if most <= _BYTE else max(_WORD, most)


def has_transparency(image: Image.Image) -> bool:
    """Whether any pixel of a smooth picture lets the ground through."""
    return image.mode == "RGBA" and image.getchannel("A").getextrema()[0] != _BYTE


def plain(image: Image.Image, matte: str = WHITE) -> Image.Image:
    """The picture as opaque sRGB without metadata; `matte`, `#rrggbb`, is behind it."""
    profile = image.info.get("icc_profile")
    image = smooth(image)
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    if alpha is not None:
        image = image.convert("RGB")
    result = Image.new("RGB", image.size, matte)
    result.paste(_in_srgb(image, profile), mask=alpha)
    return result


def profile_name(profile: bytes | None) -> str | None:
    """What an embedded profile calls itself; None for none, a broken one and sRGB."""
    if not profile:
        return None
    try:
        embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        name = ImageCms.getProfileDescription(embedded).strip()
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return None if name.startswith("sRGB") else name


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    try:
        embedded = _embedded(image, profile)
        if embedded is None:
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
        # a broken profile, or one for another kind of picture: shown as browsers do
        return image.convert("RGB")
    return image.convert("RGB") if converted is None else converted


def _embedded(image: Image.Image, profile: bytes | None) -> ImageCms.ImageCmsProfile | None:
    """The profile to convert from; None where the values are sRGB's, as far as anybody knows."""
    if image.mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    if not profile:
        return None
    embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if ImageCms.getProfileDescription(embedded).startswith("sRGB"):
        return None
    return embedded
