"""What a size does to a picture: which part of it is sent, and how much is lost. Pure."""

from __future__ import annotations

import enum
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from desktop.core.catalogue import Dimensions

if TYPE_CHECKING:
    from desktop.core.catalogue import VideoModel

NEAR_ENOUGH = 0.03  # a ratio further off than this costs more of the picture than one would guess
MAX_ZOOM = 8.0
MIN_FREE_ZOOM = 0.1
BLACK, GREY, WHITE = "#000000", "#808080", "#ffffff"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class Fit(enum.Enum):
    """FILL: no bars, the frame lies within the picture. FIT: the whole picture, bars beside it.

    FREE: the frame lies anywhere, with bars wherever it reaches out of the picture.
    """

    FILL = "fill"
    FIT = "fit"
    FREE = "free"


class Bars(enum.Enum):
    """What stands where the picture does not reach."""

    BLURRED = "blurred"
    MIRRORED = "mirrored"
    COLOURED = "coloured"


@dataclass(frozen=True)
class Framing:
    """How a picture is laid into the shape of a clip; the default is the largest centred part.

    `x` and `y` are the frame's centre as shares of the picture's width and height; `zoom` 1 is
    the largest frame of FILL, 2 half of it along each side. FIT goes by neither. `colour` fills
    coloured bars, `matte` what is transparent: both `#rrggbb`.
    """

    fit: Fit = Fit.FILL
    x: float = 0.5
    y: float = 0.5
    zoom: float = 1.0
    bars: Bars = Bars.BLURRED
    colour: str = BLACK
    matte: str = WHITE

    def to_record(self) -> dict[str, Any]:
        """The framing as a JSON object."""
        return {
            "fit": self.fit.value,
            "x": self.x,
            "y": self.y,
            "zoom": self.zoom,
            "bars": self.bars.value,
            "colour": self.colour,
            "matte": self.matte,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any] | None) -> Self:
        """The framing `to_record` wrote; the default for None. Raises KeyError, ValueError."""
        if record is None:
            return cls()
        framing = cls(
            fit=Fit(record["fit"]),
            x=float(record["x"]),
            y=float(record["y"]),
            zoom=float(record["zoom"]),
            bars=Bars(record["bars"]),
            colour=str(record["colour"]),
            matte=str(record["matte"]),
        )
        framing._check()
        return framing

    def _check(self) -> None:
        numbers, colours = (self.x, self.y, self.zoom), (self.colour, self.matte)
        if not all(map(math.isfinite, numbers)) or not all(map(_COLOUR.fullmatch, colours)):
            raise ValueError(self)


WHOLE = Framing()


@dataclass(frozen=True)
class Crop:
    """A frame in pixels of the upright picture. It may reach out of it: there are bars."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    def within(self, width: int, height: int) -> Crop:
        """The part of it that lies on a picture of this size; empty where none does."""
        left, top = min(max(0, self.left), width), min(max(0, self.top), height)
        right, bottom = max(left, min(width, self.right)), max(top, min(height, self.bottom))
        return Crop(left, top, right - left, bottom - top)

    def loss(self, width: int, height: int) -> float:
        """The share of a picture of this size that lies outside, 0 to 1."""
        seen = self.within(width, height)
        return 1.0 - (seen.width * seen.height) / (width * height)

    def bars(self, width: int, height: int) -> float:
        """The share of the frame that a picture of this size does not reach, 0 to 1."""
        seen = self.within(width, height)
        return 1.0 - (seen.width * seen.height) / (self.width * self.height)


def crop_for(width: int, height: int, dimensions: Dimensions, framing: Framing = WHOLE) -> Crop:
    """The part of the picture a clip of `dimensions` starts from; all of it for Auto.

    Whole pixels: the ratio is met to half a pixel.
    """
    if dimensions.is_auto:
        return Crop(0, 0, width, height)
    if framing.fit is Fit.FIT:
        return _around(width, height, dimensions)
    widest = _largest(width, height, dimensions)
    least = 1.0 if framing.fit is Fit.FILL else MIN_FREE_ZOOM
    zoom = min(max(framing.zoom, least), MAX_ZOOM)
    kept_width, kept_height = _ratio_kept(widest.width / zoom, widest.height / zoom, dimensions)
    if zoom == 1.0:
        kept_width, kept_height = widest.width, widest.height
    left = _start(framing.x, width, kept_width, framing.fit)
    top = _start(framing.y, height, kept_height, framing.fit)
    return Crop(left, top, kept_width, kept_height)


def _start(centre: float, length: int, kept: int, fit: Fit) -> int:
    """Where a frame of `kept` pixels begins whose centre is this share of the picture's side."""
    start = math.floor(min(max(centre, 0.0), 1.0) * length - kept / 2)
    if fit is Fit.FILL:
        return min(max(0, start), length - kept)
    return min(max(1 - kept, start), length - 1)  # a pixel of the picture is always seen


def _largest(width: int, height: int, dimensions: Dimensions) -> Crop:
    """The largest centred frame that lies within the picture."""
    wide, high = dimensions.width, dimensions.height
    if width * high > height * wide:
        kept = max(1, min(width, round(height * wide / high)))
        return Crop((width - kept) // 2, 0, kept, height)
    kept = max(1, min(height, round(width * high / wide)))
    return Crop(0, (height - kept) // 2, width, kept)


def _around(width: int, height: int, dimensions: Dimensions) -> Crop:
    """The smallest centred frame that the whole picture lies within."""
    wide, high = dimensions.width, dimensions.height
    if width * high > height * wide:
        needed = max(height, round(width * high / wide))
        return Crop(0, -((needed - height) // 2), width, needed)
    needed = max(width, round(height * wide / high))
    return Crop(-((needed - width) // 2), 0, needed, height)


def _ratio_kept(width: float, height: float, dimensions: Dimensions) -> tuple[int, int]:
    """Whole pixels nearest to these that keep the ratio to half a pixel."""
    if dimensions.width >= dimensions.height:
        wide = max(1, round(width))
        return wide, max(1, round(wide * dimensions.height / dimensions.width))
    high = max(1, round(height))
    return max(1, round(high * dimensions.width / dimensions.height)), high


def loss(width: int, height: int, dimensions: Dimensions, framing: Framing = WHOLE) -> float:
    """The share of the picture that `crop_for` cuts off, 0 to 1."""
    return crop_for(width, height, dimensions, framing).loss(width, height)


def propose(width: int, height: int, model: VideoModel) -> Dimensions:
    """The size of `model` nearest in ratio, the first of equals in the catalogue's order.

    Auto where the model has it and no ratio is within 3 %.
    """
    pairs = [dimensions for dimensions in model.dimensions if not dimensions.is_auto]
    nearest = min(pairs, key=lambda pair: _distance(width, height, pair), default=None)
    auto = Dimensions(0, 0)
    if nearest is None or (
        auto in model.dimensions and _distance(width, height, nearest) > NEAR_ENOUGH
    ):
        return auto
    return nearest


def _distance(width: int, height: int, dimensions: Dimensions) -> float:
    ours, theirs = width * dimensions.height, height * dimensions.width
    return 1.0 - min(ours, theirs) / max(ours, theirs)
