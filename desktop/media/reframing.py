"""What moving, zooming and placing the frame do to a framing. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.media.framing import MAX_ZOOM, MIN_FREE_ZOOM, Fit, crop_for

if TYPE_CHECKING:
    from desktop.core.catalogue import Dimensions
    from desktop.media.framing import Framing


@dataclass(frozen=True)
class Reframing:
    """Changes framings of one picture, `width` by `height` pixels, for clips of `dimensions`."""

    width: int
    height: int
    dimensions: Dimensions

    def moved(self, framing: Framing, across: float, down: float) -> Framing:
        """The frame moved on the picture, by shares of its own width and height."""
        crop = crop_for(self.width, self.height, self.dimensions, framing)
        x = framing.x + across * crop.width / self.width
        y = framing.y + down * crop.height / self.height
        return self.kept_in(replace(framing, x=x, y=y))

    def zoomed(
        self, framing: Framing, factor: float, across: float = 0.0, down: float = 0.0
    ) -> Framing:
        """The frame made smaller by `factor` about a point, which keeps its place in the frame.

        The point is given from the frame's centre, in shares of its width and height.
        """
        if framing.fit is Fit.FIT:
            return framing
        before = crop_for(self.width, self.height, self.dimensions, framing)
        zoom = min(max(framing.zoom * factor, _least(framing)), MAX_ZOOM)
        made = replace(framing, zoom=zoom)
        after = crop_for(self.width, self.height, self.dimensions, made)
        x = framing.x + across * (before.width - after.width) / self.width
        y = framing.y + down * (before.height - after.height) / self.height
        return self.kept_in(replace(made, x=x, y=y))

    def placed(self, framing: Framing, x: float | None, y: float | None) -> Framing:
        """The frame at this share of the way it can go: 0 left or top, 1 right or bottom.

        None leaves a direction as it is.
        """
        crop = crop_for(self.width, self.height, self.dimensions, framing)
        wide, high = crop.width / self.width, crop.height / self.height
        made_x = framing.x if x is None else wide / 2 + x * (1 - wide)
        made_y = framing.y if y is None else high / 2 + y * (1 - high)
        return self.kept_in(replace(framing, x=made_x, y=made_y))

    def kept_in(self, framing: Framing) -> Framing:
        """The framing with its centre where the frame truly lies: on the picture, as `fit` asks."""
        if framing.fit is Fit.FIT:
            return framing
        zoom = min(max(framing.zoom, _least(framing)), MAX_ZOOM)
        framing = replace(framing, zoom=zoom)
        if framing.fit is Fit.FREE:
            return replace(framing, x=_between(framing.x, 0.0), y=_between(framing.y, 0.0))
        crop = crop_for(self.width, self.height, self.dimensions, framing)
        return replace(
            framing,
            x=_between(framing.x, crop.width / self.width / 2),
            y=_between(framing.y, crop.height / self.height / 2),
        )

    def fitted(self, framing: Framing, fit: Fit) -> Framing:
        """The framing in another mode, its frame where it was as far as that allows."""
        return self.kept_in(replace(framing, fit=fit))


def _least(framing: Framing) -> float:
    return 1.0 if framing.fit is Fit.FILL else MIN_FREE_ZOOM


def _between(value: float, margin: float) -> float:
    return min(max(value, margin), 1.0 - margin) if margin < 0.5 else 0.5  # noqa: PLR2004 the middle
