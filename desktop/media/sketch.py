"""The frame drawn quickly from a small copy of its picture, while it is being moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from desktop.media.framing import crop_for
from desktop.media.laying import lay_at, sent_size

if TYPE_CHECKING:
    from desktop.core.catalogue import Dimensions
    from desktop.media.framing import Crop, Framing


@dataclass(frozen=True)
class SmallCopy:
    """A picture of `picture` pixels made smaller: packed RGB888, each row `stride` bytes."""

    picture: tuple[int, int]
    width: int
    height: int
    stride: int
    rgb: bytes


def sketch(
    copy: SmallCopy, dimensions: Dimensions, framing: Framing, size: tuple[int, int]
) -> tuple[int, int, bytes]:
    """Nearly what `prepare.proof` makes, from the copy alone: width, height, packed RGB888."""
    image = Image.frombuffer(
        "RGB", (copy.width, copy.height), copy.rgb, "raw", "RGB", copy.stride, 1
    )
    across, down = copy.width / copy.picture[0], copy.height / copy.picture[1]

    def part(crop: Crop, made: tuple[int, int]) -> Image.Image:
        box = (
            crop.left * across,
            crop.top * down,
            min(crop.right * across, copy.width),
            min(crop.bottom * down, copy.height),
        )
        return image.resize(made, Image.Resampling.BICUBIC, box=box, reducing_gap=2.0)

    crop = crop_for(*copy.picture, dimensions, framing)
    sent = sent_size(crop, dimensions)
    shown = size if size[0] < sent[0] else sent
    drawn = lay_at(part, copy.picture, framing, crop, shown)
    return drawn.width, drawn.height, drawn.tobytes()
