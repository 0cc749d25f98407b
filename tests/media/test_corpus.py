"""Every kind of picture ends as the right pixels or the right problem, in bounds of memory."""

import io
import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from PIL.PngImagePlugin import PngInfo

from desktop.core.catalogue import Dimensions
from desktop.core.errors import NotAPicture, Problem, Unreadable
from desktop.media import intake
from desktop.media.framing import Framing
from desktop.media.kinds import PICTURES, SUFFIXES
from desktop.media.prepare import prepare
from tests.media import corpus
from tests.media.making import display_p3, encoded, png_claiming
from tests.media.metadata import metadata

AUTO = Dimensions(0, 0)
NEAR = 2.0  # of 255, the mean of a channel
CUTS = 20
PEAK_MB = 1000
CPU_S = 5
PATIENCE_S = 60
HUGE = 65_535


def far(image: Image.Image, expected: Image.Image) -> float:
    if image.size != expected.size:
        return 255
    return max(ImageStat.Stat(ImageChops.difference(image, expected)).mean)


def cases_of(group):
    return {case.name: case for case in group()}


def shown(path: Path, matte: str = "#ffffff") -> Image.Image:
    width, height, pixels = intake.preview(path, 2000, matte)
    return Image.frombytes("RGB", (width, height), pixels)


@pytest.mark.parametrize("group", corpus.GROUPS, ids=lambda group: group.__name__)
def test_all_kinds_end_as_the_right_pixels(tmp_path, group):
    wrong = {}
    for name, case in cases_of(group).items():
        path = tmp_path / f"{name}.bin"
        path.write_bytes(case.content)
        picture, small = intake.take_in(path, tmp_path / "frames", 2000)
        assert (picture.kind, picture.width, picture.height) == (case.kind, *case.expected.size)
        assert picture.path.read_bytes() == case.content
        assert picture.path.suffix == f".{SUFFIXES[case.kind][0]}"
        seen = Image.frombytes("RGB", (small.width, small.height), small.pixels)
        sent = prepare(picture.path, AUTO, tmp_path / "sent.jpg")
        assert metadata(sent.read_bytes()) == [], name
        with Image.open(sent) as image:
            distances = far(seen, case.expected), far(image.convert("RGB"), case.expected)
        if max(distances) >= NEAR:
            wrong[name] = distances
    assert not wrong


def test_the_corpus_is_looked_at_closely_enough():
    """What a reader without any conversion would show lies beyond what passes."""
    found = cases_of(corpus.colours)
    for name in ("p3-PNG", "p3-JPEG"):
        with Image.open(io.BytesIO(found[name].content)) as image:
            assert far(image.convert("RGB"), found[name].expected) > NEAR


@pytest.mark.parametrize("kind", PICTURES)
def test_a_file_cut_anywhere_is_called_cut(tmp_path, kind):
    content = corpus.whole_files()[kind]
    path = tmp_path / "cut"
    for number in range(1, CUTS + 1):
        path.write_bytes(content[: len(content) * number // (CUTS + 1)])
        with pytest.raises(Unreadable) as caught:
            intake.inspect(path)
        assert caught.value.facts["detail"] == "truncated", number
    path.write_bytes(content)
    assert intake.inspect(path).kind == kind


def test_the_extension_does_not_count(tmp_path):
    whole = corpus.whole_files()
    names = [f"x.{suffix}" for suffix in ("png", "jpg", "webp", "heic", "gif", "mp4", "txt")]
    for kind, content in whole.items():
        for name in names:
            path = tmp_path / name
            path.write_bytes(content)
            assert intake.inspect(path).kind == kind


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "heic", "avif", "tif", "bmp", "gif"])
def test_a_file_of_no_bytes_is_empty(tmp_path, suffix):
    path = tmp_path / f"x.{suffix}"
    path.write_bytes(b"")
    with pytest.raises(Unreadable) as caught:
        intake.inspect(path)
    assert caught.value.facts["detail"] == "empty"


