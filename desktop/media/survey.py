"""What a look at the framed picture, at the scale of the clip, says about it before it is sent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.media.framing import WHOLE, crop_for

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.catalogue import Dimensions
    from desktop.media.framing import Framing

MOST_SIDE = 3_200
"""Of the picture it looks at: a strong zoom is measured coarser, not slower."""
AUTO_SIDE = 1_280  # the longer side of the largest clip


@dataclass(frozen=True)
class Survey:
    """`sharpness` as `media.sharpness` tells it, `is_text_cut` as `media.lettering` does."""

    sharpness: float | None
    is_text_cut: bool


def survey(
    path: Path, size: tuple[int, int], dimensions: Dimensions, framing: Framing = WHOLE
) -> Survey:
    """Look at the part of the picture that is sent. It blocks: call it in a thread.

    `size` is the upright picture's, in pixels.

    Raises MediaProblem when the picture cannot be read any more.
    """
    from PIL import Image

    from desktop.media import intake, lettering, sharpness

    side = _side(size, dimensions, framing)
    width, height, pixels = intake.preview(path, side)
    grey = Image.frombytes("RGB", (width, height), pixels).convert("L")
    frame = crop_for(width, height, dimensions, framing)
    seen = frame.within(width, height)
    part = grey.crop((seen.left, seen.top, seen.right, seen.bottom))
    return Survey(sharpness.sharpness(part), lettering.is_cut(grey, frame))


def _side(size: tuple[int, int], dimensions: Dimensions, framing: Framing) -> int:
    """The longer side of the whole picture when its framed part has the clip's size."""
    longer = max(size)
    if dimensions.is_auto:
        return min(longer, AUTO_SIDE)
    scale = min(1.0, dimensions.width / crop_for(*size, dimensions, framing).width)
    return max(1, min(MOST_SIDE, math.ceil(longer * scale)))
