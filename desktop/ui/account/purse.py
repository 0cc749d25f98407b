"""What stands between the draft and a clip because of money, said beside Generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.core.errors import OverBudget, StorageProblem
from desktop.jobs.job import SANDBOX, JobState
from desktop.jobs.money.spending import is_known_too_small, price_usd
from desktop.ui.account.money import balance_text, dollars
from desktop.ui.dialogs import confirm
from desktop.ui.problems import Action

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from PySide6.QtWidgets import QWidget

    from desktop.core.request import GenerationRequest
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.job import Job
    from desktop.jobs.studio import Studio
    from desktop.ui.window import MainWindow

_SOON_MS = 100
_MONEY_STATES = frozenset({JobState.SUBMITTING, JobState.GENERATING})


class Purse(QObject):
    """Holds each draft against balance and budget, and asks where the user wants to be asked."""

    top_up_requested = Signal()
    settings_requested = Signal()

    def __init__(self, window: MainWindow, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._studio: Studio | None = None
        self._states: dict[str, JobState] = {}
        self.is_too_small = False
        self._must_read = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)  # once for many jobs
        self._soon.timeout.connect(self._look_again)
        window.compose.set_check(self._hindrance)
        window.compose.foot.hint_pressed.connect(self._on_hint_pressed)

    def attach(self, studio: Studio) -> None:
        """From now on there is money."""
        self._studio = studio
        studio.queue.subscribe(self._on_job)
        studio.queue.subscribe_removed(lambda _id: self._look_again_soon())
        self.refresh()

    def recheck(self) -> None:
        """The balance or the day's sum has changed."""
        self._window.compose.recheck()

    def refresh(self) -> None:
        """Read the day's sum again, then hold the draft against it: a limit has changed."""
        studio = self._studio
        if studio is None or studio.spending.limits.daily_usd is None:
            self.recheck()
        else:
            self._tasks.start("read the day's costs", self._read(studio), replace=True)

    def _hindrance(self, requests: Sequence[GenerationRequest]) -> str | None:
        """Why these cannot be sent now; None when money does not stand in the way."""
        foot, self.is_too_small = self._window.compose.foot, False
        foot.show_hint("")
        studio = self._studio
        if studio is None or studio.accounts.active == SANDBOX:
            return None
        balance = studio.balances.known(studio.accounts.active)
        if balance is not None and is_known_too_small(balance, price_usd(requests)):
            self.is_too_small = True
            foot.show_hint(balance_text(balance), Action.TOP_UP)
            return self.tr("Not enough API credit")
        return self._over_budget(studio, requests)

    def hindrance_of(self, total: Decimal) -> str:
        """Why clips of this price together cannot be sent now; empty when money is no hindrance."""
        studio = self._studio
        if studio is None or studio.accounts.active == SANDBOX:
            return ""
        balance = studio.balances.known(studio.accounts.active)
        if balance is not None and is_known_too_small(balance, total):
            words = self.tr("Not enough API credit: {balance}")
            return words.format(balance=balance_text(balance))
        today, limit = studio.spending.today_usd, studio.spending.limits.daily_usd
        if limit is None or today + total <= limit:
            return ""
        words = self.tr("Over the daily budget: today about {spent} of {limit}")
        return words.format(spent=dollars(today), limit=dollars(limit))

    def _over_budget(self, studio: Studio, requests: Sequence[GenerationRequest]) -> str | None:
        limit, foot = studio.spending.limits.daily_usd, self._window.compose.foot
        if limit is None:
            return None
        today = studio.spending.today_usd
        words = self.tr("Today about {spent} of {limit}")
        spent = words.format(spent=dollars(today), limit=dollars(limit))
        try:
            studio.spending.check_known(requests, studio.accounts.active)
        except OverBudget:
            foot.show_hint(spent, Action.CHANGE_BUDGET)
            is_used_up = today >= limit
            return (
                self.tr("Daily budget reached") if is_used_up else self.tr("Over the daily budget")
            )
        foot.show_hint(spent)
        return None

    def _on_hint_pressed(self, action: Action) -> None:
        if action is Action.TOP_UP:
            self.top_up_requested.emit()
        else:
            self.settings_requested.emit()

    def _on_job(self, job: Job) -> None:
        """The day's sum moves when a clip is ordered, sent, charged or refused."""
        if self._states.get(job.id) is job.state:
            return
        self._states[job.id] = job.state
        self._must_read |= job.state in _MONEY_STATES or job.state.is_finished
        self._look_again_soon()

    def _look_again_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _look_again(self) -> None:
        if self._must_read:
            self._must_read = False
            self.refresh()
        else:
            self.recheck()

    async def _read(self, studio: Studio) -> None:
        try:
            await studio.spending.refresh()
        except StorageProblem:
            return  # the order itself looks again, and says so
        self.recheck()

    # ── asking ───────────────────────────────────────────────────────────────────────────────

    async def agrees(self, requests: Sequence[GenerationRequest], account: str) -> bool:
        """Whether these clips may be sent: the user is asked above the price they have set."""
        if self._studio is None:
            return False
        price = self._studio.spending.to_confirm_usd(requests, account)
        if price is None:
            return True
        if _is_at_most(requests):
            one = self.tr("This clip costs at most about {price}")
            many = self.tr("These {n} clips cost at most about {price}")
        else:
            one = self.tr("This clip costs about {price}")
            many = self.tr("These {n} clips cost about {price}")
        words = one if len(requests) == 1 else many
        title = words.format(n=len(requests), price=dollars(price))
        why = f"{self._asked_above()} {self._estimated()}"
        return await confirm(self._window, title, why, self.tr("Send it"))

    async def agrees_to_all(
        self, requests: Sequence[GenerationRequest], account: str, parent: QWidget | None = None
    ) -> bool:
        """Whether these many clips may be sent: asked always, once, with all that money has to say.

        The question stands over `parent`.
        """
        if self._studio is None:
            return False
        price = dollars(price_usd(requests))
        label = self.tr("Generate {n} clips").format(n=len(requests))
        title = self.tr("Generate {n} clips for about {price}?")
        if _is_at_most(requests):
            title = self.tr("Generate {n} clips for at most about {price}?")
        why = [self._estimated()]
        if account == SANDBOX:
            why = [self.tr("This is the sandbox: it is play money, nothing is spent.")]
        if self._studio.spending.to_confirm_usd(requests, account) is not None:
            why.append(self._asked_above())
        if any(request.public for request in requests):
            why.append(self.tr("They will be public at Leonardo."))
        title = title.format(n=len(requests), price=price)
        return await confirm(parent or self._window, title, " ".join(why), label)

    def _asked_above(self) -> str:
        limit = self._studio.spending.limits.confirm_above_usd if self._studio else None
        assert limit is not None
        return self.tr("You want to be asked above {limit}.").format(limit=dollars(limit))

    def _estimated(self) -> str:
        return self.tr("The price is an estimate; the charge is told by Leonardo's reply.")


def _is_at_most(requests: Sequence[GenerationRequest]) -> bool:
    """Whether a price is not known, and counted as the dearest."""
    return any(request.dimensions.is_auto for request in requests)
