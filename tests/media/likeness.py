"""How alike two pictures are."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageStat


def likeness_db(one: Image.Image, other: Image.Image) -> float:
    """The peak signal-to-noise ratio of two RGB pictures of one size, in dB."""
    squares = ImageStat.Stat(ImageChops.difference(one, other)).rms
    mean = sum(value * value for value in squares) / len(squares)
    return math.inf if not mean else 10 * math.log10(255 * 255 / mean)
