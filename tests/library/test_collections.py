"""Collections: made once, filled, renamed, forgotten; clips stay what they are."""

from __future__ import annotations

import pytest
import pytest_asyncio

from desktop.library.clips import ClipLibrary, insert
from desktop.library.collections import MAX_NAME_CHARS, Collection, Collections
from desktop.library.search import Search


@pytest_asyncio.fixture
async def _clips(database, make_clip):
    for name in "abc":
        clip = make_clip(id=name, generation_id=name)
        await database.write(lambda c, clip=clip: insert(c, clip))


@pytest.fixture
def collections(database):
    return Collections(database)


@pytest.mark.usefixtures("_clips")
async def test_clips_are_put_in_and_taken_out(database, collections):
    library = ClipLibrary(database)
    told: list[object] = []
    collections.subscribe(told.append)
    trailer = await collections.make("  Trailer ")
    assert await collections.make("Trailer") == trailer
    await collections.put(trailer, ["a", "c", "nobody"])
    await collections.put(trailer, ["a"])
    assert await collections.all() == [Collection(trailer, "Trailer", 2)]
    assert len(await library.find(Search(collection=trailer))) == 2
    await collections.take_out(trailer, ["a", "b"])
    await library.remove("c")
    assert await collections.all() == [Collection(trailer, "Trailer", 0)]
    assert await library.count() == 2
    assert told == [(), (), ["a", "c", "nobody"], ["a"], ["a", "b"]]


@pytest.mark.usefixtures("_clips")
async def test_names_are_one_each_and_sorted(collections):
    beta, alpha = await collections.make("beta"), await collections.make("Alpha")
    assert [one.name for one in await collections.all()] == ["Alpha", "beta"]
    assert await collections.rename(beta, "Gamma")
    assert not await collections.rename(beta, "Alpha")
    assert not await collections.rename(beta, "  ")
    assert await collections.rename(alpha, "x" * 500)
    assert [one.name for one in await collections.all()] == ["Gamma", "x" * MAX_NAME_CHARS]


@pytest.mark.usefixtures("_clips")
async def test_a_collection_goes_and_its_clips_stay(database, collections):
    number = await collections.make("Trailer")
    await collections.put(number, ["a"])
    await collections.remove(number)
    assert await collections.all() == []
    assert await ClipLibrary(database).count() == 3
    assert len(await ClipLibrary(database).find(Search(collection=number))) == 0
