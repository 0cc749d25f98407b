"""Thumbnails: decoded elsewhere, once, upright; what is missing is calm."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from desktop.core.tasks import TaskOwner
from desktop.media import intake
from desktop.ui.models.thumbnails import Thumbnails
from tests.ui.stage.films import until


@pytest_asyncio.fixture
async def tasks():
    owner = TaskOwner()
    yield owner
    await owner.close()


def picture(path, size=(60, 40), colour=(200, 40, 40), **options):
    Image.new("RGB", size, colour).save(path, **options)
    return path


@pytest.fixture
def calls(monkeypatch):
    made, real = [], intake.preview

    def watched(path, max_side):
        made.append((path.name, threading.current_thread() is threading.main_thread()))
        return real(path, max_side)

    monkeypatch.setattr(intake, "preview", watched)
    return made


async def test_it_is_decoded_once_and_not_on_the_gui_thread(tasks, tmp_path, calls):
    thumbnails = Thumbnails(tasks, max_side=30)
    told: list[object] = []
    thumbnails.loaded.connect(told.append)
    files = (picture(tmp_path / "a.png"),)
    assert [thumbnails.get(files) for _ in range(3)] == [None] * 3
    await until(lambda: told)
    made = thumbnails.get(files)
    assert made is not None
    assert (made.width(), made.height()) == (30, 20)
    assert made.toImage().pixelColor(5, 5).red() == 200
    assert told == [files]
    assert calls == [("a.png", False)]


async def test_pictures_are_upright(tasks, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    files = (picture(tmp_path / "a.jpg", exif=exif),)
    thumbnails = Thumbnails(tasks)
    thumbnails.get(files)
    await until(lambda: thumbnails.get(files) is not None)
    made = thumbnails.get(files)
    assert made is not None
    assert made.height() == 60


async def test_the_first_file_that_can_be_read_is_taken(tasks, tmp_path):
    broken = tmp_path / "poster.jpg"
    broken.write_bytes(b"nothing")
    files = (tmp_path / "gone.jpg", broken, picture(tmp_path / "frame.png"))
    thumbnails = Thumbnails(tasks)
    thumbnails.get(files)
    await until(lambda: thumbnails.get(files) is not None)


async def test_what_cannot_be_shown_is_known_and_not_tried_again(tasks, tmp_path, calls):
    files = (tmp_path / "gone.jpg",)
    thumbnails = Thumbnails(tasks)
    assert thumbnails.get(files) is None
    await until(lambda: thumbnails.is_missing(files))
    assert thumbnails.get(files) is None
    await asyncio.sleep(0.05)
    assert len(calls) == 1
    picture(files[0])
    thumbnails.forget(files)
    thumbnails.get(files)
    await until(lambda: thumbnails.get(files) is not None)
    assert thumbnails.is_missing(())
    assert thumbnails.get(()) is None


async def test_the_cache_is_bounded_and_keeps_what_was_used_last(tasks, tmp_path, calls):
    thumbnails = Thumbnails(tasks, capacity=2)
    a, b, c = (((picture(tmp_path / f"{name}.png")),) for name in "abc")
    for files in (a, b):
        thumbnails.get(files)
        await until(partial(thumbnails.get, files))
    thumbnails.get(a)
    thumbnails.get(c)
    await until(lambda: thumbnails.get(c) is not None)
    assert thumbnails.get(a) is not None
    assert thumbnails.get(b) is None
    await until(lambda: thumbnails.get(b) is not None)


async def test_of_a_long_scroll_only_the_last_are_decoded(tasks, tmp_path, calls):
    thumbnails = Thumbnails(tasks)
    for number in range(500):
        thumbnails.get((tmp_path / f"{number}.png",))
    assert len(thumbnails._wanted) <= 64
    last = (tmp_path / "499.png",)
    await until(lambda: thumbnails.is_missing(last))
    assert calls[0][0] == "499.png"
    await until(lambda: not thumbnails._wanted)
    assert Path("0.png").name not in {name for name, _ in calls}
