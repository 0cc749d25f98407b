"""The sandbox's account: who owns it, and what is left of the money."""

from __future__ import annotations

import uuid
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from desktop.sandbox import shelf

if TYPE_CHECKING:
    from pathlib import Path

USD_PER_CREDIT = Decimal("0.00299")
START_BALANCE_USD = Decimal(25)
PLAY_MONEY_USD = Decimal(1000)
"""What the app's own sandbox starts with, each time: trying things out should not end."""
USERNAME = "sandbox"
CONCURRENCY_SLOTS = 10

# Credits a second, from the prices of the calculator; the tier of Auto is not known and taken to
# be the middle one. Source: leonardo-api.md section 6.
_SMALL = Decimal(45)
_MIDDLE = Decimal(80)
_CREDITS_PER_S = {(736, 400): _SMALL, (400, 736): _SMALL, (544, 544): _SMALL}


def price_usd(width: int, height: int, duration_s: int) -> Decimal:
    """What a clip costs, to a hundredth of a cent, as the API writes it: 1.4352."""
    credits_per_s = _CREDITS_PER_S.get((width, height), _MIDDLE)
    cost = credits_per_s * duration_s * USD_PER_CREDIT
    return cost.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


class Account:
    """A user with a balance in dollars, kept in `account.json`; the key is not kept."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "account.json"
        self.user_id = str(uuid.uuid4())
        self.balance_usd = START_BALANCE_USD

    def load(self, balance_usd: Decimal | None = None) -> None:
        """Take up the account of earlier starts, with another balance if one is given."""
        record = shelf.read(self._path) or {}
        try:
            self.user_id = str(uuid.UUID(record["user_id"]))
            self.balance_usd = Decimal(record["balance_usd"])
        except (KeyError, TypeError, ValueError, InvalidOperation):
            self.balance_usd = START_BALANCE_USD
        if balance_usd is not None:
            self.balance_usd = balance_usd
        self._save()

    def charge(self, amount_usd: Decimal) -> bool:
        """Take the money; False, and nothing taken, if there is too little."""
        if amount_usd > self.balance_usd:
            return False
        self.balance_usd -= amount_usd
        self._save()
        return True

    def to_reply(self) -> dict[str, Any]:
        """The body of `GET /v1/me`: the balance in whole credits (leonardo-api.md section 5)."""
        user = {"id": self.user_id, "username": USERNAME}
        details = {
            "user": user,
            "tokenRenewalDate": None,
            "paidTokens": 0,
            "subscriptionTokens": 0,
            "subscriptionGptTokens": 0,
            "subscriptionModelTokens": 0,
            "apiConcurrencySlots": CONCURRENCY_SLOTS,
            "apiPaidTokens": int(self.balance_usd / USD_PER_CREDIT),
            "apiSubscriptionTokens": 0,
            "apiPlanTokenRenewalDate": None,
        }
        return {"user_details": [details]}

    def _save(self) -> None:
        record = {"user_id": self.user_id, "balance_usd": str(self.balance_usd)}
        shelf.write(self._path, record)
