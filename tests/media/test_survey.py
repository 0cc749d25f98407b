"""Looks at pictures before they are paid for: sharp or blurred, lettering under the cut or not."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from desktop.core.catalogue import Dimensions
from desktop.core.errors import PictureMissing
from desktop.core.preflight import SHARP_ENOUGH
from desktop.media import lettering
from desktop.media.framing import Crop, Fit, Framing
from desktop.media.sharpness import sharpness
from desktop.media.survey import survey

NAMES = ("chelsea.png", "coffee.png", "rocket.jpg")
WIDE = Dimensions(736, 400)


@pytest.fixture(params=NAMES)
def grey(request, samples):
    with Image.open(samples / request.param) as image:
        return image.convert("L")


def sharp(image) -> float:
    found = sharpness(image)
    assert found is not None
    return found


def blurred(image, radius):
    return image.filter(ImageFilter.GaussianBlur(radius))


def test_the_samples_are_sharp_until_they_are_blurred(grey):
    assert sharp(grey) > 2 * SHARP_ENOUGH
    assert sharp(blurred(grey, 1)) > SHARP_ENOUGH
    for radius in (2, 3, 6):
        assert sharp(blurred(grey, radius)) < SHARP_ENOUGH


def test_a_background_out_of_focus_is_no_fault(grey):
    width, height = grey.size
    box = (width // 3, height // 3, width * 2 // 3, height * 2 // 3)
    portrait = blurred(grey, 5)
    portrait.paste(grey.crop(box), box[:2])
    assert sharp(portrait) > SHARP_ENOUGH


@pytest.mark.parametrize(
    "image",
    [
        Image.new("L", (400, 300), 90),
        Image.linear_gradient("L").resize((400, 300)),
        Image.new("L", (20, 20), 90),
    ],
)
def test_without_edges_nothing_is_said(image):
    assert sharpness(image) is None


def test_it_is_measured_at_the_scale_of_the_clip(samples, tmp_path):
    """A large soft photograph is sharp enough for a small clip."""
    with Image.open(samples / "coffee.png") as image:
        large = blurred(image.convert("RGB").resize((2400, 1600)), 2)
    path = tmp_path / "large.png"
    large.save(path)
    whole = survey(path, large.size, WIDE).sharpness
    part = survey(path, large.size, WIDE, Framing(zoom=3.0)).sharpness
    assert whole is not None
    assert part is not None
    assert whole > SHARP_ENOUGH > part


def test_a_picture_that_is_gone(tmp_path):
    with pytest.raises(PictureMissing):
        survey(tmp_path / "gone.png", (10, 10), WIDE)


# ── lettering ────────────────────────────────────────────────────────────────────────────────


def sign(background, text="SUMMER SALE", size=28, at=(60, 120), paper=None):
    """A picture with a line of lettering, and the box it lies in."""
    image = background.copy()
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size)
    left, top, right, bottom = draw.textbbox(at, text, font=font)
    if paper is not None:
        draw.rectangle((left - 12, top - 8, right + 12, bottom + 8), fill=paper)
    draw.text(at, text, font=font, fill=10 if paper is not None and paper > 128 else 245)
    return image, (int(left), int(top), int(right), int(bottom))


PLAIN = Image.new("L", (640, 360), 60)


@pytest.mark.parametrize("size", [20, 28, 44])
@pytest.mark.parametrize("paper", [None, 235])
def test_lettering_under_the_cut(size, paper):
    image, (left, top, right, bottom) = sign(PLAIN, size=size, paper=paper)
    x, y = (left + right) // 2, (top + bottom) // 2
    for frame in (Crop(0, 0, x, 360), Crop(x, 0, 640 - x, 360), Crop(0, y, 640, 360 - y)):
        assert lettering.is_cut(image, frame)


def test_lettering_that_is_not_cut():
    image, (left, top, right, bottom) = sign(PLAIN)
    assert not lettering.is_cut(image, Crop(0, 0, 640, 360))
    assert not lettering.is_cut(image, Crop(0, top - 40, 640, 300))
    assert not lettering.is_cut(image, Crop(0, bottom + 20, 640, 360 - bottom - 20))
    assert not lettering.is_cut(image, Crop(left - 30, 0, right - left + 60, 360))


def test_natural_pictures_are_left_in_peace(grey):
    """Framings at random, at three scales: not one false alarm."""
    chance = random.Random(4)
    for width in (451, 800, 1280):
        image = grey.resize((width, round(grey.height * width / grey.width)))
        for _ in range(12):
            wide, high = (int(side * chance.uniform(0.3, 0.95)) for side in image.size)
            left = chance.randint(0, image.width - wide)
            top = chance.randint(0, image.height - high)
            assert not lettering.is_cut(image, Crop(left, top, wide, high))


@pytest.mark.parametrize("name", ["noise", "soft noise", "squares", "stripes", "leaves"])
def test_patterns_are_no_lettering(name):
    noise = Image.effect_noise((640, 360), 90)
    squares = Image.new("L", (640, 360), 30)
    stripes = squares.copy()
    leaves = squares.copy()
    chance = random.Random(1)
    for x in range(0, 640, 8):
        ImageDraw.Draw(stripes).rectangle((x, 0, x + 3, 360), fill=240)
        for y in range(0, 360, 8):
            ImageDraw.Draw(squares).rectangle((x, y, x + 3, y + 3), fill=240)
            at = x + chance.randint(-4, 4), y + chance.randint(-4, 4)
            ImageDraw.Draw(leaves).ellipse(
                (*at, at[0] + 6, at[1] + 4), fill=chance.randint(90, 220)
            )
    pictures = {
        "noise": noise,
        "soft noise": noise.filter(ImageFilter.GaussianBlur(1.5)),
        "squares": squares,
        "stripes": stripes,
        "leaves": leaves,
    }
    for frame in (Crop(100, 0, 400, 360), Crop(0, 90, 640, 200), Crop(150, 50, 300, 250)):
        assert not lettering.is_cut(pictures[name], frame)


def test_a_look_at_a_file(tmp_path):
    image, (left, _top, right, _bottom) = sign(Image.new("L", (1000, 400), 60), at=(40, 150))
    path = tmp_path / "sign.png"
    image.convert("RGB").save(path)
    middle = (left + right) / 2
    cut = Framing(x=(middle + 368) / 1000)  # 736 wide: its left edge in the middle of the words
    assert survey(path, image.size, WIDE, cut).is_text_cut
    assert not survey(path, image.size, WIDE, Framing(x=0.0)).is_text_cut
    assert not survey(path, image.size, WIDE, Framing(fit=Fit.FIT)).is_text_cut
    assert not survey(path, image.size, Dimensions(0, 0)).is_text_cut
