"""Bars, and where the picture lies between them."""

import itertools

import pytest
from PIL import Image, ImageChops, ImageStat

from desktop.core.catalogue import Dimensions, default_model
from desktop.media.framing import Bars, Crop, Fit, Framing, crop_for
from desktop.media.laying import lay, lay_at, sent_size
from tests.media.making import quarters

WIDE, TALL, SQUARE = Dimensions(1280, 720), Dimensions(720, 1280), Dimensions(544, 544)


def parts_of(image: Image.Image):
    """The parts of a picture in memory, each asked for inside of it."""

    def part(crop: Crop, size: tuple[int, int]) -> Image.Image:
        assert crop.within(*image.size) == crop
        assert crop.width
        assert crop.height
        box = (crop.left, crop.top, crop.right, crop.bottom)
        return image.crop(box).resize(size, Image.Resampling.LANCZOS)

    return part


def laid(image: Image.Image, dimensions: Dimensions, framing: Framing) -> Image.Image:
    return lay(parts_of(image), image.size, dimensions, framing)


def near(one, other, within=3):
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def test_coloured_bars_have_the_colour_and_leave_the_picture_whole():
    image = quarters(400, 400)
    sent = laid(image, WIDE, Framing(fit=Fit.FIT, bars=Bars.COLOURED, colour="#123456"))
    assert sent.size == (711, 400)
    left = (711 - 400) // 2
    assert sent.crop((left, 0, left + 400, 400)).tobytes() == image.tobytes()
    for bar in ((0, 0, left, 400), (left + 400, 0, 711, 400)):
        assert sent.crop(bar).getcolors() == [((bar[2] - bar[0]) * 400, (0x12, 0x34, 0x56))]


def test_mirrored_bars_continue_the_picture_across_its_edge():
    image = Image.radial_gradient("L").resize((90, 160)).convert("RGB")
    sent = laid(image, WIDE, Framing(fit=Fit.FIT, bars=Bars.MIRRORED))
    assert sent.size == (284, 160)
    crop = crop_for(90, 160, WIDE, Framing(fit=Fit.FIT))
    for x in range(sent.width):
        at = x + crop.left  # in the picture; beyond its edges it runs back and forth
        at %= 180
        seen = at if at < 90 else 179 - at
        assert sent.getpixel((x, 40)) == image.getpixel((seen, 40)), x


def test_mirrors_stand_at_the_edges_that_are_crossed():
    """A free frame over one corner: what is mirrored there may lie outside the frame."""
    image = quarters(200, 200)
    framing = Framing(fit=Fit.FREE, x=0.0, y=0.0, zoom=0.6, bars=Bars.MIRRORED)
    sent = laid(image, SQUARE, framing)
    crop = crop_for(200, 200, SQUARE, framing)
    assert crop == Crop(-167, -167, 333, 333)
    for x, y in itertools.product(range(0, 333, 7), repeat=2):
        at = [value + crop.left for value in (x, y)]
        seen = [value if 0 <= value < 200 else -1 - value for value in at]
        assert sent.getpixel((x, y)) == image.getpixel(seen)


def test_blurred_bars_are_the_picture_out_of_focus_and_darker():
    image = Image.new("RGB", (900, 1600), (200, 100, 40))
    image.paste((200, 100, 44), (0, 0, 900, 800))
    sent = laid(image, WIDE, Framing(fit=Fit.FIT, bars=Bars.BLURRED))
    bar = sent.getpixel((20, sent.height // 2))
    assert near(bar, (144, 72, 30), 4)
    noisy = Image.effect_noise((900, 1600), 90).convert("RGB")
    sent = laid(noisy, WIDE, Framing(fit=Fit.FIT, bars=Bars.BLURRED))
    assert ImageStat.Stat(sent.crop((0, 0, 400, 1000)).convert("L")).stddev[0] < 4


@pytest.mark.parametrize("bars", Bars)
@pytest.mark.parametrize("dimensions", default_model().dimensions, ids=str)
@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (2, 3000), (640, 427)])
def test_any_picture_can_be_laid_into_any_shape(size, dimensions, bars):
    image = Image.new("RGB", size, (90, 120, 60))
    for fit, x, zoom in itertools.product(Fit, (0.0, 0.7), (0.1, 1.0, 8.0)):
        framing = Framing(fit=fit, x=x, y=x, zoom=zoom, bars=bars, colour="#5a783c")
        crop = crop_for(size[0], size[1], dimensions, framing)
        sent_at = sent_size(crop, dimensions)
        small = max(1, sent_at[0] // 8), max(1, sent_at[1] // 8)
        sent = lay_at(parts_of(image), size, framing, crop, small)
        assert sent.size == small
        middle = sent.getpixel((small[0] // 2, small[1] // 2))
        assert near(middle, (90, 120, 60), 40)


def test_the_blur_is_alike_at_every_size():
    image = quarters(600, 800)
    framing = Framing(fit=Fit.FIT)
    crop = crop_for(600, 800, WIDE, framing)
    large = lay_at(parts_of(image), image.size, framing, crop, (1422, 800))
    small = lay_at(parts_of(image), image.size, framing, crop, (356, 200))
    difference = ImageChops.difference(large.resize(small.size, Image.Resampling.LANCZOS), small)
    assert max(ImageStat.Stat(difference).mean) < 1
