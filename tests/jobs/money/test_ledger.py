"""The ledger: a line for each clip that was sent, and what is known of its charge."""

import dataclasses
import datetime
from decimal import Decimal

import pytest

from desktop.core.cost import Cost
from desktop.core.errors import GenerationFailed, OutOfCredits, RateLimited, ReplyLost
from desktop.jobs.job import LEONARDO, SANDBOX, Job, JobState
from desktop.jobs.journal import Journal
from desktop.jobs.money.entry import Entry, Verdict
from desktop.jobs.money.ledger import Ledger, Period, settled, sums
from tests.jobs.scripted import Clock

COST = Cost(Decimal("1.4352"), "DOLLARS")
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def ledger(database):
    return Ledger(database)


@pytest.fixture
def clock():
    return Clock()


class Lives:
    """Jobs that are taken through their states."""

    def __init__(self, database, request, clock, frame):
        self.journal = Journal(database)
        self.request = request
        self.clock = clock
        self.frame = frame

    async def begin(self, account=LEONARDO):
        job = Job.new(
            self.request, account=account, frame=self.frame, frame_name="cat.png", now=self.clock()
        )
        await self.journal.add(job)
        job = await self.go(job, JobState.PREPARING)
        return await self.go(job, JobState.UPLOADING)

    async def go(self, job, state, **values):
        self.clock.now += MINUTE
        if state is JobState.SUBMITTING:
            values["submitted_at"] = self.clock()
        new = job.moved_to(state, self.clock(), **values)
        await self.journal.advance(job, new)
        return new

    async def sent(self, account=LEONARDO):
        return await self.go(await self.begin(account), JobState.SUBMITTING)

    async def accepted(self, number=1, cost=COST):
        job = await self.sent()
        generation = f"generation-{number}"
        return await self.go(job, JobState.GENERATING, generation_id=generation, cost=cost)

    async def ready(self, number=1, cost=COST):
        job = await self.accepted(number, cost)
        job = await self.go(job, JobState.DOWNLOADING, video_url="https://cdn.leonardo.ai/a.mp4")
        return await self.go(job, JobState.READY)

    async def failed(self, number=1):
        job = await self.accepted(number)
        return await self.go(job, JobState.FAILED, problem=GenerationFailed())


@pytest.fixture
def lives(database, request_, clock, picture):
    return Lives(database, request_, clock, picture)


async def only(ledger) -> Entry:
    entries: list[Entry] = await ledger.entries()
    (entry,) = entries
    return entry


async def test_what_was_never_sent_has_no_line(ledger, lives):
    job = await lives.begin()
    await lives.go(job, JobState.CANCELLED)
    assert await ledger.entries() == []


async def test_a_line_is_made_before_the_post_and_followed_to_the_end(ledger, lives):
    job = await lives.sent()
    entry = await only(ledger)
    assert (entry.job_id, entry.account, entry.size, entry.duration_s) == (
        job.id,
        LEONARDO,
        "1280x720",
        6,
    )
    assert (entry.estimate_usd, entry.charge, entry.verdict) == (
        Decimal("1.44"),
        None,
        Verdict.OPEN,
    )
    job = await lives.go(job, JobState.GENERATING, generation_id="g", cost=COST)
    assert (await only(ledger)).charge == COST
    job = await lives.go(job, JobState.DOWNLOADING, video_url="https://cdn.leonardo.ai/a.mp4")
    job = await lives.go(job, JobState.READY)
    entry = await only(ledger)
    assert (entry.state, entry.verdict, entry.generation_id) == (
        JobState.READY,
        Verdict.CHARGED,
        "g",
    )
    assert entry.ended_at == job.changed_at
    await lives.journal.forget(job)
    assert await only(ledger) == entry, "money stays written down"


async def test_a_refused_post_is_known_not_to_be_charged(ledger, lives):
    job = await lives.sent()
    await lives.go(job, JobState.FAILED, problem=OutOfCredits(status=402))
    assert (await only(ledger)).verdict is Verdict.NOT_CHARGED
    assert sums(await ledger.entries()).estimated_usd == 0


async def test_a_clip_that_waits_for_a_slot_counts_once_it_is_sent_again(ledger, lives):
    job = await lives.sent()
    job = await lives.go(job, JobState.QUEUED, problem=RateLimited())
    assert (await only(ledger)).verdict is Verdict.NOT_CHARGED
    job = await lives.go(job, JobState.SUBMITTING)
    entry = await only(ledger)
    assert (entry.verdict, entry.submitted_at) == (Verdict.OPEN, job.submitted_at)


async def test_what_is_not_known_is_not_said(ledger, lives):
    job = await lives.sent()
    job = await lives.go(job, JobState.UNCONFIRMED, problem=ReplyLost())
    assert (await only(ledger)).verdict is Verdict.OPEN
    await lives.go(job, JobState.CANCELLED)
    assert (await only(ledger)).verdict is Verdict.UNKNOWN
    assert sums(await ledger.entries()).estimated_usd == Decimal("1.44")


async def test_a_clip_that_failed_after_it_was_accepted_is_unknown(ledger, lives):
    await lives.failed()
    entry = await only(ledger)
    assert (entry.verdict, entry.charge) == (Verdict.UNKNOWN, COST)


