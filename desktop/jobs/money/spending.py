"""What the limits say to a clip before it is sent: daily budget, confirm above, the balance."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.core.errors import OverBudget
from desktop.jobs.job import SANDBOX, JobState
from desktop.jobs.money.entry import Verdict
from desktop.jobs.money.ledger import Period
from desktop.jobs.money.price import USD_PER_CREDIT, assumed_usd, in_usd, sum_usd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from desktop.core.request import GenerationRequest
    from desktop.core.settings import Settings
    from desktop.jobs.job import Job
    from desktop.jobs.money.balances import Balance
    from desktop.jobs.money.entry import Entry
    from desktop.jobs.money.ledger import Ledger

_WAITING = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING})
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Limits:
    """In dollars; None is off."""

    daily_usd: Decimal | None = None
    confirm_above_usd: Decimal | None = None

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits as the settings have them, where 0 is off."""
        daily, above = settings.daily_budget_usd, settings.confirm_above_usd
        return cls(Decimal(str(daily)) if daily else None, Decimal(str(above)) if above else None)


def spent_usd(entries: Iterable[Entry]) -> Decimal:
    """What these lines come to in dollars, approximately: charges where known, else assumed.

    Credits count by the price table's rate. The sandbox never counts.
    """
    return sum(map(_spent_usd, entries), Decimal(0))


def _spent_usd(entry: Entry) -> Decimal:
    if entry.verdict is Verdict.NOT_CHARGED or entry.account == SANDBOX:
        return Decimal(0)
    charged = in_usd(entry.charge) if entry.charge is not None else None
    return charged if charged is not None else entry.assumed_usd


def promised_usd(jobs: Iterable[Job]) -> dict[str, Decimal]:
    """What each clip comes to that waits to be sent, by the id of its job."""
    waiting = (job for job in jobs if job.state in _WAITING and job.account != SANDBOX)
    return {job.id: assumed_usd(job.request) for job in waiting}


def check_budget(limits: Limits, spent: Decimal, wanted: Decimal) -> None:
    """Raise OverBudget when `wanted` on top of what is spent goes over the daily budget."""
    if limits.daily_usd is not None and spent + wanted > limits.daily_usd:
        raise OverBudget(
            budget_usd=str(limits.daily_usd.quantize(_CENT)),
            spent_usd=str(spent.quantize(_CENT)),
            estimate_usd=str(wanted.quantize(_CENT)),
        )


def is_known_too_small(balance: Balance | None, wanted: Decimal) -> bool:
    """Whether a balance cannot cover this, in whichever unit it is: dollars or credits."""
    if balance is None or balance.amount is None:
        return False
    readings = (balance.amount, balance.amount * USD_PER_CREDIT)
    return all(usd < wanted for usd in readings)


class Spending:
    """Asks the limits, the ledger and the queue what may still be sent today.

    `today_usd` is what the day has come to as it was last read, for the window to show.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        jobs: Callable[[], Iterable[Job]],
        limits: Limits,
        today: Callable[[], datetime.date] = lambda: datetime.datetime.now().astimezone().date(),
    ) -> None:
        self.limits = limits
        self._ledger = ledger
        self._jobs = jobs
        self._today = today
        self._read_on: datetime.date | None = None
        self._spent_usd = Decimal(0)

    @property
    def today_usd(self) -> Decimal:
        """What today's clips have cost and those that wait will cost, approximately."""
        spent = self._spent_usd if self._read_on == self._today() else Decimal(0)
        return spent + sum(promised_usd(self._jobs()).values())

    async def refresh(self) -> Decimal:
        """Read the day's lines again; what it has come to. Raises StorageProblem."""
        today, promised = self._today(), promised_usd(self._jobs())
        entries = await self._ledger.entries(Period.TODAY.begin(today))
        self._spent_usd, self._read_on = spent_usd(entries), today
        promised |= promised_usd(self._jobs())  # one may have been sent while the lines were read
        counted = {e.job_id for e in entries if e.verdict is not Verdict.NOT_CHARGED}
        return self._spent_usd + sum(usd for job, usd in promised.items() if job not in counted)

    def check_known(self, requests: Sequence[GenerationRequest], account: str) -> None:
        """Raise OverBudget by what was last read: quick enough for every change of a choice."""
        if account != SANDBOX:
            check_budget(self.limits, self.today_usd, price_usd(requests))

    async def check(self, requests: Sequence[GenerationRequest], account: str) -> None:
        """Raise OverBudget when these clips would go over the daily budget; StorageProblem."""
        if account != SANDBOX and self.limits.daily_usd is not None and requests:
            check_budget(self.limits, await self.refresh(), price_usd(requests))

    async def check_jobs(self, jobs: Iterable[Job]) -> None:
        """The same for jobs that would be sent again, of whichever accounts."""
        paid = [job for job in jobs if job.account != SANDBOX]
        if paid:
            await self.check([job.request for job in paid], paid[0].account)

    def to_confirm_usd(self, requests: Sequence[GenerationRequest], account: str) -> Decimal | None:
        """The price the user wants to be asked about first; None when there is nothing to ask."""
        above, wanted = self.limits.confirm_above_usd, price_usd(requests)
        is_asked = account != SANDBOX and above is not None and wanted > above
        return wanted if is_asked else None


def price_usd(requests: Sequence[GenerationRequest]) -> Decimal:
    """What these clips are assumed to cost together."""
    return sum_usd((one.model, one.dimensions, one.duration_s) for one in requests)