def test_the_ground_can_be_chosen(tmp_path):
    path, image = tmp_path / "x.png", corpus.see_through()
    path.write_bytes(encoded(image))
    for matte, colour in (("#ffffff", (255, 255, 255)), ("#102030", (16, 32, 48))):
        expected = corpus.on_matte(image, colour)
        assert far(shown(path, matte), expected) < 1
        copy = prepare(path, AUTO, tmp_path / "sent.jpg", Framing(matte=matte))
        with Image.open(copy) as sent:
            assert far(sent, expected) < NEAR


# ── what was converted ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("group", "name", "facts"),
    [
        (corpus.kinds, "jpeg", {}),
        (corpus.kinds, "heic", {"kind": "HEIC"}),
        (corpus.colours, "cmyk-jpeg", {"is_print": True}),
        (corpus.colours, "cmyk-tiff", {"kind": "TIFF", "is_print": True}),
        (corpus.colours, "grey-png", {"is_grey": True}),
        (corpus.colours, "palette", {"has_palette": True}),
        (corpus.colours, "p3-nclx-AVIF", {"kind": "AVIF", "profile": "Display P3"}),
        (corpus.depths, "rgb-16-png", {"has_more_bits": True}),
        (corpus.depths, "rgb-16-tiff", {"kind": "TIFF", "has_more_bits": True}),
        (corpus.transparent, "alpha-webp", {"has_transparency": True}),
        (corpus.moving, "moving-GIF", {"kind": "GIF", "is_first_frame": True}),
        (corpus.moving, "moving-PNG", {"is_first_frame": True}),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_was_converted_is_told(tmp_path, group, name, facts):
    path = tmp_path / "x"
    path.write_bytes(cases_of(group)[name].content)
    conversion = intake.inspect(path).conversion
    told = {key: value for key, value in vars(conversion).items() if value}
    assert told == facts
    assert conversion.is_needed == bool(facts)


def test_an_opaque_alpha_channel_is_no_transparency(tmp_path):
    path = tmp_path / "x.png"
    path.write_bytes(encoded(corpus.scene().convert("RGBA")))
    assert not intake.inspect(path).conversion.is_needed


# ── nothing but pixels is sent ───────────────────────────────────────────────────────────────


def told_much(kind: str) -> bytes:
    """A picture full of what nobody else is to know."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (47.0, 22.0, 33.0)
    options: dict[str, Any] = {
        "exif": exif.tobytes(),
        "icc_profile": display_p3(),
        "xmp": b"<x>SECRETXMP</x>",
    }
    if kind == "PNG":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", "<x>SECRETXMP</x>")
        options["pnginfo"].add_text("Comment", "SECRETTEXT")
        options.pop("xmp")
    if kind == "JPEG":
        options["comment"] = b"SECRETCOMMENT"
    if kind == "GIF":
        options = {"comment": b"SECRETCOMMENT"}
    if kind == "HEIC":
        image = corpus.scene()
        image.info.update(options)
        return corpus.heif(image, exif=options["exif"], xmp=options["xmp"])
    return encoded(corpus.scene(), kind, **options)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP", "TIFF", "GIF", "AVIF", "HEIC"])
def test_nothing_that_was_told_is_sent(tmp_path, kind):
    content = told_much(kind)
    assert b"SECRET" in content
    source = tmp_path / "x"
    source.write_bytes(content)
    for dimensions in (AUTO, Dimensions(1280, 720)):
        sent = prepare(source, dimensions, tmp_path / "sent.jpg").read_bytes()
        assert metadata(sent) == []
        assert b"SECRET" not in sent
    assert source.read_bytes() == content


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP"])
def test_the_walker_finds_what_is_there(kind):
    assert len(metadata(told_much(kind))) >= 3
    assert metadata(encoded(corpus.scene(), kind)) == []


# ── large and hostile ────────────────────────────────────────────────────────────────────────


def flat_jpeg(width: int, height: int, mode: str = "RGB", **options) -> bytes:
    return encoded(Image.new(mode, (width, height), 0x60), "JPEG", **options)


def gif_claiming(width: int, height: int) -> bytes:
    content = bytearray(encoded(Image.new("P", (8, 8)), "GIF"))
    content[6:10] = struct.pack("<HH", width, height)
    return bytes(content)


def bmp_claiming(width: int, height: int) -> bytes:
    content = bytearray(encoded(Image.new("RGB", (8, 8)), "BMP"))
    content[18:26] = struct.pack("<ii", width, height)
    return bytes(content)


def tiff_with_a_huge_tile() -> bytes:
    """A few pixels in one tile of 3.6 gigapixels, which would be a buffer of that size."""
    entries = (
        (256, 4, 1, 16), (257, 4, 1, 16), (258, 3, 1, 8 << 16), (259, 3, 1, 8 << 16),
        (262, 3, 1, 1 << 16), (277, 3, 1, 1 << 16), (322, 4, 1, 60_000), (323, 4, 1, 60_000),
        (324, 4, 1, 8), (325, 4, 1, 64),
    )  # fmt: skip
    table = b"".join(struct.pack(">HHII", *entry) for entry in entries)
    return b"MM\0*" + struct.pack(">IH", 8, len(entries)) + table + bytes(100)


END_IN_A_COMMENT = b"\xff\xfe\0\4\xff\xd9"


def jpeg_of_more_scans(count: int, side: int, between: bytes = b"") -> bytes:
    """Each scan costs a pass over all pixels, and takes a few bytes."""
    content = encoded(Image.new("L", (side, side), 0x60), "JPEG", progressive=True)
    start, end = content.rindex(b"\xff\xda"), content.rindex(b"\xff\xd9")
    return content[:end] + between + content[start:end] * count + content[end:]


def jpeg_in_many_parts() -> bytes:
    """Not progressive, but its components come one by one, again and again."""
    content = encoded(Image.new("RGB", (64, 64), 0x60), "JPEG")
    scan = b"\xff\xda\0\x08\1\1\0\0\x3f\0"
    return content[: content.rindex(b"\xff\xda")] + scan * 5000 + b"\xff\xd9"


def jpeg_of_empty_segments() -> bytes:
    content = encoded(Image.new("L", (64, 64), 0x60), "JPEG", progressive=True)
    end = content.rindex(b"\xff\xd9")
    return content[:end] + b"\xff\xfe\0\2" * 5_000_000 + content[end:]


HEAVY = {
    "png of 100 megapixels": lambda: corpus.flat_png(10_000, 10_000),
    "png of 50 megapixels with alpha": lambda: corpus.flat_png(10_000, 5_000, 6),
    "jpeg of 100 megapixels": lambda: flat_jpeg(12_500, 8_000, quality=90),
    "progressive jpeg of 64 megapixels": lambda: flat_jpeg(
        8_000, 8_000, progressive=True, subsampling="4:4:4"
    ),
    "progressive jpeg of 36 megapixels, scanned again": lambda: jpeg_of_more_scans(
        27, 6_000, END_IN_A_COMMENT
    ),
    "cmyk jpeg of 100 megapixels": lambda: flat_jpeg(12_500, 8_000, "CMYK"),
    "webp of 40 megapixels": lambda: encoded(
        Image.new("RGB", (8_000, 5_000), 0x60), "WebP", lossless=True, quality=0, method=0
    ),
    "avif of 40 megapixels": lambda: encoded(
        Image.new("RGB", (8_000, 5_000), 0x60), "AVIF", speed=10
    ),
}
REFUSED = {
    "png of 101 megapixels": (lambda: png_claiming(10_100, 10_000), "too_many_pixels"),
    "png of 51 megapixels with alpha": (
        lambda: corpus.flat_png(10_000, 5_100, 6), "too_many_pixels"
    ),
    "png of 4 gigapixels": (lambda: png_claiming(HUGE, HUGE), "too_many_pixels"),
    "progressive jpeg of 100 megapixels": (
        lambda: flat_jpeg(12_500, 8_000, progressive=True, subsampling="4:4:4"),
        "too_many_pixels",
    ),
    "webp of 60 megapixels": (
        lambda: encoded(Image.new("L", (10_000, 6_000)).convert("RGB"), "WebP", lossless=True,
                        quality=0, method=0),
        "too_many_pixels",
    ),
    "gif of 4 gigapixels": (lambda: gif_claiming(HUGE, HUGE), "too_many_pixels"),
    "bmp of 4 gigapixels": (lambda: bmp_claiming(HUGE, HUGE), "too_many_pixels"),
    "bmp without its pixels": (lambda: bmp_claiming(10_000, 10_000), "unreadable"),
    "tiff with a huge tile": (tiff_with_a_huge_tile, "unreadable"),
    "jpeg of many scans": (lambda: jpeg_of_more_scans(5000, 64), "unreadable"),
    "jpeg of many scans behind an end in a comment": (
        lambda: jpeg_of_more_scans(5000, 64, END_IN_A_COMMENT), "unreadable"
    ),
    "jpeg of many pixels and some scans": (lambda: jpeg_of_more_scans(50, 6_000), "unreadable"),
    "jpeg in many parts": (jpeg_in_many_parts, "unreadable"),
    "jpeg of empty segments": (jpeg_of_empty_segments, "unreadable"),
}  # fmt: skip


def apart(step: str, path: Path) -> dict[str, Any]:
    """What a process of its own told of it; ended where it takes five seconds of computing."""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.media.heavy", step, str(path), str(CPU_S)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, f"{done.returncode}: {done.stderr[-2000:]}"
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("name", HEAVY)
def test_a_large_picture_is_taken_in_bounds(tmp_path, name):
    path = tmp_path / "large"
    path.write_bytes(HEAVY[name]())
    told = apart("take", path)
    assert "problem" not in told
    assert told["peak_mb"] < PEAK_MB
    told = apart("prepare", path)
    assert "problem" not in told
    assert told["peak_mb"] < PEAK_MB


@pytest.mark.parametrize("name", REFUSED)
def test_a_bomb_is_refused_in_bounds(tmp_path, name):
    make, code = REFUSED[name]
    path = tmp_path / "bomb"
    path.write_bytes(make())
    told = apart("take", path)
    assert told["problem"]["code"] == code
    assert told["peak_mb"] < PEAK_MB


# ── refused by name ──────────────────────────────────────────────────────────────────────────


def tiff_directory(*entries: tuple[int, int, int, int], tail: bytes = b"") -> bytes:
    table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + table + bytes(4) + tail


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"%PDF-1.7\n", "PDF"),
        (b"8BPS\0\1" + bytes(40), "PSD"),
        (b"II*\0\x10\0\0\0CR\2\0" + bytes(40), "CR2"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1", "CR3"),
        (b"IIRO\x08\0\0\0" + bytes(40), "ORF"),
        (b"IIU\0\x18\0\0\0" + bytes(40), "RW2"),
        (b"FUJIFILMCCD-RAW 0201" + bytes(40), "RAF"),
        (tiff_directory((50706, 1, 4, 0x0401)), "DNG"),
        (tiff_directory((254, 4, 1, 1), (271, 2, 6, 50), (330, 4, 1, 90), tail=b"NIKON\0"), "NEF"),
        (tiff_directory((254, 4, 1, 1), (271, 2, 5, 50), (330, 4, 1, 90), tail=b"SONY\0"), "ARW"),
        (tiff_directory((262, 3, 1, 32803), tail=bytes(20)), "RAW"),
        (b"\0\0\0\x18ftypisom\0\0\2\0", "MP4"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "WebM"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_picture_is_named(tmp_path, content, kind):
    path = tmp_path / "x.jpg"
    path.write_bytes(content)
    with pytest.raises(NotAPicture) as caught:
        intake.inspect(path)
    assert caught.value.facts == {"name": "x.jpg", "kind": kind}


def test_a_tiff_from_a_photo_program_is_no_raw_file(tmp_path):
    exif = Image.Exif()
    exif[0x010F] = "NIKON CORPORATION"
    path = tmp_path / "x.tif"
    path.write_bytes(encoded(corpus.scene(), "TIFF", exif=exif.tobytes(), compression="tiff_lzw"))
    assert intake.inspect(path).kind == "TIFF"


def test_rubbish_in_every_kind_is_a_problem_and_nothing_else(tmp_path):
    """Bytes turned over all through a file: pixels or a problem, never another exception."""
    path = tmp_path / "x"
    for content in corpus.whole_files().values():
        for step in range(1, 40):
            damaged = bytearray(content)
            for at in range(step, len(damaged), len(damaged) // 40 + step):
                damaged[at] ^= 0xFF
            path.write_bytes(damaged)
            try:
                intake.take_in(path, tmp_path / "frames", 200)
            except Problem:
                continue
