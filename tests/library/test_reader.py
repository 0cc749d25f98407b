"""Long reads on a connection of their own: ended with their caller, and only then."""

from __future__ import annotations

import asyncio

import pytest

from desktop.core.errors import StorageProblem

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"


def count(connection):
    return connection.execute("SELECT COUNT(*) FROM clips").fetchone()[0]


async def test_a_read_that_is_cancelled_ends_and_the_next_is_answered(database):
    endless = asyncio.ensure_future(database.reader.read(lambda c: c.execute(ENDLESS).fetchone()))
    await asyncio.sleep(0.05)
    endless.cancel()
    with pytest.raises(asyncio.CancelledError):
        await endless
    async with asyncio.timeout(5):
        assert await database.reader.read(count) == 0


async def test_ending_one_ends_no_other(database):
    """Cancelled as they come, in every order of things: those that are awaited are answered."""
    for number in range(200):
        first = asyncio.ensure_future(database.reader.read(count))
        second = asyncio.ensure_future(database.reader.read(count))
        for _turns in range(number % 7):
            await asyncio.sleep(0)
        first.cancel()
        assert await second == 0
        await asyncio.gather(first, return_exceptions=True)


async def test_it_sees_what_is_committed_and_cannot_write(database):
    await database.write(lambda c: c.execute("INSERT INTO collections(name) VALUES ('a')").rowcount)
    found = await database.reader.read(
        lambda c: c.execute("SELECT name FROM collections").fetchone()
    )
    assert found == ("a",)
    with pytest.raises(StorageProblem):
        await database.reader.read(lambda c: c.execute("DELETE FROM collections").rowcount)


async def test_closing_ends_what_runs(database):
    endless = asyncio.ensure_future(database.reader.read(lambda c: c.execute(ENDLESS).fetchone()))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        await database.reader.close()
    assert isinstance((await asyncio.gather(endless, return_exceptions=True))[0], StorageProblem)
    await database.reader.close()
