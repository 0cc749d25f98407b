"""Pictures of every kind that is taken, each with the pixels it has to end as; and hostile ones."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, ImageFilter

from desktop.media.kinds import PICTURES
from tests.media.making import display_p3, encoded, png_chunk, stored_turned

SIZE = (320, 200)
MATTE = (255, 255, 255)


@dataclass(frozen=True)
class Case:
    """A file, and the picture it has to be shown and sent as."""

    name: str
    content: bytes
    expected: Image.Image
    kind: str


def scene(size: tuple[int, int] = SIZE) -> Image.Image:
    """Soft colours all over the gamut, and no two corners alike."""
    width, height = size
    across = Image.linear_gradient("L").rotate(90).resize(size)
    down = Image.linear_gradient("L").resize(size)
    round_ = Image.radial_gradient("L").resize(size)
    image = Image.merge("RGB", (across, down, round_))
    image.paste((220, 40, 40), (0, 0, width // 4, height // 5))
    image.paste((40, 60, 210), (width // 2, height // 2, width * 3 // 4, height * 4 // 5))
    return image.filter(ImageFilter.GaussianBlur(1.5))


def heif(image: Image.Image, **options: Any) -> bytes:
    """A HEIC without losses worth the name."""
    buffer = io.BytesIO()
    pillow_heif.from_pillow(image).save(buffer, quality=95, chroma=444, **options)
    return buffer.getvalue()


def kinds() -> Iterator[Case]:
    image = scene()
    yield Case("png", encoded(image), image, "PNG")
    yield Case("jpeg", encoded(image, "JPEG", quality=95), image, "JPEG")
    yield Case("progressive", encoded(image, "JPEG", quality=95, progressive=True), image, "JPEG")
    yield Case("webp", encoded(image, "WebP", quality=95), image, "WebP")
    yield Case("heic", heif(image), image, "HEIC")
    yield Case("avif", encoded(image, "AVIF", quality=95), image, "AVIF")
    yield Case("tiff", encoded(image, "TIFF"), image, "TIFF")
    for name in ("tiff_lzw", "tiff_adobe_deflate", "packbits"):
        yield Case(name, encoded(image, "TIFF", compression=name), image, "TIFF")
    yield Case("big-tiff", encoded(image, "TIFF", big_tiff=True), image, "TIFF")
    yield Case("bmp", encoded(image, "BMP"), image, "BMP")
    palette = image.quantize(256)
    yield Case("gif", encoded(palette, "GIF"), palette.convert("RGB"), "GIF")


def turned() -> Iterator[Case]:
    image = scene()
    for orientation in range(1, 9):
        for kind in ("JPEG", "PNG", "WebP", "TIFF"):
            content = stored_turned(image, orientation, kind)
            yield Case(f"{kind}-turned-{orientation}", content, image, kind)
        upright = heic_turned(image, orientation)
        yield Case(f"HEIC-turned-{orientation}", upright, image, "HEIC")
        turned = stored_turned(image, orientation, "AVIF")
        yield Case(f"AVIF-turned-{orientation}", turned, image, "AVIF")


def heic_turned(upright: Image.Image, orientation: int) -> bytes:
    """As a phone writes it: stored turned, with HEIF's own rotation, and EXIF saying the same."""
    pillow_heif.register_heif_opener(thumbnails=False)
    return stored_turned(upright, orientation, "HEIF")


def colours() -> Iterator[Case]:
    image = scene()
    grey = image.convert("L")
    yield Case("grey-png", encoded(grey), grey.convert("RGB"), "PNG")
    yield Case("grey-jpeg", encoded(grey, "JPEG", quality=95), grey.convert("RGB"), "JPEG")
    bits = image.convert("1")
    yield Case("one-bit", encoded(bits), bits.convert("RGB"), "PNG")
    yield Case(
        "one-bit-tiff", encoded(bits, "TIFF", compression="group4"), bits.convert("RGB"), "TIFF"
    )
    palette = image.quantize(64)
    yield Case("palette", encoded(palette), palette.convert("RGB"), "PNG")
    ink = image.convert("CMYK")
    yield Case("cmyk-jpeg", encoded(ink, "JPEG", quality=97), ink.convert("RGB"), "JPEG")
    yield Case("cmyk-tiff", encoded(ink, "TIFF"), ink.convert("RGB"), "TIFF")
    yield from _wide(image)
    yield from _lab(Image.blend(image, Image.new("RGB", SIZE, (128, 128, 128)), 0.3))


