"""Orders: whatever leads to a POST passes the budget first, in the window and without it."""

import asyncio
import dataclasses
import os

import pytest
import pytest_asyncio

from desktop.core.errors import MediaProblem, OverBudget, Rejected, StorageProblem
from desktop.core.paths import app_paths
from desktop.core.secrets import SessionSecrets
from desktop.core.settings import Settings
from desktop.jobs.composition import Composition
from desktop.jobs.job import LEONARDO, SANDBOX, JobState
from desktop.jobs.studio import Studio
from desktop.leonardo.api import Account, Submitted
from tests.jobs.scripted import COMPLETE, COST, ScriptedVideoApi

ONE = 1.44  # what the default clip is thought to cost


@pytest.fixture
def api(video):
    return ScriptedVideoApi(video, generation=[COMPLETE])


@pytest_asyncio.fixture
async def studio(api):
    studio = await Studio.open(
        app_paths(),
        Settings(daily_budget_usd=ONE),
        {**os.environ, "LEONARDO_API_URL": "http://127.0.0.1:9/api/rest"},
        secrets=SessionSecrets("a-key-that-is-good"),
        make_client=lambda key, url: api,
    )
    yield studio
    await studio.close()


@pytest.fixture
def order(studio, request_, picture):
    async def order(account=LEONARDO):
        batch = [Composition(request_, picture, "cat.png")]
        [job] = (await studio.orders.place_all(batch, account=account)).jobs
        return job

    return order


async def test_of_two_orders_at_once_one_takes_the_rest_of_the_budget(studio, order, api):
    found = await asyncio.gather(order(), order(), return_exceptions=True)
    assert sorted(type(one).__name__ for one in found) == ["Job", "OverBudget"]
    (job,) = studio.queue.jobs()
    assert (await studio.queue.wait(job.id)).state is JobState.READY
    with pytest.raises(OverBudget):
        await order()
    studio.use_settings(Settings())
    await order()
    assert api.count("upload") >= 1


async def test_a_refused_clip_costs_nothing_and_may_be_tried_again(studio, order, api):
    api.answers["submit"] = [Rejected(status=400), Submitted("other", COST)]
    job = await order()
    assert (await studio.queue.wait(job.id)).state is JobState.FAILED
    assert studio.orders.all_retried() == [studio.queue.get(job.id)]
    (again,) = await studio.orders.retry_failed()
    assert studio.orders.all_retried() == []
    assert (await studio.queue.wait(again.id)).state is JobState.READY
    with pytest.raises(OverBudget):
        await studio.orders.retry(job.id)


async def test_the_way_of_an_unknown_job_is_the_queues(studio):
    assert studio.orders.retried("nobody") == []
    with pytest.raises(KeyError):
        await studio.orders.retry("nobody")


# ── many at once ─────────────────────────────────────────────────────────────────────────────


async def test_all_or_none_of_a_batch_is_within_the_budget(studio, request_, picture, api):
    batch = [Composition(request_, picture, f"{n}.png") for n in range(3)]
    with pytest.raises(OverBudget) as caught:
        await studio.orders.place_all(batch, account=LEONARDO)
    assert caught.value.facts["estimate_usd"] == "4.31"  # 3 times 1.4352, rounded once
    assert studio.queue.jobs() == []
    assert api.calls == []
    studio.use_settings(Settings(daily_budget_usd=4.31))
    placed = await studio.orders.place_all(batch, account=LEONARDO)
    assert [job.frame_name for job in placed.jobs] == ["0.png", "1.png", "2.png"]
    assert placed.refused == ()


async def test_a_picture_that_is_gone_stops_none_of_the_others(studio, request_, picture):
    studio.use_settings(Settings())
    gone = picture.with_name("gone.png")
    paths = [picture, gone, picture]
    batch = [Composition(request_, path, path.name) for path in paths]
    placed = await studio.orders.place_all(batch, account=LEONARDO, undo_s=20)
    assert len(placed.jobs) == 2
    ((refused, problem),) = placed.refused
    assert refused.picture == gone
    assert isinstance(problem, MediaProblem)
    assert len({job.send_at for job in placed.jobs}) == 1
    assert placed.jobs[0].place < placed.jobs[1].place


