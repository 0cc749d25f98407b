"""Closing asks while clips are being made, keeps what was chosen, and leaves nothing running."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.core.settings import SettingsFile
from desktop.jobs.job import JobState
from desktop.library.clips import ClipLibrary
from desktop.library.database import Database
from tests.ui.window.conftest import answer, running, top_level, until


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
        started.window.close()  # asked once, however often it is wanted
        await answer("quit_dialog", "stay_button")
        await until(lambda: not started.app.tasks.is_live("ask to close"))
        assert started.window.isVisible()
        started.window.actions_.quit.trigger()
        await until(lambda: top_level("quit_dialog") is not None, "the question")
        box = top_level("quit_dialog")
        assert box.text() == "A clip is still being made"
        assert "at the next start" in box.informativeText()
        assert "not sent" not in box.informativeText()
        await answer("quit_dialog", "quit_button")
        await until(lambda: not started.window.isVisible(), "the end of the window")


async def test_those_not_sent_yet_are_told_of_and_cannot_be_waited_for_while_paused(rocket):
    async with running() as started:
        await started.with_picture(rocket)
        started.window.actions_.pause_queue.trigger()
        started.window.actions_.generate.trigger()
        await until(lambda: started.entries() and started.entries()[0].is_waiting)
        started.window.close()
        await until(lambda: top_level("quit_dialog") is not None, "the question")
        box = top_level("quit_dialog")
        assert box.text() == "A clip has not been sent yet"
        assert "sent when you resume" in box.informativeText()  # a pause outlasts the window
        assert "at the next start" not in box.informativeText()
        assert box.findChild(QPushButton, "wait_button") is None
        await answer("quit_dialog", "quit_button")
        await until(lambda: not started.window.isVisible(), "the end of the window")
    assert started.posts() == []


async def test_one_that_can_still_be_taken_back_is_not_said_to_be_made(rocket):
    async with running(undo_s=20) as started:
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        await until(lambda: started.entries() and started.entries()[0].state is JobState.UPLOADING)
        started.window.close()
        await until(lambda: top_level("quit_dialog") is not None, "the question")
        box = top_level("quit_dialog")
        assert box.text() == "A clip has not been sent yet"
        assert "sent at the next start" in box.informativeText()
        assert "was sent" not in box.informativeText()
        await answer("quit_dialog", "quit_button")
        await until(lambda: not started.window.isVisible(), "the end of the window")
    assert started.posts() == []


async def test_waiting_then_quitting_shows_itself_and_ends_with_the_last_clip(rocket):
    async with running(render_s=1) as started:
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        await until(lambda: started.entries() and started.entries()[0].state is JobState.GENERATING)
        started.window.close()
        await answer("quit_dialog", "wait_button")
        banner = started.window.quitting.banner
        await until(banner.isVisible, "the banner")
        assert banner.title == "Startframe quits when this clip is done"
        await until(lambda: not started.window.isVisible(), "the end of the window")
    kept = Database(started.paths.database)
    await kept.open()
    assert len(await ClipLibrary(kept).all()) == 1
    await kept.close()


async def test_waiting_can_be_called_off(rocket):
    async with running(render_s=0.5) as started:
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        await until(lambda: started.entries() and started.entries()[0].state is JobState.GENERATING)
        started.window.close()
        await answer("quit_dialog", "wait_button")
        await until(started.window.quitting.banner.isVisible, "the banner")
        QTest.mouseClick(started.window.quitting.banner.button, Qt.MouseButton.LeftButton)
        assert not started.window.quitting.banner.isVisible()
        await started.first_clip()
        await until(lambda: not started.window.quitting._settled.isActive())
        assert started.window.isVisible()


async def test_the_end_of_the_session_is_not_held_up_by_a_question(rocket):
    async with running(render_s=60) as started:
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        await until(lambda: started.entries() and started.entries()[0].state is JobState.GENERATING)
        started.window.close()
        await until(lambda: top_level("quit_dialog") is not None, "the question")
        started.window.quitting.end_session()
        await until(lambda: not started.window.isVisible(), "the end of the window")
        assert top_level("quit_dialog") is None


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
