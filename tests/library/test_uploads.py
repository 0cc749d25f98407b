"""What is remembered of uploads: by account and bytes, the newest, and not for ever."""

import pytest

from desktop.library import uploads
from desktop.library.uploads import Uploads


@pytest.fixture
def kept(database):
    return Uploads(database)


async def test_each_account_has_its_own(kept):
    kept.keep("leonardo", "d1", "image-1")
    kept.keep("sandbox", "d1", "image-2")
    assert await kept.find("leonardo", "d1") == "image-1"
    assert await kept.find("sandbox", "d1") == "image-2"
    assert await kept.find("leonardo", "d2") is None


async def test_the_newest_takes_the_place(kept):
    kept.keep("leonardo", "d1", "image-1")
    kept.keep("leonardo", "d1", "image-2")
    assert await kept.find("leonardo", "d1") == "image-2"
    kept.forget("leonardo", "image-1")
    assert await kept.find("leonardo", "d1") == "image-2"
    kept.forget("leonardo", "image-2")
    assert await kept.find("leonardo", "d1") is None


async def test_the_oldest_go_first(kept, monkeypatch):
    monkeypatch.setattr(uploads, "MOST", 2)
    kept.keep("sandbox", "d0", "image-0")
    for number in (1, 2, 3):
        kept.keep("leonardo", f"d{number}", f"image-{number}")
    found = [await kept.find("leonardo", f"d{number}") for number in (1, 2, 3)]
    assert found == [None, "image-2", "image-3"]
    assert await kept.find("sandbox", "d0") == "image-0"


async def test_one_turn_for_the_same_bytes(kept):
    turn = kept.turn("leonardo", "d1")
    assert kept.turn("leonardo", "d1") is turn
    assert kept.turn("sandbox", "d1") is not turn
