"""Any picture file: checked whole, refused with the real reason, kept as it is."""

import concurrent.futures
import hashlib
import os
import socket
import struct
import warnings
import zlib
from pathlib import Path

import pytest
from PIL import Image

from desktop.core.errors import (
    DiskFull,
    FolderUnwritable,
    NotAPicture,
    PictureMissing,
    PictureTooLarge,
    TooManyPixels,
    Unreadable,
)
from desktop.media import intake
from tests.media.making import (
    CORNERS,
    STORING,
    display_p3,
    encoded,
    png_chunk,
    png_claiming,
    quarters,
    stored_turned,
)

KINDS = {"PNG": "png", "JPEG": "jpg", "WebP": "webp"}


@pytest.fixture
def saved(tmp_path: Path):
    def save(content: bytes, name: str = "picture") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return save


def near(pixel, colour, tolerance=12):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_the_content_decides_not_the_extension(saved, kind):
    content = encoded(quarters(30, 20), kind)
    picture = intake.inspect(saved(content, "holiday.txt"))
    assert (picture.kind, picture.width, picture.height) == (kind, 30, 20)
    assert picture.name == "holiday.txt"
    assert picture.size_bytes == len(content)
    assert picture.digest == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png", "rocket.jpg"])
def test_the_samples_are_taken(samples, name):
    assert intake.inspect(samples / name).width > 300


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_pixel_is_taken_and_shown(saved, mode):
    image = Image.new("I;16", (30, 20), 65535) if mode == "I;16" else None
    image = image or Image.new("RGB", (30, 20), "white").convert(mode)
    path = saved(encoded(image))
    assert intake.inspect(path).width == 30
    assert intake.preview(path, 30) == (30, 20, b"\xff" * 30 * 20 * 3)


def test_sixteen_bits_of_grey_keep_their_middle(saved):
    image = Image.new("I;16", (4, 4), 0x8000)
    assert intake.preview(saved(encoded(image)), 4)[2][:3] == b"\x80\x80\x80"


def test_print_colours_become_screen_colours(saved):
    image = Image.new("RGB", (16, 16), "red").convert("CMYK")
    assert near(intake.preview(saved(encoded(image, "JPEG")), 16)[2][:3], (255, 0, 0))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", STORING)
def test_every_orientation_is_upright(saved, kind, orientation):
    path = saved(stored_turned(quarters(64, 32), orientation, kind))
    picture = intake.inspect(path)
    assert (picture.width, picture.height) == (64, 32)
    width, height, pixels = intake.preview(path, 64)
    assert (width, height) == (64, 32)
    shown = Image.frombytes("RGB", (width, height), pixels)
    for corner, at in {"nw": (8, 4), "ne": (56, 4), "sw": (8, 28), "se": (56, 28)}.items():
        assert near(shown.getpixel(at), CORNERS[corner]), corner


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Unreadable(name="picture", detail="empty")),
        (b"just words", NotAPicture(name="picture", kind="text")),
        (b"%PDF-1.7", NotAPicture(name="picture", kind="PDF")),
        (b"\0\0\0\x18ftypheic", Unreadable(name="picture", detail="truncated")),
        (bytes(100), NotAPicture(name="picture")),
        (b"\x89PNG\r\n\x1a\n", Unreadable(name="picture", detail="truncated")),
        (png_claiming(50, 50), Unreadable(name="picture", detail="damaged")),
        (png_claiming(0, 50), Unreadable(name="picture", detail="damaged")),
    ],
)
def test_what_is_no_picture_is_refused_by_name(saved, content, problem):
    with pytest.raises(type(problem)) as caught:
        intake.inspect(saved(content))
    assert caught.value == problem


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, -200, -13, -2, -1])
def test_a_truncated_file_is_refused(saved, kind, kept):
    content = encoded(Image.effect_noise((120, 90), 60).convert("RGB"), kind)
    cut = content[: int(len(content) * kept) if kept > 0 else kept]
    with pytest.raises(Unreadable) as caught:
        intake.inspect(saved(cut))
    assert caught.value.facts["detail"] == "truncated"


def test_damage_in_the_middle_is_called_damage(saved):
    content = encoded(Image.effect_noise((120, 90), 60))
    middle = len(content) // 2
    with pytest.raises(Unreadable) as caught:
        intake.inspect(saved(content[:middle] + bytes(64) + content[middle + 64 :]))
    assert caught.value.facts["detail"] == "damaged"


