"""How sharp a picture is where it is sharpest: the steepness of its strongest edges."""

from __future__ import annotations

from PIL import Image, ImageChops

Area = tuple[int, int, int, int]

_TILES = 8
_LEAST_SIDE = 48
_REACH = 5
"""Over so many pixels the whole height of an edge is taken, unless it is very soft."""
_LEAST_STEP = 30  # grey levels: below is noise, or a wall
_STRONGEST = 0.005  # of a tile's pixels
_BEST_TILE = 0.95


def sharpness(grey: Image.Image) -> float | None:
    """The share of an edge's height that one pixel takes, at the steepest edges: 0.2 to 1.

    `grey` has mode L. The sample photographs have 0.58 to 1.0; blurred by a Gaussian of 1, 1.5
    and 2 pixels 0.33 to 0.49, 0.26 to 0.35 and 0.24 to 0.28. The background may be out of focus:
    what counts is the sharpest part. None where there are no edges to tell by.
    """
    if min(grey.size) < _LEAST_SIDE:
        return None
    found = sorted(_along(grey) + _along(grey.transpose(Image.Transpose.TRANSPOSE)))
    return found[int(_BEST_TILE * (len(found) - 1))] if found else None


def _along(grey: Image.Image) -> list[float]:
    """The steepness of the edges met from left to right, in each tile that has any."""
    near, far = _steps(grey, 1), _steps(grey, _REACH)
    found = []
    for area in _areas(far.size):
        height = _strongest(far, area)
        if height >= _LEAST_STEP:
            found.append(min(1.0, _strongest(near, area) / height))
    return found


def _steps(grey: Image.Image, reach: int) -> Image.Image:
    """How much each pixel differs from the one `reach` to its right."""
    width, height = grey.size
    return ImageChops.difference(
        grey.crop((reach, 0, width, height)), grey.crop((0, 0, width - reach, height))
    )


def _areas(size: tuple[int, int]) -> list[Area]:
    across = [size[0] * n // _TILES for n in range(_TILES + 1)]
    down = [size[1] * n // _TILES for n in range(_TILES + 1)]
    return [
        (across[column], down[row], across[column + 1], down[row + 1])
        for row in range(_TILES)
        for column in range(_TILES)
    ]


def _strongest(steps: Image.Image, area: Area) -> int:
    """The step that only half a percent of the area's pixels exceed."""
    counts = steps.crop(area).histogram()
    wanted, seen = max(1.0, _STRONGEST * sum(counts)), 0
    for level in range(255, 0, -1):
        seen += counts[level]
        if seen >= wanted:
            return level
    return 0
