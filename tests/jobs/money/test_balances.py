"""Balances: asked for at the start and after each job, noted in the ledger, never waited for."""

import asyncio
import dataclasses
import datetime
from decimal import Decimal

import pytest

from desktop.core.errors import Offline, StorageProblem
from desktop.jobs.job import LEONARDO, Job, JobState
from desktop.jobs.money.balances import Balance, Balances
from desktop.leonardo.api import Account
from tests.jobs.scripted import Clock


class Notes:
    """A ledger that only listens."""

    def __init__(self):
        self.before: list[tuple[str, Decimal]] = []
        self.after: list[Decimal] = []
        self.problem: StorageProblem | None = None

    async def note_before(self, job_id, amount, at):
        self._check()
        self.before.append((job_id, amount))

    async def note_after(self, account, amount, asked_at):
        self._check()
        self.after.append(amount)

    def _check(self):
        if self.problem:
            raise self.problem


class Bank:
    """Accounts that answer by script: the last answer for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = 0

    async def me(self, account):
        self.asked += 1
        await asyncio.sleep(0)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def account(amount, slots: int | None = 10):
    return Account("user-1", "name", None if amount is None else Decimal(amount), slots)


@pytest.fixture
def notes():
    return Notes()


@pytest.fixture
def make(notes):
    def make(*answers):
        bank = Bank(*answers)
        balances = Balances(bank.me, notes, now=Clock())
        return bank, balances

    return make


async def asked(balances, name=LEONARDO):
    async with asyncio.timeout(5):
        while balances.is_asking(name):
            await asyncio.sleep(0)


def job_of(request, picture):
    now = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
    return Job.new(request, account=LEONARDO, frame=picture, frame_name="cat.png", now=now)


def in_state(job, state):
    return dataclasses.replace(job, state=state, submitted_at=job.created_at)


async def test_a_reading_is_kept_and_told(make, notes):
    _, balances = make(account(8361))
    told = []
    end = balances.subscribe(lambda name: told.append((name, balances.known(name))))
    assert balances.known(LEONARDO) is None
    balances.refresh(LEONARDO)
    await asked(balances)
    end()
    known = balances.known(LEONARDO)
    assert known == Balance(LEONARDO, Decimal(8361), 10, "user-1", "name", Clock()())
    assert told == [(LEONARDO, None), (LEONARDO, known)]
    assert notes.after == [Decimal(8361)]
    await balances.close()


async def test_without_network_the_last_reading_stays(make):
    _, balances = make(account(5), Offline())
    balances.refresh(LEONARDO)
    await asked(balances)
    balances.refresh(LEONARDO)
    await asked(balances)
    assert (balances.known(LEONARDO).amount, balances.problem(LEONARDO)) == (Decimal(5), Offline())
    balances.drop(LEONARDO)
    assert (balances.known(LEONARDO), balances.problem(LEONARDO)) == (None, None)
    await balances.close()


async def test_asked_again_meanwhile_it_is_read_once_more(make):
    bank, balances = make(account(5), account(4))
    balances.refresh(LEONARDO)
    await asyncio.sleep(0)
    for _ in range(5):
        balances.refresh(LEONARDO)
    await asked(balances)
    assert (bank.asked, balances.known(LEONARDO).amount) == (2, Decimal(4))
    await balances.close()


async def test_a_job_is_followed_from_its_post_to_its_end(make, notes, request_, picture):
    bank, balances = make(account(8361), account(7881))
    balances.refresh(LEONARDO)
    await asked(balances)
    job = job_of(request_, picture)
    for state in (JobState.QUEUED, JobState.SUBMITTING, JobState.SUBMITTING, JobState.GENERATING):
        balances.follow(in_state(job, state))
    assert bank.asked == 1
    balances.follow(in_state(job, JobState.READY))
    await asked(balances)
    await asyncio.sleep(0)
    assert notes.before == [(job.id, Decimal(8361))]
    assert notes.after == [Decimal(8361), Decimal(7881)]
    await balances.close()


async def test_jobs_that_ended_long_ago_or_were_never_sent_ask_nothing(make, request_, picture):
    bank, balances = make(account(1))
    job = job_of(request_, picture)
    balances.follow(in_state(job, JobState.READY))
    balances.follow(job)
    balances.follow(dataclasses.replace(job, state=JobState.CANCELLED))
    assert bank.asked == 0
    await balances.close()


async def test_a_disk_that_refuses_costs_only_the_note(make, notes, request_, picture):
    _, balances = make(account(1))
    notes.problem = StorageProblem()
    balances.refresh(LEONARDO)
    await asked(balances)
    balances.follow(in_state(job_of(request_, picture), JobState.SUBMITTING))
    await asyncio.sleep(0)
    assert balances.known(LEONARDO).amount == 1
    await balances.close()


@pytest.mark.parametrize(
    ("amount", "slots", "has_none"),
    [(None, None, True), (0, 0, True), (0, 10, False), (5, None, False)],
)
def test_no_plan_is_said_only_of_an_account_without_credit_and_slots(amount, slots, has_none):
    amount = None if amount is None else Decimal(amount)
    assert Balance("a", amount, slots, "u", None, Clock()()).has_no_plan is has_none