@pytest.mark.parametrize("size", [(10_001, 10_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_too_many_pixels_are_refused_before_decoding(saved, size):
    with pytest.raises(TooManyPixels) as caught:
        intake.inspect(saved(png_claiming(*size)))
    assert caught.value.facts == {
        "name": "picture", "width": size[0], "height": size[1], "limit_pixels": 100_000_000,
    }  # fmt: skip


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "RGB", "L"])
def test_transparency_lowers_the_limit(saved, mode):
    options = {} if mode in {"RGBA", "LA"} else {"transparency": (1, 2, 3) if mode == "RGB" else 1}
    content = bytearray(encoded(Image.new(mode, (8, 8)), "PNG", **options))
    content[16:24] = struct.pack(">II", 10_000, 5_001)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    with pytest.raises(TooManyPixels) as caught:
        intake.inspect(saved(bytes(content)))
    assert caught.value.facts == {
        "name": "picture", "width": 10_000, "height": 5_001, "limit_pixels": 50_000_000,
        "has_alpha": True,
    }  # fmt: skip


def test_exactly_the_pixel_limit_gets_as_far_as_decoding(saved):
    with pytest.raises(Unreadable):
        intake.inspect(saved(png_claiming(10_000, 10_000)))


def padded_png(size_bytes: int) -> bytes:
    content = encoded(quarters(8, 8))
    padding = png_chunk(b"zzZz", bytes(size_bytes - len(content) - 12))
    return content[:33] + padding + content[33:]


def test_the_byte_limit_is_inclusive(saved):
    assert intake.inspect(saved(padded_png(intake.MAX_FILE_BYTES))).width == 8
    with pytest.raises(PictureTooLarge) as caught:
        intake.inspect(saved(padded_png(intake.MAX_FILE_BYTES + 1)))
    assert caught.value.facts["size_bytes"] == 100 * 1024 * 1024 + 1
    assert caught.value.facts["limit_bytes"] == 100 * 1024 * 1024


def test_a_huge_file_of_another_kind_is_named_not_measured(tmp_path):
    path = tmp_path / "film.png"
    with path.open("wb") as file:
        file.write(b"\0\0\0\x18ftypisom")
        file.truncate(3_000_000_000)  # sparse: nothing of it is read
    with pytest.raises(NotAPicture) as caught:
        intake.inspect(path)
    assert caught.value.facts["kind"] == "MP4"


def test_a_vanished_file_is_missing(tmp_path):
    for path in (tmp_path / "gone.png", tmp_path / "gone" / "too.png"):
        with pytest.raises(PictureMissing) as caught:
            intake.inspect(path)
        assert caught.value.facts == {"name": path.name, "kind": "missing"}


def test_a_folder_is_no_picture(tmp_path):
    with pytest.raises(PictureMissing) as caught:
        intake.inspect(tmp_path)
    assert caught.value.facts["kind"] == "folder"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs a file that is no file")
def test_a_device_is_not_waited_for(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(NotAPicture):
        intake.inspect(path)


def test_a_file_that_may_not_be_read_is_unreadable(saved, monkeypatch):
    path = saved(encoded(quarters(8, 8)))

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything
    with pytest.raises(Unreadable) as caught:
        intake.inspect(path)
    assert caught.value.facts["detail"] == "permission"


def test_a_file_that_vanishes_in_between_is_missing(saved, monkeypatch):
    path = saved(encoded(quarters(8, 8)))

    def vanish(*_, **__):
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "open", vanish)
    with pytest.raises(PictureMissing):
        intake.inspect(path)


def test_a_damaged_exif_block_costs_only_the_turning(saved):
    content = encoded(quarters(16, 8), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff\1\2\3")
    assert intake.inspect(saved(content)).width == 16


def test_odd_files_raise_no_warning_not_even_side_by_side(saved):
    odd = saved(encoded(quarters(16, 8), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff"))
    before = list(warnings.filters)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert {p.width for p in pool.map(intake.inspect, [odd] * 40)} == {16}
    assert list(warnings.filters) == before


def test_a_moving_picture_counts_as_its_first_frame(saved):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    for kind in ("PNG", "WebP"):
        content = encoded(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)
        path = saved(content)
        assert intake.inspect(path).kind == kind
        assert near(intake.preview(path, 8)[2][:3], (255, 0, 0))


@pytest.mark.parametrize(("kind", "suffix"), KINDS.items())
def test_keep_copies_the_bytes_unchanged(saved, tmp_path, kind, suffix):
    content = encoded(quarters(30, 20), kind)
    path = saved(content, "Ferien – 海.bin")
    kept = intake.keep(path, tmp_path / "frames")
    assert kept.path == tmp_path / "frames" / f"{kept.digest}.{suffix}"
    assert kept.path.read_bytes() == content
    assert kept.name == "Ferien – 海.bin"
    assert path.read_bytes() == content


def test_the_same_bytes_are_kept_once_and_damage_is_mended(saved, tmp_path):
    content = encoded(quarters(30, 20))
    first = intake.keep(saved(content, "a"), tmp_path / "frames")
    written = first.path.stat().st_mtime_ns
    second = intake.keep(saved(content, "b"), tmp_path / "frames")
    assert (second.path, second.path.stat().st_mtime_ns) == (first.path, written)
    assert list((tmp_path / "frames").iterdir()) == [first.path]
    first.path.write_bytes(content[:-1] + b"?")
    intake.keep(saved(content, "c"), tmp_path / "frames")
    assert first.path.read_bytes() == content


def test_nothing_is_kept_of_a_refused_file(saved, tmp_path):
    with pytest.raises(NotAPicture):
        intake.keep(saved(b"words"), tmp_path / "frames")
    assert not (tmp_path / "frames").exists()


@pytest.mark.parametrize(("number", "problem"), [(28, DiskFull), (13, FolderUnwritable)])
def test_a_disk_that_refuses_is_a_problem(saved, tmp_path, monkeypatch, number, problem):
    def refuse(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(problem) as caught:
        intake.keep(saved(encoded(quarters(8, 8))), tmp_path / "frames")
    assert caught.value.facts["folder"] == str(tmp_path / "frames")
    assert list((tmp_path / "frames").iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_preview_is_small_and_never_enlarged(saved, kind):
    path = saved(encoded(quarters(800, 400), kind))
    assert intake.preview(path, 100)[:2] == (100, 50)
    assert intake.preview(path, 5000)[:2] == (800, 400)
    assert len(intake.preview(path, 100)[2]) == 100 * 50 * 3


def test_preview_of_a_wide_gamut_picture_is_in_srgb(saved):
    path = saved(encoded(Image.new("RGB", (8, 8), (200, 100, 50)), icc_profile=display_p3()))
    assert near(intake.preview(path, 8)[2][:3], (215, 93, 31), 1)


def test_preview_shows_transparency_on_white(saved):
    path = saved(encoded(Image.new("RGBA", (8, 8), (255, 0, 0, 128))))
    assert near(intake.preview(path, 8)[2][:3], (255, 127, 127), 2)
