"""The limits: a daily budget, a question above a price, a balance known to be too small."""

import dataclasses
import datetime
from decimal import Decimal

import pytest

from desktop.core.catalogue import Dimensions
from desktop.core.cost import Cost
from desktop.core.errors import OverBudget
from desktop.core.settings import Settings
from desktop.jobs.job import LEONARDO, SANDBOX, Job, JobState
from desktop.jobs.money import price
from desktop.jobs.money.balances import Balance
from desktop.jobs.money.entry import Entry, Verdict
from desktop.jobs.money.ledger import Ledger
from desktop.jobs.money.spending import (
    Limits,
    Spending,
    check_budget,
    is_known_too_small,
    price_usd,
    spent_usd,
)
from tests.jobs.scripted import Clock

NOW = Clock()()
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def job(request_, picture):
    return Job.new(request_, account=LEONARDO, frame=picture, frame_name="cat.png", now=NOW)


@pytest.fixture
def entry(job):
    return Entry.of(job)


class Lines(Ledger):
    """A ledger of some lines."""

    def __init__(self, *entries):
        self.entries_ = list(entries)

    async def entries(self, since=None, *, account=None):
        return self.entries_


def spending(*entries, jobs=(), **limits):
    return Spending(
        Lines(*entries), jobs=lambda: list(jobs), limits=Limits(**limits), today=lambda: TODAY
    )


def test_limits_are_off_until_they_are_set():
    assert Limits.of(Settings()) == Limits(None, None)
    settings = Settings(daily_budget_usd=5.1, confirm_above_usd=0.3)
    assert Limits.of(settings) == Limits(Decimal("5.1"), Decimal("0.3"))


def test_what_was_spent_is_the_charge_where_it_is_known(entry):
    charge = Cost(Decimal("1.4352"), "DOLLARS")
    dollars = dataclasses.replace(entry, charge=charge)
    credits_ = dataclasses.replace(entry, charge=Cost(Decimal(480), "CREDITS"))
    shells = dataclasses.replace(entry, charge=Cost(Decimal(480), "SHELLS"))
    refused = dataclasses.replace(entry, verdict=Verdict.NOT_CHARGED)
    play = dataclasses.replace(entry, account=SANDBOX, charge=charge)
    assert spent_usd([dollars, credits_]) == Decimal("2.8704")
    assert spent_usd([entry, shells]) == Decimal("2.88"), "an unknown unit counts as the estimate"
    assert spent_usd([refused, play]) == 0


def test_a_price_that_is_not_known_is_assumed_to_be_the_dearest(request_):
    auto = dataclasses.replace(request_, dimensions=Dimensions(0, 0))
    assert auto.model.estimate_usd(auto.dimensions, 6) is None
    assert price.assumed_usd(auto) == price.assumed_usd(request_) == Decimal("1.44")
    assert price_usd([auto, request_]) == Decimal("2.87")


def test_the_budget_can_be_used_to_the_cent():
    limits = Limits(daily_usd=Decimal(5))
    check_budget(limits, Decimal("3.56"), Decimal("1.44"))
    check_budget(Limits(), Decimal(1000), Decimal(1000))
    with pytest.raises(OverBudget) as caught:
        check_budget(limits, Decimal("3.57"), Decimal("1.44"))
    facts = {"budget_usd": "5.00", "spent_usd": "3.57", "estimate_usd": "1.44"}
    assert caught.value.facts == facts


@pytest.mark.parametrize(
    ("amount", "is_too_small"),
    [("0", True), ("1", True), ("1.43", True), ("1.44", False), ("8361", False), (None, False)],
)
def test_a_balance_is_too_small_only_in_both_readings(amount, is_too_small):
    amount = None if amount is None else Decimal(amount)
    balance = Balance(LEONARDO, amount, 10, "user", None, NOW)
    assert is_known_too_small(balance, Decimal("1.44")) is is_too_small
    assert not is_known_too_small(None, Decimal("1.44"))


async def test_what_waits_counts_and_what_was_sent_counts_once(entry, job, request_):
    other = dataclasses.replace(job, id="other", state=JobState.UPLOADING)
    jobs = [job, other, dataclasses.replace(job, id="play", account=SANDBOX)]
    purse = spending(entry, jobs=jobs, daily_usd=Decimal("4.31"))
    with pytest.raises(OverBudget):
        await purse.check([request_], LEONARDO)
    assert await purse.refresh() == Decimal("2.88"), "its job is in the ledger already"
    jobs[0] = dataclasses.replace(job, state=JobState.SUBMITTING)
    assert purse.today_usd == Decimal("2.88")
    purse.limits = Limits(daily_usd=Decimal("4.32"))
    await purse.check([request_], LEONARDO)
    purse.check_known([request_], LEONARDO)


async def test_the_sandbox_is_never_held_back(request_, job):
    purse = spending(daily_usd=Decimal("0.01"), confirm_above_usd=Decimal("0.01"))
    await purse.check([request_], SANDBOX)
    purse.check_known([request_], SANDBOX)
    await purse.check_jobs([dataclasses.replace(job, account=SANDBOX)])
    assert purse.to_confirm_usd([request_], SANDBOX) is None
    with pytest.raises(OverBudget):
        await purse.check_jobs([job])


async def test_another_day_begins_with_nothing_spent(entry):
    days = [TODAY]
    purse = Spending(Lines(entry), jobs=list, limits=Limits(), today=lambda: days[0])
    await purse.refresh()
    assert purse.today_usd == Decimal("1.44")
    days[0] += datetime.timedelta(days=1)
    assert purse.today_usd == 0


def test_the_user_is_asked_above_a_price(request_):
    purse = spending(confirm_above_usd=Decimal("1.44"))
    assert purse.to_confirm_usd([request_], LEONARDO) is None
    assert purse.to_confirm_usd([request_] * 2, LEONARDO) == Decimal("2.87")
    assert spending().to_confirm_usd([request_], LEONARDO) is None


def test_a_sent_clip_of_unknown_price_counts_as_the_dearest(job, request_):
    auto = dataclasses.replace(request_, dimensions=Dimensions(0, 0))
    sent = Entry.of(dataclasses.replace(job, request=auto))
    assert (sent.estimate_usd, spent_usd([sent])) == (None, Decimal("1.44"))
    kept = Entry.from_record(
        sent.job_id, sent.account, sent.submitted_at.isoformat(), sent.to_record()
    )
    assert spent_usd([kept]) == Decimal("1.44")
