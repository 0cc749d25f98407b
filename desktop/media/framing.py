"""What a size does to a picture: which part of it is sent, and how much is lost. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.catalogue import Dimensions

if TYPE_CHECKING:
    from desktop.core.catalogue import VideoModel

NEAR_ENOUGH = 0.03  # a ratio further off than this costs more of the picture than one would guess


@dataclass(frozen=True)
class Crop:
    """A part of a picture, in pixels of the upright picture."""

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

    def loss(self, width: int, height: int) -> float:
        """The share of a picture of this size that lies outside, 0 to 1."""
        return 1.0 - (self.width * self.height) / (width * height)


def crop_for(width: int, height: int, dimensions: Dimensions) -> Crop:
    """The largest centred part of the picture with the ratio of `dimensions`; all of it for Auto.

    Whole pixels: the ratio is met to half a pixel.
    """
    if dimensions.is_auto:
        return Crop(0, 0, width, height)
    wide, high = dimensions.width, dimensions.height
    if width * high > height * wide:
        kept = max(1, min(width, round(height * wide / high)))
        return Crop((width - kept) // 2, 0, kept, height)
    kept = max(1, min(height, round(width * high / wide)))
    return Crop(0, (height - kept) // 2, width, kept)


def loss(width: int, height: int, dimensions: Dimensions) -> float:
    """The share of the picture that `crop_for` cuts off, 0 to 1."""
    return crop_for(width, height, dimensions).loss(width, height)


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
