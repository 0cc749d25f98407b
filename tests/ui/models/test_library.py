"""The model of the library, watched by Qt's own tester: pages, searches, changes in place."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from datetime import timedelta

import pytest
import pytest_asyncio
from PySide6.QtTest import QAbstractItemModelTester
from shiboken6 import delete

from desktop.core.tasks import TaskOwner
from desktop.library.clips import ClipLibrary, insert
from desktop.library.database import Database
from desktop.library.search import Order, Search
from desktop.ui.models.cards import Role
from desktop.ui.models.library import KEPT, LibraryModel
from tests.ui.stage.films import clip


async def until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        await asyncio.sleep(0.005)


@pytest_asyncio.fixture
async def library(tmp_path):
    database = Database(tmp_path / "startframe.sqlite3")
    await database.open()
    yield ClipLibrary(database)
    await database.close()


@pytest_asyncio.fixture
async def model(library, qapp):
    tasks = TaskOwner()
    made = LibraryModel(tasks)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(made, mode)
    made.attach(library)
    yield made
    await tasks.close()
    delete(tester)
    delete(made)


async def fill(library, count):
    """So many clips in one transaction; of the last one the model is told."""
    first = dataclasses.replace(clip("0"), generation_id=None)
    made = [
        dataclasses.replace(first, id=f"c{n}", created_at=first.created_at + timedelta(minutes=n))
        for n in range(count)
    ]

    def put(connection):
        for one in made:
            insert(connection, one)

    await library._database.write(put)
    library.announce(made[-1])


def ids(model, rows):
    return [model.index(row, 0).data(Role.ID) for row in rows]


async def test_pages_are_read_when_they_are_asked_for_and_let_go(library, model):
    await fill(library, KEPT + 150)
    await until(lambda: model.rowCount() == KEPT + 150)
    for row in range(0, KEPT + 150, 20):
        await until(lambda row=row: model.index(row, 0).data(Role.ID) is not None)
    assert ids(model, [KEPT + 149]) == ["c0"]
    assert len(model._entries) <= KEPT
    assert len(model._number_of) == len(model._entries)


async def test_changes_come_in_their_place(library, model):
    await fill(library, 5)
    await until(lambda: ids(model, range(5)) == ["c4", "c3", "c2", "c1", "c0"])
    await library.change(["c3"], is_favourite=True)
    assert model.index(1, 0).data(Role.ENTRY).clip.is_favourite
    await library.remove("c2")
    assert ids(model, range(4)) == ["c4", "c3", "c1", "c0"]
    assert model.row_of("c1") == 2
    assert model.row_of("c2") is None
    model.show(Search(order=Order.OLDEST))
    await until(lambda: ids(model, range(4)) == ["c0", "c1", "c3", "c4"])
    model.show(Search(is_favourite=True))
    await until(lambda: ids(model, range(model.rowCount())) == ["c3"])
    found = await model.read_all([range(1)])
    assert [one.id for one in found] == ["c3"]
    assert [one.id for one in model.clips([range(1)])] == ["c3"]
    model.show(Search(words="nothing at all"))
    await until(lambda: model.rowCount() == 0)


@pytest.mark.parametrize("word", ["a", "ab", "abc"])
async def test_what_is_typed_last_is_what_is_shown(library, model, word):
    await fill(library, 130)
    for end in range(1, len(word) + 1):
        model.show(Search(words=word[:end]))
    model.show(Search())
    await until(lambda: model.shown == Search() and model.rowCount() == 130)
