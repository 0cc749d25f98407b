"""What moving, zooming and placing the frame do to a framing."""

import itertools

import pytest

from desktop.core.catalogue import Dimensions
from desktop.media.framing import MAX_ZOOM, MIN_FREE_ZOOM, WHOLE, Fit, Framing, crop_for
from desktop.media.reframing import Reframing

WIDE, TALL = Dimensions(1280, 720), Dimensions(720, 1280)
PICTURE = (1600, 1200)


@pytest.fixture
def wide():
    return Reframing(*PICTURE, WIDE)


def crop_of(framing, dimensions=WIDE):
    return crop_for(*PICTURE, dimensions, framing)


def test_a_move_goes_by_shares_of_the_frame_and_stops_at_the_edges(wide):
    moved = wide.moved(WHOLE, 0.5, 0.1)
    assert (crop_of(moved).left, crop_of(moved).top) == (0, 240)
    assert crop_of(wide.moved(WHOLE, 0, 9)).bottom == 1200
    back = wide.moved(wide.moved(WHOLE, 0, 9), 0, -0.1)
    assert crop_of(back).bottom == 1110  # no way was lost beyond the edge


def test_a_free_frame_keeps_its_centre_on_the_picture(wide):
    moved = wide.moved(Framing(fit=Fit.FREE), -9, 9)
    assert (moved.x, moved.y) == (0.0, 1.0)


@pytest.mark.parametrize("fit", [Fit.FILL, Fit.FREE])
def test_the_point_zoomed_at_keeps_its_place_in_the_frame(wide, fit):
    for across, down in itertools.product((-0.5, 0.0, 0.3), repeat=2):
        before = Framing(fit=fit, zoom=2.0)
        after = wide.zoomed(before, 1.5, across, down)
        one, other = crop_of(before), crop_of(after)
        assert other.width == pytest.approx(one.width / 1.5, abs=1)
        at = one.left + one.width * (0.5 + across), one.top + one.height * (0.5 + down)
        still = other.left + other.width * (0.5 + across), other.top + other.height * (0.5 + down)
        assert still == pytest.approx(at, abs=1.5)


def test_zoom_ends_where_the_picture_would_not_fill_or_is_too_near(wide):
    assert wide.zoomed(WHOLE, 0.5).zoom == 1.0
    assert wide.zoomed(WHOLE, 1e9).zoom == MAX_ZOOM
    assert wide.zoomed(Framing(fit=Fit.FREE), 1e-9).zoom == MIN_FREE_ZOOM
    assert wide.zoomed(Framing(fit=Fit.FIT), 2.0) == Framing(fit=Fit.FIT)


def test_places_are_at_the_ends_of_the_way_and_leave_the_other_alone(wide):
    near = Framing(zoom=2.0, x=0.4)
    assert crop_of(wide.placed(near, None, 0.0)).top == 0
    assert crop_of(wide.placed(near, None, 1.0)).bottom == 1200
    assert wide.placed(near, None, 1.0).x == pytest.approx(0.4)
    assert crop_of(wide.placed(near, 0.0, None)).left == 0
    assert wide.placed(near, 0.5, 0.5) == Framing(zoom=2.0)


def test_back_in_fill_the_frame_lies_within_the_picture(wide):
    free = Framing(fit=Fit.FREE, zoom=0.3, x=0.0, y=0.0)
    filled = wide.fitted(free, Fit.FILL)
    assert (filled.zoom, filled.x) == (1.0, 0.5)
    crop = crop_of(filled)
    assert crop.within(*PICTURE) == crop
    assert wide.fitted(wide.fitted(WHOLE, Fit.FIT), Fit.FILL) == WHOLE
