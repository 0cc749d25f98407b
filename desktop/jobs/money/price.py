"""What clips cost in dollars: charges and estimates brought to one unit, where that is possible."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    """The estimate; where the price is not known, that of the model's dearest size.

    A limit that is asked about must not let something through because its price is unknown.
    """
    estimate = request.model.estimate_usd(request.dimensions, request.duration_s)
    if estimate is not None:
        return estimate
    rates = [option.tier.usd_per_s for option in request.model.sizes if option.tier]
    dearest = max(rates, default=Decimal(0))
    return (dearest * request.duration_s).quantize(Decimal("0.01"))
