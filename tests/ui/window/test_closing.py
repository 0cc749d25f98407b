"""Closing asks while clips are being made, keeps what was chosen, and leaves nothing running."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.core.settings import SettingsFile
from desktop.jobs.job import JobState
from tests.ui.window.conftest import running, top_level, until


async def test_an_idle_window_closes_at_once_and_remembers_itself():
    async with running() as started:
        started.window.resize(1100, 700)
        started.window.stage.set_volume(0.5)
        started.window.stage.set_muted(True)
        started.window.close()
        await until(lambda: started.app.studio is not None and not started.window.isVisible())
    kept = SettingsFile(started.paths.settings_file).load()
    assert kept.window_geometry
    assert kept.is_muted


async def test_a_window_with_a_running_clip_asks_first(rocket):
    async with running(render_s=60) as started:
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        await until(lambda: started.entries() and started.entries()[0].state is JobState.GENERATING)
        started.window.close()
        await until(lambda: top_level("confirm_dialog") is not None, "the question")
        stay = top_level("confirm_dialog").findChild(QPushButton, "cancel_button")
        QTest.mouseClick(stay, Qt.MouseButton.LeftButton)
        await until(lambda: not started.app.tasks.is_live("ask to close"))
        assert started.window.isVisible()
        started.window.actions_.quit.trigger()
        await until(lambda: top_level("confirm_dialog") is not None, "the question")
        leave = top_level("confirm_dialog").findChild(QPushButton, "confirm_button")
        QTest.mouseClick(leave, Qt.MouseButton.LeftButton)
        await until(lambda: not started.window.isVisible(), "the end of the window")


async def test_an_address_that_is_not_allowed_is_said_in_the_window(monkeypatch):
    monkeypatch.setenv("LEONARDO_API_URL", "http://example.com/api")
    async with running(opens=False) as started:
        notice = started.child("window_notice")
        await until(notice.isVisible)
        assert "LEONARDO_API_URL" in f"{notice.title} {notice.reason}"
        assert not started.child("generate_button").isEnabled()


@pytest.mark.expects_log("closing: draft")
async def test_what_fails_while_closing_leaves_nothing_else_open(monkeypatch):
    async with running() as started:
        closed = []
        close = started.app.studio.close

        async def refuse(_draft):
            raise OSError("no room")

        async def close_studio():
            closed.append(True)
            await close()

        monkeypatch.setattr(started.window._draft_file, "flush", refuse)
        monkeypatch.setattr(started.app.studio, "close", close_studio)
    assert closed == [True]
    assert not started.window.isVisible()
