"""Waiting that being cancelled does not cut short."""

from __future__ import annotations

import asyncio

import pytest

from desktop.leonardo.patience import wait_out


async def turns(count=5):
    for _ in range(count):
        await asyncio.sleep(0)


async def test_cancelled_again_and_again_it_waits_to_the_end():
    future = asyncio.get_running_loop().create_future()
    waiting = asyncio.ensure_future(wait_out(future))
    for _ in range(3):
        await turns()
        waiting.cancel()
    await turns()
    assert not waiting.done()
    future.set_result(None)
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_what_failed_is_not_raised():
    future = asyncio.get_running_loop().create_future()
    future.set_exception(KeyError("x"))
    await wait_out(future)


async def test_a_limit_ends_it():
    future = asyncio.get_running_loop().create_future()
    await wait_out(future, 0.01)
    await wait_out(future, 0)
    assert not future.done()
