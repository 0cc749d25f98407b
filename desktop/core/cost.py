"""What a clip cost: an amount and the unit the API gave it in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Cost:
    """What the reply says was charged. `unit` is DOLLARS or CREDITS, as sent."""

    amount: Decimal
    unit: str

    def to_record(self) -> dict[str, str]:
        return {"amount": str(self.amount), "unit": self.unit}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Cost:
        return cls(amount=Decimal(record["amount"]), unit=record["unit"])
