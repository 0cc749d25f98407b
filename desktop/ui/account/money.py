"""Money in words: charges, balances and how old they are."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.jobs.job import LEONARDO, SANDBOX

if TYPE_CHECKING:
    import datetime

    from desktop.core.cost import Cost
    from desktop.jobs.accounts import Accounts
    from desktop.jobs.money.balances import Balance
    from desktop.library.clips import Clip

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400


def _tr(text: str) -> str:
    return QCoreApplication.translate("Money", text)


def account_name(accounts: Accounts, account: str) -> str:
    """What an account is called: by the user, else by us."""
    if account == SANDBOX:
        return _tr("Sandbox")
    known = {found.id for found in accounts.named}
    if account == LEONARDO:
        return accounts.name(account) or _tr("Leonardo.AI account")
    if account not in known:
        return _tr("An account no longer here")
    return accounts.name(account) or _tr("Account without a name")


def number(amount: Decimal) -> str:
    """`8,361`, `1.4352`: grouped, without zeros that say nothing."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def dollars(amount: Decimal) -> str:
    """An amount in dollars, to the cent: `$1.44`."""
    return f"${amount.quantize(Decimal('0.01')):,f}"


def amount_text(amount: Decimal, unit: str) -> str:
    """An amount as the API gave it: `$1.4352`, `480 credits`."""
    known = {"DOLLARS": "${n}", "CREDITS": _tr("{n} credits")}
    return known.get(unit.upper(), f"{{n}} {unit.lower()}").format(n=number(amount))


def cost_text(cost: Cost) -> str:
    """A charge in words."""
    return amount_text(cost.amount, cost.unit)


def clip_charge(clip: Clip) -> tuple[str, str]:
    """What a clip was charged, and that beside its estimate; empty where nothing was told."""
    if clip.cost is None:
        return "", ""
    charge = cost_text(clip.cost)
    words = _tr("Charged {charge} by Leonardo's reply.")
    if clip.account == SANDBOX:
        words = _tr("Play money: {charge} were taken from the sandbox's account.")
    request = clip.request
    estimate = request.model.estimate_usd(request.dimensions, request.duration_s)
    if estimate is not None:
        words = f"{words} {_tr('The estimate was about {estimate}.')}"
        words = words.replace("{estimate}", dollars(estimate))
    short = _tr("{charge} play money") if clip.account == SANDBOX else _tr("{charge} charged")
    return short.format(charge=charge), words.replace("{charge}", charge)


def balance_text(balance: Balance) -> str:
    """`API balance 8,361 units`: the API does not name its unit."""
    is_play = balance.account == SANDBOX
    if balance.amount is None:
        return _tr("Play credit not told") if is_play else _tr("API balance not told")
    words = _tr("Play credit {n} units") if is_play else _tr("API balance {n} units")
    return words.format(n=number(balance.amount))


def age_text(at: datetime.datetime, now: datetime.datetime) -> str:
    """How long ago a balance was asked for."""
    seconds = (now - at).total_seconds()
    if seconds < _MINUTE_S:
        return _tr("just now")
    if seconds < _HOUR_S:
        return _tr("{n} min ago").format(n=int(seconds // _MINUTE_S))
    if seconds < _DAY_S:
        return _tr("{n} h ago").format(n=int(seconds // _HOUR_S))
    return _tr("{n} d ago").format(n=int(seconds // _DAY_S))
