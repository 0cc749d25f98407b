"""The start frames used last: newest first, each once, a bounded number, whatever is removed."""

from pathlib import Path

import pytest

from desktop.library import start_frames
from desktop.library.database import Database
from desktop.library.start_frames import StartFrames, UsedFrame


def frame(number, name="cat.png"):
    return UsedFrame(Path("frames") / f"digest{number}.png", name, 640, 360)


@pytest.fixture
def store(database):
    return StartFrames(database)


async def test_the_newest_first_each_once(store):
    for number in (1, 2, 3, 1):
        await store.use(frame(number))
    assert await store.all() == [frame(1), frame(3), frame(2)]
    await store.use(frame(2, "another name.png"))
    assert (await store.all())[0] == frame(2, "another name.png")


async def test_no_more_than_there_is_room_for(store, monkeypatch):
    monkeypatch.setattr(start_frames, "MOST", 3)
    for number in range(5):
        await store.use(frame(number))
    assert await store.all() == [frame(4), frame(3), frame(2)]


async def test_each_change_answers_with_the_list(store):
    assert await store.use(frame(1)) == [frame(1)]
    assert await store.use(frame(2)) == [frame(2), frame(1)]
    assert await store.remove(frame(2)) == [frame(1)]
    assert await store.remove(frame(7)) == [frame(1)]


async def test_it_survives_a_restart(store, database):
    await store.use(frame(1, "tschüß 🚀.png"))
    again = Database(database.path)
    await again.open()
    assert await StartFrames(again).all() == [frame(1, "tschüß 🚀.png")]
    await again.close()
