"""Copies for the player: made once, the latest few kept, what an earlier run left removed."""

from __future__ import annotations

import asyncio
import threading

import pytest

from desktop.jobs.playable import PlayableCopies
from desktop.media.workshop import Workshop
from tests.media.counted import counted_film


@pytest.fixture
def workshop():
    made = Workshop()
    yield made
    made.close()


@pytest.fixture
def copies(tmp_path, workshop):
    made = PlayableCopies(tmp_path / "playable", workshop)
    yield made
    made.close()


async def test_a_copy_is_made_once_and_the_latest_are_kept(copies, tmp_path):
    folder = tmp_path / "playable"
    folder.mkdir()
    (folder / "99.mov").write_bytes(b"left by an earlier run")
    films = [counted_film(tmp_path / f"{n}.mp4", [0, 40]) for n in range(4)]
    first = await copies.of(films[0])
    assert first is not None
    assert first.is_file()
    assert await copies.of(films[0]) == first
    assert list(folder.iterdir()) == [first]
    made = {await copies.of(film) for film in films[1:]}
    assert set(folder.iterdir()) == made
    assert await copies.of(films[0]) != first  # made anew


async def test_of_what_cannot_be_decoded_there_is_none(copies, tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"no film" * 99)
    assert await copies.of(tmp_path / "a.mp4") is None
    assert await copies.of(tmp_path / "gone.mp4") is None


async def test_it_waits_for_no_paid_work_nor_holds_it_up(copies, workshop, tmp_path):
    is_over = threading.Event()
    paid = asyncio.ensure_future(workshop.run(is_over.wait))
    try:
        assert await copies.of(counted_film(tmp_path / "a.mp4", [0, 40])) is not None
        assert not paid.done()
    finally:
        is_over.set()
        await paid