async def test_rows_the_disk_does_not_take_are_none_of_them_jobs(
    studio, request_, picture, monkeypatch, api
):
    studio.use_settings(Settings())

    async def refuses(work):
        raise StorageProblem(detail="no")

    monkeypatch.setattr(studio.queue._journal._database, "write", refuses)
    batch = [Composition(request_, picture, f"{n}.png") for n in range(3)]
    with pytest.raises(StorageProblem):
        await studio.orders.place_all(batch, account=LEONARDO, undo_s=20)
    assert studio.queue.jobs() == []
    assert api.count("submit") == 0


async def test_many_are_journalled_in_one_step(studio, request_, picture, monkeypatch):
    """On a slow disk the time to take them back would be over before the last is there."""
    studio.use_settings(Settings())
    add, calls = studio.queue._journal.add, []

    async def counted(*jobs, owner):
        calls.append(len(jobs))
        await add(*jobs, owner=owner)

    monkeypatch.setattr(studio.queue._journal, "add", counted)
    same = Composition(request_, picture, "cat.png")  # as a wildcard {a|a} makes them
    placed = await studio.orders.place_all([same] * 5, account=LEONARDO, undo_s=20)
    assert calls == [5]
    assert [one for one, _job in placed.ordered] == [same] * 5
    places = [job.place for job in placed.jobs]
    assert places == sorted(set(places))


async def test_a_batch_is_taken_back_as_a_whole(studio, request_, picture, api):
    studio.use_settings(Settings())
    batch = [Composition(request_, picture, f"{n}.png") for n in range(8)]
    placed = await studio.orders.place_all(batch, account=LEONARDO, undo_s=20)
    ids = [job.id for job in placed.jobs]
    assert sorted(await studio.queue.cancel_all(ids)) == sorted(ids)
    assert studio.queue.jobs() == []
    assert api.count("submit") == 0


async def test_what_cannot_be_taken_back_keeps_its_place(studio, request_, picture, monkeypatch):
    studio.use_settings(Settings(concurrency=1))
    batch = [Composition(request_, picture, f"{n}.png") for n in range(4)]
    placed = await studio.orders.place_all(batch, account=LEONARDO, undo_s=20)
    ids = [job.id for job in placed.jobs]
    forget, tries = studio.queue._journal.forget, []

    async def sometimes(job):
        tries.append(job)
        if len(tries) == 3:
            raise StorageProblem(detail="no")
        await forget(job)

    monkeypatch.setattr(studio.queue._journal, "forget", sometimes)
    with pytest.raises(StorageProblem):
        await studio.queue.cancel_all(ids)
    assert sorted(job.id for job in studio.queue.jobs()) == sorted(ids[2:])
    assert studio.queue.waiting() == ids[3:], "the third has the free slot, the fourth waits"


async def test_the_slots_of_the_account_are_used_unless_the_user_says_otherwise(studio, api):
    assert studio.queue.concurrency == 3
    studio.watch_balances()
    async with asyncio.timeout(5):
        while studio.queue.concurrency != 10:
            await asyncio.sleep(0)
    studio.use_settings(Settings(concurrency=2))
    assert studio.queue.concurrency == 2
    studio.use_settings(Settings())
    assert studio.queue.concurrency == 10
    api.answers["me"] = [Account("user-1", "name", None, 40)]
    studio.balances.refresh(LEONARDO)
    async with asyncio.timeout(5):
        while studio.balances.is_asking(LEONARDO):
            await asyncio.sleep(0)
    assert studio.queue.concurrency == 10, "never more than ten"
    studio.accounts.use(SANDBOX)
    assert studio.queue.concurrency == 3


async def prompts(studio):
    return [prompt.text for prompt in await studio.prompts.all()]


async def test_what_is_ordered_is_remembered_as_it_was_typed(studio, request_, picture):
    studio.use_settings(Settings())
    typed = "pan {left|right}"
    left, right = (
        Composition(dataclasses.replace(request_, prompt=prompt), picture, "cat.png", typed=typed)
        for prompt in ("pan left", "pan right")
    )
    plain = Composition(dataclasses.replace(request_, prompt="{a|b}"), picture, "cat.png")
    await studio.orders.place_all([left, right, plain], account=LEONARDO, undo_s=30)
    assert await prompts(studio) == [r"\{a\|b\}", typed]
    alone = [Composition(request_, picture, "cat.png")]
    await studio.orders.place_all(alone, account=LEONARDO, undo_s=30)
    assert (await prompts(studio))[0] == request_.prompt


async def test_what_is_refused_is_not_remembered(studio, order):
    studio.use_settings(Settings(daily_budget_usd=0.01))
    with pytest.raises(OverBudget):
        await order()
    assert await prompts(studio) == []
