"""The icon of each system: read back with all its sizes, the same on every build."""

from __future__ import annotations

import icons
import pytest
from PIL import Image, ImageChops


def sizes_of(ico) -> set[int]:
    with Image.open(ico) as image:
        return {width for width, _ in image.info["sizes"]}


def test_the_icon_of_windows_has_every_size(tmp_path):
    icons.write_ico(tmp_path / "a.ico")
    assert sizes_of(tmp_path / "a.ico") == set(icons.ICO_SIZES_PX)


def test_the_icon_of_macos_has_every_size(tmp_path):
    icons.write_icns(tmp_path / "a.icns")
    with Image.open(tmp_path / "a.icns") as image:
        assert {width * scale for width, _, scale in image.info["sizes"]} >= {32, 256, 512, 1024}


@pytest.mark.parametrize("kind", ["ico", "icns"])
def test_an_icon_is_the_same_every_time(tmp_path, kind):
    for name in ("first", "second"):
        getattr(icons, f"write_{kind}")(tmp_path / f"{name}.{kind}")
    assert (tmp_path / f"first.{kind}").read_bytes() == (tmp_path / f"second.{kind}").read_bytes()


@pytest.mark.parametrize("size_px", [16, 512])
def test_the_icon_is_drawn_and_leaves_its_corners_free(size_px):
    image = icons.draw(size_px)
    assert image.size == (size_px, size_px)
    assert image.getchannel("A").getpixel((0, 0)) == 0
    assert len(set(image.convert("L").tobytes())) > 8


def test_the_icon_of_windows_is_the_one_that_was_drawn_last():
    for size_px in icons.WINDOW_SIZES_PX:
        with Image.open(icons.WINDOW_ICONS / f"{size_px}.png") as kept:
            difference = ImageChops.difference(kept.convert("RGBA"), icons.draw(size_px))
        assert max(difference.tobytes()) < 16  # roundings of another Qt