def _wide(image: Image.Image) -> Iterator[Case]:
    """Stored in Display P3: the same colours have to come out, whatever says so."""
    muted = Image.blend(image, Image.new("RGB", image.size, (128, 128, 128)), 0.3)
    profile = display_p3()
    stored = ImageCms.profileToProfile(
        muted,
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        outputMode="RGB",
    )
    assert stored is not None
    stored.info = {}
    for kind in ("PNG", "JPEG", "WebP", "TIFF", "AVIF"):
        options = {} if kind in {"PNG", "TIFF"} else {"quality": 96}
        yield Case(f"p3-{kind}", encoded(stored, kind, icc_profile=profile, **options), muted, kind)
    marked = stored.copy()
    marked.info["icc_profile"] = profile
    yield Case("p3-HEIC", heif(marked), muted, "HEIC")
    yield Case("p3-nclx-AVIF", as_display_p3(encoded(stored, "AVIF", quality=96)), muted, "AVIF")
    yield Case("p3-nclx-HEIC", as_display_p3(heif(stored, color_primaries=1)), muted, "HEIC")


def as_display_p3(content: bytes) -> bytes:
    """A HEIC or AVIF whose `nclx` says Display P3 instead of what it said."""
    at = content.index(b"colrnclx") + 8
    return content[:at] + struct.pack(">HH", 12, 13) + content[at + 4 :]


def _lab(image: Image.Image) -> Iterator[Case]:
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    stored = ImageCms.profileToProfile(image, srgb, lab, outputMode="LAB")
    assert stored is not None
    yield Case("lab-tiff", encoded(stored, "TIFF"), image, "TIFF")


def depths() -> Iterator[Case]:
    """Sixteen bits a channel: what lies in the lower eight may not show."""
    image = scene()
    grey = image.convert("L")
    deep = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    yield Case("grey-16-png", encoded(deep), grey.convert("RGB"), "PNG")
    yield Case("grey-16-tiff", encoded(deep, "TIFF"), grey.convert("RGB"), "TIFF")
    real = grey.convert("F").point(lambda value: value * (1 / 255) + 0)
    yield Case("fractions-tiff", encoded(real, "TIFF"), grey.convert("RGB"), "TIFF")
    yield Case("rgb-16-png", png_16(image), image, "PNG")
    see_through = image.copy()
    see_through.putalpha(grey)
    yield Case("rgba-16-png", png_16(see_through), on_matte(see_through), "PNG")
    yield Case("rgb-16-tiff", tiff_16(image), image, "TIFF")
    yield Case("cmyk-16-tiff", tiff_16(image.convert("CMYK")), image, "TIFF")


def _words(image: Image.Image) -> list[bytes]:
    """The rows of an image with every sample doubled: 16 bits, big-endian."""
    samples = image.tobytes()
    wide = bytes(2 * len(samples))
    doubled = bytearray(wide)
    doubled[0::2] = doubled[1::2] = samples
    row = len(doubled) // image.height
    return [bytes(doubled[at : at + row]) for at in range(0, len(doubled), row)]


