"""What a size does to a picture, in whole pixels."""

import dataclasses

import pytest

from desktop.core.catalogue import Dimensions, default_model
from desktop.media.framing import Bars, Crop, Fit, Framing, crop_for, loss, propose

AUTO = Dimensions(0, 0)
WIDE, SMALL_WIDE = Dimensions(1280, 720), Dimensions(736, 400)
TALL, SMALL_TALL = Dimensions(720, 1280), Dimensions(400, 736)
SQUARE, SMALL_SQUARE = Dimensions(960, 960), Dimensions(544, 544)


@pytest.mark.parametrize(
    ("size", "dimensions", "crop"),
    [
        ((1920, 1080), WIDE, Crop(0, 0, 1920, 1080)),
        ((4000, 3000), WIDE, Crop(0, 375, 4000, 2250)),
        ((3000, 4000), WIDE, Crop(0, 1156, 3000, 1688)),
        ((4000, 3000), TALL, Crop(1156, 0, 1688, 3000)),
        ((4000, 3000), SQUARE, Crop(500, 0, 3000, 3000)),
        ((3000, 4001), SMALL_SQUARE, Crop(0, 500, 3000, 3000)),
        ((640, 427), AUTO, Crop(0, 0, 640, 427)),
        ((1, 1), WIDE, Crop(0, 0, 1, 1)),
        ((10_000, 1), TALL, Crop(4999, 0, 1, 1)),
        ((1, 10_000), WIDE, Crop(0, 4999, 1, 1)),
    ],
)
def test_the_crop_is_centred_and_has_the_ratio(size, dimensions, crop):
    assert crop_for(size[0], size[1], dimensions) == crop


@pytest.mark.parametrize("dimensions", default_model().dimensions, ids=str)
@pytest.mark.parametrize("size", [(1, 1), (3, 2), (451, 300), (640, 427), (1366, 768), (99, 9999)])
def test_the_crop_lies_within_the_picture_and_touches_two_sides(size, dimensions):
    crop = crop_for(size[0], size[1], dimensions)
    assert crop.left >= 0
    assert crop.top >= 0
    assert crop.right <= size[0]
    assert crop.bottom <= size[1]
    assert crop.width == size[0] or crop.height == size[1]
    assert abs(crop.left - (size[0] - crop.right)) <= 1
    assert abs(crop.top - (size[1] - crop.bottom)) <= 1


@pytest.mark.parametrize(
    ("size", "dimensions", "share"),
    [
        ((1920, 1080), WIDE, 0.0),
        ((4000, 3000), WIDE, 0.25),
        ((4000, 3000), SQUARE, 0.25),
        ((4000, 3000), AUTO, 0.0),
        ((2000, 1000), SQUARE, 0.5),
    ],
)
def test_the_loss_is_the_share_outside(size, dimensions, share):
    assert loss(size[0], size[1], dimensions) == pytest.approx(share)


@pytest.mark.parametrize(
    ("size", "proposed"),
    [
        ((1920, 1080), WIDE),
        ((1366, 768), WIDE),
        ((1840, 1000), SMALL_WIDE),
        ((1080, 1920), TALL),
        ((1000, 1840), SMALL_TALL),
        ((500, 500), SQUARE),  # both squares fit equally: the first in the catalogue
        ((1029, 1000), SQUARE),
        ((1032, 1000), AUTO),
        ((1000, 1032), AUTO),
        ((4000, 3000), AUTO),
        ((3000, 1000), AUTO),
        ((1, 9999), AUTO),
    ],
)
def test_the_nearest_ratio_is_proposed_or_auto(size, proposed):
    assert propose(size[0], size[1], default_model()) == proposed


def test_a_model_without_auto_proposes_the_nearest_however_far():
    model = default_model()
    fixed = dataclasses.replace(
        model, sizes=tuple(option for option in model.sizes if not option.dimensions.is_auto)
    )
    assert propose(3000, 1000, fixed) == SMALL_WIDE
    assert propose(4000, 3000, fixed) == WIDE


@pytest.mark.parametrize("dimensions", [WIDE, TALL, SQUARE], ids=str)
@pytest.mark.parametrize("size", [(640, 427), (427, 640), (3000, 2), (1, 1)])
def test_fit_holds_the_whole_picture_in_the_smallest_frame(size, dimensions):
    crop = crop_for(size[0], size[1], dimensions, Framing(fit=Fit.FIT))
    assert crop.within(*size) == Crop(0, 0, *size)
    assert crop.width == size[0] or crop.height == size[1]
    assert crop.loss(*size) == 0


def test_the_share_of_bars_is_that_of_the_frame():
    assert crop_for(400, 400, WIDE, Framing(fit=Fit.FIT)).bars(400, 400) == pytest.approx(
        7 / 16, abs=0.001
    )
    assert crop_for(400, 400, WIDE).bars(400, 400) == 0


@pytest.mark.parametrize("at", [-9.0, 0.0, 1.0, 9.0])
@pytest.mark.parametrize("size", [(1, 1), (640, 427), (3000, 2)])
@pytest.mark.parametrize("zoom", [0.0, 1.0, 99.0])
def test_of_a_free_frame_something_always_lies_on_the_picture(at, size, zoom):
    framing = Framing(fit=Fit.FREE, x=at, y=at, zoom=zoom)
    seen = crop_for(size[0], size[1], WIDE, framing).within(*size)
    assert seen.width >= 1
    assert seen.height >= 1


def test_a_record_brings_the_framing_back_and_a_broken_one_does_not():
    framing = Framing(Fit.FREE, 0.25, 0.75, 1.5, Bars.COLOURED, "#12ab34", "#000000")
    record = framing.to_record()
    assert Framing.from_record(record) == framing
    for name, value in {"x": "nan", "zoom": "inf", "colour": "red", "fit": "none"}.items():
        with pytest.raises(ValueError, match=r"."):
            Framing.from_record(record | {name: value})
