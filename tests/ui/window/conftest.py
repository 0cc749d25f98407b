"""The whole app on the sandbox, as it starts for a user, in a home of its own."""

import asyncio
import contextlib
import time
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop.app import Startframe
from desktop.core.paths import app_paths
from desktop.core.settings import SettingsFile
from desktop.jobs import studio
from desktop.jobs.works import disk, neighbours
from desktop.sandbox.server import Sandbox
from desktop.ui import theme
from desktop.ui.models.cards import Role
from desktop.ui.opening import Opened, make_application
from desktop.ui.window import MainWindow

TIMEOUT_S = 30.0


async def until(condition, what="it"):
    """Let the app work until `condition()` holds."""
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come about"
        await asyncio.sleep(0.01)


class Running:
    """One running app and the sandbox it talks to."""

    def __init__(self, *, uses_sandbox=True, undo_s=0, **sandbox):
        self.paths = app_paths()
        self.sandbox = Sandbox(self.paths.sandbox, **{"render_s": 0.0, **sandbox})
        settings = SettingsFile(self.paths.settings_file).load().changed(undo_s=undo_s)
        self.window = MainWindow(settings.window_geometry)
        qt_app = make_application()
        theme.apply(qt_app, settings.theme)
        opened = Opened(qt_app, self.window, self.paths, settings)
        self.app = Startframe(opened, uses_sandbox=uses_sandbox, sandbox=self.sandbox)
        self.window.show()

    def child(self, name, kind=QWidget):
        found = self.window.findChild(kind, name)
        assert found is not None, f"the window has no {name}"
        return found

    def entries(self):
        model = self.window.presenter.model
        return [model.index(row).data(Role.ENTRY) for row in range(model.rowCount())]

    async def with_picture(self, path: Path):
        self.window.compose.picture.load(path)
        await self.shows_picture(path.name)

    async def shows_picture(self, name: str):
        """Until the picture is read and Compose has said all that depends on it."""
        compose = self.window.compose
        await until(lambda: compose.draft().picture_name == name, "the picture")
        await until(lambda: not compose.picture.is_loading, "the end of the loading")

    async def first_clip(self):
        await until(lambda: self.entries() and self.entries()[0].clip, "the clip")
        await until(lambda: not self.is_asking_for_balance, "the balance")
        return self.entries()[0].clip

    async def all_clips(self):
        await until(lambda: all(entry.clip for entry in self.entries()), "the clips")
        await until(lambda: not self.is_asking_for_balance, "the balance")

    @property
    def is_asking_for_balance(self):
        studio = self.app.studio
        return studio is not None and studio.balances.is_asking(studio.accounts.active)

    def posts(self):
        return self.sandbox.requests.matching("POST", "/v2/generations")


@contextlib.asynccontextmanager
async def running(*, opens=True, **options):
    """The app from its first paint to its last row; `opens` is False where it cannot."""
    started = Running(**options)
    task = asyncio.ensure_future(started.app.run())
    try:
        if opens:
            await until(lambda: started.app.studio is not None or task.done(), "the start")
        # between a fixture and its test Qt goes on while no loop runs: nothing may be pending
        await until(lambda: not started.app.tasks.is_live("sample thumbnails"), "the samples")
        if opens:
            await until(lambda: not started.is_asking_for_balance, "the balance")
        yield started
    finally:
        started.window.close_agreed.emit()
        await task
        started.window.deleteLater()


@pytest.fixture(autouse=True)
def no_rounds(monkeypatch):
    """What looks every few seconds does not: a round must not fall between fixture and test."""
    monkeypatch.setattr(studio, "_BACKUP_AFTER_S", 3600.0)
    monkeypatch.setattr(disk, "LOOK_EVERY_S", 3600.0)
    monkeypatch.setattr(neighbours, "LOOK_EVERY_S", 3600.0)


@pytest_asyncio.fixture
async def startframe():
    async with running() as started:
        yield started


@pytest.fixture
def rocket(samples):
    return samples / "rocket.jpg"


async def answer(dialog, button):
    """Wait for the dialog of this name and press one of its buttons."""
    await until(lambda: top_level(dialog) is not None, f"the {dialog}")
    QTest.mouseClick(top_level(dialog).findChild(QPushButton, button), Qt.MouseButton.LeftButton)
    await until(lambda: top_level(dialog) is None, f"the end of the {dialog}")


def top_level(name):
    """The open dialog of this name, or None."""
    widgets = QApplication.topLevelWidgets()
    return next((w for w in widgets if w.objectName() == name and w.isVisible()), None)
