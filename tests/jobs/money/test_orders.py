"""Orders: whatever leads to a POST passes the budget first, in the window and without it."""

import asyncio
import dataclasses
import os

import pytest
import pytest_asyncio

from desktop.core.errors import OverBudget, Rejected
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
        return await studio.orders.place(
            request_, account=account, picture=picture, picture_name="cat.png"
        )

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
    await studio.orders.place(
        request_, account=LEONARDO, picture=picture, picture_name="cat.png", undo_s=30
    )
    assert (await prompts(studio))[0] == request_.prompt


async def test_what_is_refused_is_not_remembered(studio, order):
    studio.use_settings(Settings(daily_budget_usd=0.01))
    with pytest.raises(OverBudget):
        await order()
    assert await prompts(studio) == []
