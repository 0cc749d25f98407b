"""A sheet over a plain window, with pictures made for it."""

import asyncio

import pytest
import pytest_asyncio
from PySide6.QtWidgets import QWidget

from desktop.core.catalogue import default_model
from desktop.core.tasks import TaskOwner
from desktop.jobs.batch import forecast
from desktop.jobs.batch.row import Shared
from desktop.jobs.pace import Pace
from desktop.ui import theme
from desktop.ui.batch.sheet import BatchSheet
from tests.media.making import encoded, quarters


async def until(condition):
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


class Money:
    """What the rest of the app would say; `against` stands in the way."""

    def __init__(self):
        self.against = ""

    def hindrance(self, total_usd):
        return self.against

    def span_s(self, kinds):
        return forecast.total_s(kinds, Pace(), 3)


@pytest.fixture
def shared():
    return Shared(default_model(), "for all", 6, audio=True, public=False, reads_wildcards=True)


@pytest.fixture
def money():
    return Money()


@pytest.fixture
def picture(tmp_path):
    def picture(name, width=64, height=36):
        path = tmp_path / name
        path.write_bytes(encoded(quarters(width, height)))
        return path

    return picture


@pytest_asyncio.fixture
async def sheet(qapp, shared, money):
    theme.apply(qapp, "dark")
    tasks = TaskOwner()
    window = QWidget()
    window.resize(1024, 640)
    window.show()
    made = BatchSheet(shared, money, tasks, window)
    made.show()
    yield made
    made.reading.stop()
    await tasks.close()
    window.close()
    window.deleteLater()


@pytest.fixture
def filled(sheet):
    async def filled(*paths):
        sheet.add(list(paths))
        await until(lambda: not sheet.reading.is_busy)
        sheet.refresh()
        return sheet

    return filled
