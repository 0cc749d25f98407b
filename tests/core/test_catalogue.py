"""The catalogue says of Grok Imagine 1.5 what its page says, and a broken file is refused."""

import datetime
import re
import tomllib
from decimal import Decimal

import pytest

from desktop.core.catalogue import Dimensions, default_model, models, read_model
from desktop.core.paths import resource


def test_the_default_model_is_the_documented_one():
    model = default_model()
    assert model.id == "grok-imagine-1.5"
    assert model.durations_s == tuple(range(3, 16))
    assert model.default_duration_s == 6
    assert {str(dimensions) for dimensions in model.dimensions} == {
        "auto", "544x544", "960x960", "1280x720", "736x400", "720x1280", "400x736",
    }  # fmt: skip
    assert str(model.default_dimensions) == "1280x720"
    assert model.prompt_max_chars == 5000
    assert set(model.start_frame_types) == {
        "INIT", "GENERATION", "UPLOADED", "GENERATED", "VARIATION",
    }  # fmt: skip
    assert model.quantity == 1
    assert model.default_audio
    assert not model.default_public
    assert models()[model.id] is model


def test_sizes_are_found_by_aspect_and_by_dimensions():
    model = default_model()
    assert set(model.aspects) == {"16:9", "9:16", "1:1", "auto"}
    assert [str(o.dimensions) for o in model.sizes_of("9:16")] == ["720x1280", "400x736"]
    assert model.sizes_of("4:3") == ()
    found = model.size(Dimensions(960, 960))
    assert found is not None
    assert found.aspect == "1:1"
    assert model.size(Dimensions(961, 960)) is None


@pytest.mark.parametrize(
    ("dimensions", "seconds", "usd"),
    [
        (Dimensions(1280, 720), 6, Decimal("1.44")),
        (Dimensions(544, 544), 15, Decimal("2.02")),
        (Dimensions(0, 0), 6, None),
        (Dimensions(1, 1), 6, None),
    ],
)
def test_the_estimate_is_to_the_cent_or_not_given(dimensions, seconds, usd):
    assert default_model().estimate_usd(dimensions, seconds) == usd


def test_prices_have_a_date():
    assert isinstance(default_model().prices_as_of, datetime.date)


@pytest.mark.parametrize("text", ["1280x720", " 1280X720 ", "0x0", "auto", "AUTO"])
def test_dimensions_are_read_as_written(text):
    assert str(Dimensions.parse(text)) in {"1280x720", "auto"}


@pytest.mark.parametrize(
    "text", ["", "x", "1280", "1280x", "x720", "-1x2", "1280x720x2", "١x٢", "1 280x720", "²x2"]
)
def test_anything_else_is_no_size(text):
    with pytest.raises(ValueError, match=re.escape(text) or "^$"):
        Dimensions.parse(text)


def test_a_ratio_is_width_over_height():
    assert Dimensions(1280, 720).ratio == pytest.approx(16 / 9)
    assert Dimensions(0, 0).ratio is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("default_size = [1280, 720]", "default_size = [1280, 721]"),
        ("default_s = 6", "default_s = 16"),
        ('tier = "720p"', 'tier = "4k"'),
        ('id = "grok', 'name = "grok'),
        ("[duration]", "[duration"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(tmp_path, old, new):
    text = resource("models", "grok-imagine-1.5.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "broken.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises((ValueError, KeyError, TypeError, tomllib.TOMLDecodeError)):
        read_model(path)