async def balances(ledger, lives, before, after):
    """A failed clip between two readings of the balance."""
    begin = lives.clock()
    job = await lives.failed()
    await ledger.note_before(job.id, Decimal(before), begin)
    lives.clock.now += MINUTE
    await ledger.note_after(LEONARDO, Decimal(after), lives.clock())
    return await only(ledger)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("8361", "8361", Verdict.NOT_CHARGED),
        ("8361", "7881", Verdict.CHARGED),  # 480 credits
        ("25.00", "23.5648", Verdict.CHARGED),  # dollars
        ("8361", "8300", Verdict.UNKNOWN),
        ("8361", "18361", Verdict.UNKNOWN),  # topped up meanwhile
    ],
)
async def test_two_balances_tell_whether_a_failed_clip_was_charged(
    ledger, lives, before, after, verdict
):
    entry = await balances(ledger, lives, before, after)
    assert entry.verdict is verdict
    assert (entry.balance_before, entry.balance_after) == (Decimal(before), Decimal(after))


async def test_another_clip_in_between_leaves_it_unknown(ledger, lives):
    begin = lives.clock()
    await lives.ready(2)
    job = await lives.failed(1)
    await ledger.note_before(job.id, Decimal(8361), begin)
    await ledger.note_after(LEONARDO, Decimal(8361), lives.clock())
    entry = next(entry for entry in await ledger.entries() if entry.job_id == job.id)
    assert (entry.verdict, entry.balance_after) == (Verdict.UNKNOWN, Decimal(8361))


async def test_balances_of_another_time_are_not_noted(ledger, lives):
    job = await lives.failed()
    await ledger.note_before(job.id, Decimal(5), lives.clock() + MINUTE)
    await ledger.note_after(LEONARDO, Decimal(5), lives.clock() + 60 * MINUTE)
    await ledger.note_after("account-1", Decimal(5), lives.clock())
    entry = await only(ledger)
    assert (entry.balance_before, entry.balance_after) == (None, None)
    assert settled(entry, []) is Verdict.UNKNOWN


async def test_a_noted_balance_is_told(ledger, lives):
    told = []
    end = ledger.subscribe(lambda: told.append(1))
    await balances(ledger, lives, "9", "9")
    end()
    await ledger.note_after(LEONARDO, Decimal(9), lives.clock())
    assert told == [1]


async def test_sums_never_mix_units(ledger, lives):
    await lives.ready(1)
    await lives.ready(2)
    await lives.ready(3, cost=Cost(Decimal(480), "CREDITS"))
    await lives.ready(4, cost=None)
    await lives.sent(SANDBOX)
    found = sums(await ledger.entries())
    assert found.clips == 4, "the sandbox is no money"
    assert found.charged == {"DOLLARS": Decimal("2.8704"), "CREDITS": Decimal(480)}
    assert (found.estimated, found.estimated_usd, found.unpriced) == (1, Decimal("1.44"), 0)
    assert len(await ledger.entries(account=SANDBOX)) == 1


async def test_a_period_begins_at_midnight_of_this_place(ledger, lives, monkeypatch):
    midnight = Period.TODAY.begin(datetime.date(2026, 11, 22))
    assert midnight is not None
    assert midnight == datetime.datetime(2026, 11, 22).astimezone()
    first = Period.MONTH.begin(datetime.date(2026, 11, 22))
    assert first is not None
    assert first.day == 1
    assert Period.ALL.begin(datetime.date(2026, 11, 22)) is None
    lives.clock.now = midnight - datetime.timedelta(minutes=30)
    await lives.ready(1)
    lives.clock.now = midnight
    await lives.ready(2)
    assert len(await ledger.entries(midnight)) == 1
    assert [entry.generation_id for entry in await ledger.entries()] == [
        "generation-2",
        "generation-1",
    ]


@pytest.mark.expects_log("a line of the ledger could not be read")
async def test_a_line_nobody_understands_is_passed_over(ledger, lives, database):
    await lives.ready()
    await database.write(
        lambda c: c.execute("INSERT INTO ledger VALUES ('x', 'leonardo', '2026', '{\"size\": 1}')")
    )
    assert len(await ledger.entries()) == 1


@pytest.mark.expects_log("a line of the ledger could not be read")
async def test_verdicts_are_of_those_without_a_clip(ledger, lives, database):
    await lives.ready()
    refused = await lives.go(await lives.sent(), JobState.FAILED, problem=OutOfCredits(status=402))
    failed = await lives.failed(2)
    await database.write(
        lambda c: c.execute("INSERT INTO ledger VALUES ('x', 'leonardo', '2026', 'no JSON')")
    )
    assert await ledger.verdicts() == {
        refused.id: Verdict.NOT_CHARGED,
        failed.id: Verdict.UNKNOWN,
    }
    await ledger.note_after(LEONARDO, Decimal(1), lives.clock())  # nor does it stop a note
    noted = {e.job_id for e in await ledger.entries() if e.balance_after is not None}
    assert {refused.id, failed.id} <= noted


async def test_a_job_of_before_the_ledger_gets_its_line_when_it_moves(ledger, lives, database):
    job = await lives.accepted()
    await database.write(lambda c: c.execute("DELETE FROM ledger"))
    await lives.go(job, JobState.FAILED, problem=GenerationFailed())
    entry = await only(ledger)
    assert (entry.charge, entry.state) == (COST, JobState.FAILED)
    again = await lives.journal.get(job.id)
    assert again is not None
    await lives.go(again, JobState.GENERATING)
    assert (await only(ledger)).verdict is Verdict.OPEN


def test_a_line_survives_being_written(request_, clock, picture):
    job = Job.new(request_, account="a", frame=picture, frame_name="cat.png", now=clock())
    entry = dataclasses.replace(
        Entry.of(job), charge=COST, balance_before=Decimal(1), balance_before_at=clock()
    )
    moment = entry.submitted_at.isoformat()
    assert Entry.from_record(entry.job_id, "a", moment, entry.to_record()) == entry
