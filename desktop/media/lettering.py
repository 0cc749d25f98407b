"""Whether a cut runs through something that looks like lettering: rows of strokes in two tones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from desktop.media.framing import Crop

if TYPE_CHECKING:
    from collections.abc import Iterator

REACH = 48
"""How far from the cut strokes are looked for: lettering is not higher than this, in pixels."""

_CONTRAST = 48  # grey levels between a stroke and the mean around it
_AROUND = 10
_STROKES = re.compile(rb"(?:\xff{1,9}\0{1,11}){7,}")
_LEAST_HEIGHT, _MOST_HEIGHT = 7, 48
_LEAST_SHAPE = 2.5  # width to height: a word lies
_SAME_PLACE = 0.6
_TWO_TONES = 0.72  # of the pixels near one of the two tones
_NEAR_TONE = 30
_QUIET_ROWS = 3


@dataclass
class _Block:
    """Strokes in rows that follow each other: `left` to `right`, `top` to `bottom`."""

    left: int
    right: int
    top: int
    bottom: int

    def takes(self, left: int, right: int, row: int) -> bool:
        """Whether a run of strokes goes on from this block's last row."""
        shared = min(self.right, right) - max(self.left, left)
        return 0 < row - self.bottom <= 2 and shared >= _SAME_PLACE * (right - left)  # noqa: PLR2004 - a row may be missed

    def add(self, left: int, right: int, row: int) -> None:
        self.left, self.right = min(self.left, left), max(self.right, right)
        self.bottom = row


def is_cut(grey: Image.Image, frame: Crop) -> bool:
    """Whether an edge of `frame` that lies within the picture runs through lettering.

    `grey` has mode L, at the scale of the clip. It is meant to miss much rather than to see
    lettering in fur and leaves: upright, clear, in two tones, in a line of its own.
    """
    half = Crop(frame.left // 2, frame.top // 2, frame.width // 2, frame.height // 2)
    return _is_cut(grey, frame) or _is_cut(grey.reduce(2), half)  # small letters, then large ones


def _is_cut(grey: Image.Image, frame: Crop) -> bool:
    return any(
        _crosses(block, side, position)
        for side, position in _cuts(frame, grey.size)
        for block in _blocks(grey, _zone(grey, frame, side, position))
    )


def _cuts(frame: Crop, size: tuple[int, int]) -> list[tuple[str, int]]:
    """The edges of the frame that cut something off: "x" or "y", and where."""
    width, height = size
    edges = [("x", frame.left, width), ("x", frame.right, width)]
    edges += [("y", frame.top, height), ("y", frame.bottom, height)]
    return [(side, at) for side, at, most in edges if 0 < at < most]


def _zone(grey: Image.Image, frame: Crop, side: str, position: int) -> Crop:
    """The part of the picture around a cut in which a cut line of lettering would lie."""
    if side == "y":
        seen = frame.within(*grey.size)
        return Crop(seen.left, position - 2 * REACH, seen.width, 4 * REACH).within(*grey.size)
    return Crop(position - 4 * REACH, frame.top, 8 * REACH, frame.height).within(*grey.size)


def _crosses(block: _Block, side: str, position: int) -> bool:
    low, high = (block.left, block.right) if side == "x" else (block.top, block.bottom)
    return low < position < high


def _blocks(grey: Image.Image, zone: Crop) -> Iterator[_Block]:
    """Blocks of strokes in a part of the picture, in the picture's pixels."""
    if zone.width < REACH or zone.height < _LEAST_HEIGHT:
        return
    part = grey.crop((zone.left, zone.top, zone.right, zone.bottom))
    mean = part.filter(ImageFilter.BoxBlur(_AROUND))
    for strokes in (ImageChops.subtract(mean, part), ImageChops.subtract(part, mean)):
        mask = strokes.point([255 * (level >= _CONTRAST) for level in range(256)])
        for block in _found(mask):
            if _is_lettering(part, mask, block):
                block.left, block.right = block.left + zone.left, block.right + zone.left
                block.top, block.bottom = block.top + zone.top, block.bottom + zone.top
                yield block


def _found(mask: Image.Image) -> list[_Block]:
    width, height = mask.size
    content = mask.tobytes()
    blocks: list[_Block] = []
    for row in range(height):
        for match in _STROKES.finditer(content, row * width, (row + 1) * width):
            left, right = match.start() - row * width, match.end() - row * width
            block = next((block for block in blocks if block.takes(left, right, row)), None)
            if block is None:
                blocks.append(_Block(left, right, row, row))
            else:
                block.add(left, right, row)
    return blocks


def _is_lettering(part: Image.Image, mask: Image.Image, block: _Block) -> bool:
    height, width = block.bottom - block.top + 1, block.right - block.left
    if not _LEAST_HEIGHT <= height <= _MOST_HEIGHT or width < _LEAST_SHAPE * height:
        return False
    return _is_in_two_tones(part, block) and _has_quiet_edge(mask, block)


def _is_in_two_tones(part: Image.Image, block: _Block) -> bool:
    """Ink and paper: nearly all pixels are close to one of two tones that are far apart."""
    counts = part.crop((block.left, block.top, block.right, block.bottom + 1)).histogram()
    tones = sorted(range(256), key=lambda tone: sum(counts[max(0, tone - 8) : tone + 9]))
    paper = tones[-1]
    far = [tone for tone in tones if abs(tone - paper) >= 2 * _CONTRAST]
    if not far:
        return False
    near = sum(
        count
        for tone, count in enumerate(counts)
        if min(abs(tone - paper), abs(tone - far[-1])) <= _NEAR_TONE
    )
    return near >= _TWO_TONES * sum(counts)


def _has_quiet_edge(mask: Image.Image, block: _Block) -> bool:
    """Above and below the line there is hardly a stroke: fur and leaves go on."""
    above = (block.left, max(0, block.top - 2 * _QUIET_ROWS), block.right, block.top - _QUIET_ROWS)
    below = (
        block.left,
        block.bottom + _QUIET_ROWS + 1,
        block.right,
        min(mask.height, block.bottom + 2 * _QUIET_ROWS + 1),
    )
    return all(_share(mask, area) < 0.12 for area in (above, below) if area[3] > area[1])  # noqa: PLR2004


def _share(mask: Image.Image, area: tuple[int, int, int, int]) -> float:
    counts = mask.crop(area).histogram()
    return counts[255] / max(1, sum(counts))
