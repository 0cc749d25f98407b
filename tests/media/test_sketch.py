"""What is drawn while the frame moves is nearly what is sent, and what is proved is that."""

import random

import pytest
from PIL import Image

from desktop.core.catalogue import default_model
from desktop.media import intake
from desktop.media.framing import Bars, Fit, Framing
from desktop.media.prepare import prepare, proof
from desktop.media.sketch import SmallCopy, sketch
from tests.media.likeness import likeness_db

PIXEL_SIZES = [pair for pair in default_model().dimensions if not pair.is_auto]


def any_framing(chance: random.Random, number: int) -> Framing:
    """A framing by chance, each fit and each kind of bars in its turn."""
    return Framing(
        fit=list(Fit)[number % 3],
        x=chance.random(),
        y=chance.random(),
        zoom=chance.choice([1.0, chance.uniform(0.3, 4.0)]),
        bars=list(Bars)[number // 3 % 3],
        colour=f"#{chance.randrange(1 << 24):06x}",
    )


def seen(pixels: tuple[int, int, bytes]) -> Image.Image:
    width, height, rgb = pixels
    return Image.frombytes("RGB", (width, height), rgb)


@pytest.mark.parametrize("number", range(18))
def test_the_proof_is_what_is_sent_and_the_sketch_is_close(samples, tmp_path, number):
    chance = random.Random(number)
    source = samples / ("rocket.jpg", "coffee.png", "chelsea.png")[number % 3]
    dimensions, framing = chance.choice(PIXEL_SIZES), any_framing(chance, number)
    sent_file = prepare(source, dimensions, tmp_path / "sent.jpg", framing)
    size = (dimensions.width // 4, dimensions.height // 4)
    shown = seen(proof(source, dimensions, framing, size))
    with Image.open(sent_file) as sent:
        assert sent.size[0] >= shown.size[0]
        received = sent.resize(shown.size, Image.Resampling.LANCZOS)
    assert likeness_db(shown, received) > 40
    picture = intake.inspect(source)
    width, height, rgb = intake.preview(source, 1200)
    copy = SmallCopy((picture.width, picture.height), width, height, width * 3, rgb)
    drawn = seen(sketch(copy, dimensions, framing, size))
    assert drawn.size == shown.size
    assert likeness_db(drawn, shown) > 30