def png_16(image: Image.Image) -> bytes:
    """A PNG of sixteen bits a sample, RGB or RGBA, which Pillow does not write."""
    colour_type = {"RGB": 2, "RGBA": 6}[image.mode]
    header = struct.pack(">IIBBBBB", *image.size, 16, colour_type, 0, 0, 0)
    rows = b"".join(b"\0" + row for row in _words(image))
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def tiff_16(image: Image.Image) -> bytes:
    """A TIFF of sixteen bits a sample, RGB or CMYK, big-endian, in one strip."""
    pixels = b"".join(_words(image))
    count = len(image.getbands())
    photometric = {"RGB": 2, "CMYK": 5}[image.mode]
    bits_at = 8 + 2 + 10 * 12 + 4
    pixels_at = bits_at + 2 * count
    entries = (
        (256, 4, 1, image.width),
        (257, 4, 1, image.height),
        (258, 3, count, bits_at),
        (259, 3, 1, 1 << 16),
        (262, 3, 1, photometric << 16),
        (273, 4, 1, pixels_at),
        (277, 3, 1, count << 16),
        (278, 4, 1, image.height),
        (279, 4, 1, len(pixels)),
        (284, 3, 1, 1 << 16),
    )
    table = b"".join(struct.pack(">HHII", *entry) for entry in entries)
    head = b"MM\0*" + struct.pack(">IH", 8, len(entries)) + table + bytes(4)
    return head + struct.pack(f">{count}H", *[16] * count) + pixels


def on_matte(image: Image.Image, matte: tuple[int, int, int] = MATTE) -> Image.Image:
    ground = Image.new("RGBA", image.size, (*matte, 255))
    return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")


def see_through() -> Image.Image:
    """Opaque at the left, gone at the right."""
    image = scene().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").rotate(90).resize(image.size))
    return image


def transparent() -> Iterator[Case]:
    image = see_through()
    expected = on_matte(image)
    yield Case("alpha-png", encoded(image), expected, "PNG")
    yield Case("alpha-webp", encoded(image, "WebP", lossless=True), expected, "WebP")
    yield Case("alpha-tiff", encoded(image, "TIFF"), expected, "TIFF")
    yield Case("alpha-avif", encoded(image, "AVIF", quality=96), expected, "AVIF")
    yield Case("alpha-heic", heif(image), expected, "HEIC")
    palette = image.quantize(128)
    yield Case("alpha-palette", encoded(palette), on_matte(palette), "PNG")
    grey = image.convert("LA")
    yield Case("alpha-grey", encoded(grey), on_matte(grey), "PNG")
    cut = Image.new("P", SIZE, 1)
    cut.putpalette([255, 0, 0, 0, 128, 0])
    cut.paste(0, (0, 0, 100, 100))
    flat = Image.new("RGB", SIZE, (0, 128, 0))
    flat.paste(MATTE, (0, 0, 100, 100))
    yield Case("alpha-gif", encoded(cut, "GIF", transparency=0), flat, "GIF")


def moving() -> Iterator[Case]:
    image = scene()
    later = [Image.new("RGB", SIZE, colour) for colour in ("black", "white")]
    for kind in ("PNG", "WebP", "AVIF"):
        options: dict[str, Any] = {"lossless": True} if kind == "WebP" else {"quality": 95}
        content = encoded(image, kind, save_all=True, append_images=later, **options)
        yield Case(f"moving-{kind}", content, image, kind)
    palette = image.quantize(256)
    content = encoded(palette, "GIF", save_all=True, append_images=later)
    yield Case("moving-GIF", content, palette.convert("RGB"), "GIF")


# ── what is no usable picture ────────────────────────────────────────────────────────────────


def whole_files() -> dict[str, bytes]:
    """One file of each kind, with detail all over, to be cut off."""
    noise = Image.effect_noise((120, 90), 60).convert("RGB")
    made: dict[str, Callable[[], bytes]] = {
        "HEIC": lambda: heif(noise),
        "TIFF": lambda: encoded(noise, "TIFF", compression="tiff_lzw"),
    }
    plain = {kind: encoded(noise, kind) for kind in PICTURES if kind not in made}
    return plain | {kind: make() for kind, make in made.items()}


def flat_png(width: int, height: int, colour_type: int = 2) -> bytes:
    """A PNG of one colour, written in rows: small on disk, any number of pixels when decoded."""
    samples = {0: 1, 2: 3, 6: 4}[colour_type]
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    packer = zlib.compressobj(1)
    row = b"\0" + b"\x60" * (width * samples)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


GROUPS = (kinds, turned, colours, depths, transparent, moving)
