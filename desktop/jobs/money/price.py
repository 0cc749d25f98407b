"""What clips cost in dollars: charges and estimates brought to one unit, where that is possible."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.core.catalogue import Dimensions, VideoModel
    from desktop.core.cost import Cost
    from desktop.core.request import GenerationRequest

USD_PER_CREDIT = Decimal("0.00299")
"""What an API credit costs by the price table (leonardo-api.md section 6): an approximation."""


def in_usd(cost: Cost) -> Decimal | None:
    """A charge in dollars; credits by the price table's rate; None for a unit nobody knows."""
    rates = {"DOLLARS": Decimal(1), "CREDITS": USD_PER_CREDIT}
    rate = rates.get(cost.unit.upper())
    return None if rate is None else cost.amount * rate


def assumed_usd(request: GenerationRequest) -> Decimal:
    """The estimate to the cent; where the price is not known, that of the model's dearest size.

    A limit that is asked about must not let something through because its price is unknown.
    """
    return sum_usd([(request.model, request.dimensions, request.duration_s)])


def sum_usd(clips: Iterable[tuple[VideoModel, Dimensions, int]]) -> Decimal:
    """What clips of these sizes and seconds are assumed to cost together, rounded once."""
    exact = (_exact_usd(model, dimensions, seconds) for model, dimensions, seconds in clips)
    return sum(exact, Decimal(0)).quantize(Decimal("0.01"))


def _exact_usd(model: VideoModel, dimensions: Dimensions, duration_s: int) -> Decimal:
    option = model.size(dimensions)
    if option is not None and option.tier is not None:
        return option.tier.usd_per_s * duration_s
    dearest = max((o.tier.usd_per_s for o in model.sizes if o.tier), default=Decimal(0))
    return dearest * duration_s
