"""What each account's API balance was when it was last asked for, and how it is kept up to date."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.errors import Problem, StorageProblem
from desktop.core.observers import Observers
from desktop.core.tasks import TaskOwner
from desktop.jobs.job import JobState
from desktop.jobs.tools import utc_now

if TYPE_CHECKING:
    import datetime
    from collections.abc import Awaitable, Callable
    from decimal import Decimal

    from desktop.jobs.job import Job
    from desktop.jobs.money.ledger import Ledger
    from desktop.leonardo.api import Account

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Balance:
    """One reading of an account. `amount` is in the API's own unit, which it does not name.

    `at` is the moment it was asked for. None is what the reply did not tell.
    """

    account: str
    amount: Decimal | None
    slots: int | None
    user_id: str
    name: str | None
    at: datetime.datetime

    @property
    def has_no_plan(self) -> bool:
        """The key works, but the reply tells of no API credit and of no slot."""
        return not self.amount and not self.slots


class Balances:
    """The newest reading of each account, and the problem of the last try if it failed.

    Nothing waits for a balance: `refresh` starts a reading, observers hear of its end. Jobs
    followed through `follow` have their balances noted in the ledger, before and after.
    """

    def __init__(
        self,
        me: Callable[[str], Awaitable[Account]],
        ledger: Ledger,
        *,
        now: Callable[[], datetime.datetime] = utc_now,
    ) -> None:
        self._me = me
        self._ledger = ledger
        self._now = now
        self._known: dict[str, Balance] = {}
        self._problems: dict[str, Problem] = {}
        self._states: dict[str, JobState] = {}
        self._again: set[str] = set()
        self._tasks = TaskOwner()
        self._observers: Observers[[str]] = Observers()

    def known(self, account: str) -> Balance | None:
        """The newest reading, however old."""
        return self._known.get(account)

    def problem(self, account: str) -> Problem | None:
        """Why the last try told nothing; None when it did."""
        return self._problems.get(account)

    def is_asking(self, account: str) -> bool:
        """Whether a reading is under way."""
        return self._tasks.is_live(account)

    def refresh(self, account: str) -> None:
        """Ask for the balance now; asked for again meanwhile, it is read once more afterwards."""
        if self._tasks.is_live(account):
            self._again.add(account)
        elif self._tasks.start(account, self._ask(account)):
            self._tell(account)

    def take(self, account: str, told: Account) -> None:
        """Know what was just told by other means: a key that was tested, perhaps another one."""
        self._tasks.cancel(account)
        self._keep(account, told, self._now())

    def drop(self, account: str) -> None:
        """Forget what is known: another key may be another account."""
        self._tasks.cancel(account)
        self._again.discard(account)
        self._known.pop(account, None)
        self._problems.pop(account, None)
        self._tell(account)

    def follow(self, job: Job) -> None:
        """Hear of a job's step: note the balance when it is sent, ask for it when it has ended."""
        was, self._states[job.id] = self._states.get(job.id), job.state
        if was is job.state:
            return
        if job.state is JobState.SUBMITTING:
            self._note_before(job)
        elif was is not None and job.state.is_finished and job.submitted_at is not None:
            self.refresh(job.account)
        if job.state.is_finished:
            self._states.pop(job.id)

    async def close(self) -> None:
        """Ask no more."""
        await self._tasks.close()

    def subscribe(self, observer: Callable[[str], None]) -> Callable[[], None]:
        """Have `observer(account)` called when a reading begins, succeeds or fails.

        Returns the end.
        """
        return self._observers.subscribe(observer)

    async def _ask(self, account: str) -> None:
        while True:
            self._again.discard(account)
            await self._read(account)
            if account not in self._again:
                return

    async def _read(self, account: str) -> None:
        asked_at = self._now()
        try:
            told = await self._me(account)
        except Problem as problem:
            logger.info("no balance of %s: %s", account, problem.code)
            self._problems[account] = problem
            self._tell(account)
            return
        self._keep(account, told, asked_at)
        if told.balance is not None:
            try:
                await self._ledger.note_after(account, told.balance, asked_at)
            except StorageProblem as problem:
                logger.info("the balance was not noted: %s", problem.code)

    def _keep(self, account: str, told: Account, at: datetime.datetime) -> None:
        self._problems.pop(account, None)
        self._known[account] = Balance(
            account, told.balance, told.concurrency_slots, told.user_id, told.name, at
        )
        self._tell(account)

    def _note_before(self, job: Job) -> None:
        balance = self._known.get(job.account)
        if balance is not None and balance.amount is not None:
            self._tasks.start(f"before {job.id}", self._write_before(job.id, balance))

    async def _write_before(self, job_id: str, balance: Balance) -> None:
        assert balance.amount is not None
        try:
            await self._ledger.note_before(job_id, balance.amount, balance.at)
        except StorageProblem as problem:
            logger.info("the balance was not noted: %s", problem.code)

    def _tell(self, account: str) -> None:
        self._observers.tell(account)
