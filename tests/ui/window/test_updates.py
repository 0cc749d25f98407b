"""A newer version is told of in a quiet line: once a day, never while clips are made."""

import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from desktop.core.paths import app_paths
from desktop.core.release import running as this_version
from desktop.core.settings import Settings, SettingsFile
from desktop.jobs.accounts import Accounts
from desktop.jobs.job import JobState
from desktop.leonardo import releases
from desktop.ui.account.settings import SettingsDialog
from desktop.ui.updates import control
from desktop.ui.window import SMALLEST_SIZE
from tests.leonardo.server import Answer, Server
from tests.ui.window.conftest import answer, running, top_level, until

PATH = "/repos/startframe/startframe/releases/latest"
PAGE = f"{releases.PAGES}tag/v99.1.0"
NOTES = "Clips are <b>bolder</b> & better\n• Nothing else\n• &amp; nothing less"
NEWER = {
    "tag_name": "v99.1.0",
    "html_url": PAGE,
    "body": NOTES,
    "draft": False,
    "prerelease": False,
}
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(monkeypatch):
    """The release page on loopback; nothing newer on it than version 99.1.0."""
    with Server() as server:
        monkeypatch.setattr(releases, "LATEST", server.url(PATH))
        server.on("GET", PATH, Answer.json(NEWER))
        yield server


@pytest.fixture
def by_itself(monkeypatch):
    """As with an account of Leonardo's, without the first while."""
    monkeypatch.setattr(Accounts, "is_play", False)
    monkeypatch.setattr(control, "FIRST_LOOK_MS", 0)


@pytest.fixture
def opened(monkeypatch):
    """The pages that were opened."""
    pages = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pages.append(url.toString()))
    return pages


def remember(**settings):
    SettingsFile(app_paths().settings_file).save(Settings(undo_s=0, **settings))


def note_of(started):
    return started.window.updates.note


def focused():
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


async def asked(started, page, times=1):
    """Until that many questions were asked, and their answers told."""
    await until(lambda: len(page.requests) == times, "the question")
    await until(lambda: not started.app.tasks.is_live(control.TASK), "its end")


async def looked(started):
    """Until it has looked whether it is time to ask."""
    timer = started.window.updates._timer
    await until(lambda: timer.interval() == control.LOOK_EVERY_MS, "the look")


# ── by itself ────────────────────────────────────────────────────────────────────────────────


async def test_a_newer_version_is_told_as_plain_text(page, by_itself):
    async with running() as started:
        note = note_of(started)
        await until(note.isVisible, "the note")
        assert note.title == "New: version 99.1.0"
        assert note.news == NOTES
        for label in note.findChildren(QLabel):
            assert label.textFormat() is Qt.TextFormat.PlainText
        spoken = QAccessible.queryAccessibleInterface(note)
        assert spoken.text(QAccessible.Text.Name) == "New: version 99.1.0"
        assert spoken.text(QAccessible.Text.Description) == NOTES
        assert started.window.notice.isHidden()


async def test_a_restart_does_not_ask_again_the_same_day(page, by_itself):
    async with running() as started:
        await asked(started, page)
    async with running() as started:
        await looked(started)
    assert len(page.requests) == 1
    kept = SettingsFile(app_paths().settings_file).load()
    assert 0 <= time.time() - kept.versions_asked_at < 60
    remember(versions_asked_at=int(time.time()) - control.DAY_S - 1)
    async with running() as started:
        await asked(started, page, 2)


async def test_in_the_sandbox_nobody_is_asked(page, monkeypatch):
    monkeypatch.setattr(control, "FIRST_LOOK_MS", 0)
    async with running() as started:
        await looked(started)
        assert started.app.studio.accounts.is_play
    assert page.requests == []


async def test_who_does_not_want_to_know_is_not_asked_for(page, by_itself):
    remember(tells_of_versions=False)
    async with running() as started:
        await looked(started)
    assert page.requests == []


async def test_while_a_clip_is_made_it_waits(page, by_itself, monkeypatch, rocket):
    monkeypatch.setattr(control, "FIRST_LOOK_MS", 3_600_000)
    async with running(render_s=3600.0) as started:
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        counts = started.window.presenter.model.counts
        await until(lambda: counts().running == 1, "the clip under way")
        await until(lambda: started.entries()[0].state is JobState.GENERATING, "the rendering")
        started.window.updates._timer.start(0)
        await looked(started)
        assert page.requests == []
        assert started.window.updates._is_put_off
        started.window.actions_.cancel.trigger()
        await answer("cancel_dialog", "stop_button")
        await asked(started, page)
        await until(note_of(started).isVisible, "the note")


@pytest.mark.parametrize(
    "said",
    [
        Answer(500),
        Answer(body=b"<html>"),
        Answer.json(NEWER | {"html_url": "https://evil.example"}),
    ],
)
async def test_a_failure_says_nothing(page, by_itself, said):
    page.on("GET", PATH, said)
    async with running() as started:
        await asked(started, page)
        assert note_of(started).isHidden()
        assert started.window.notice.isHidden()


async def test_the_same_or_an_older_version_says_nothing(page, by_itself):
    page.on("GET", PATH, Answer.json(NEWER | {"tag_name": f"v{this_version()}"}))
    async with running() as started:
        await asked(started, page)
        assert note_of(started).isHidden()
        assert started.window.notice.isHidden()


# ── what can be done with it ─────────────────────────────────────────────────────────────────


async def test_its_news_unfold_and_its_page_opens(page, by_itself, opened):
    async with running() as started:
        note = note_of(started)
        await until(note.isVisible, "the note")
        news = started.child("update_news", QLabel)
        assert news.isHidden()
        QTest.mouseClick(note.fold, LEFT)
        assert news.isVisible()
        assert "<b>bolder</b>" in news.text()
        QTest.mouseClick(note.fold, LEFT)
        assert news.isHidden()
        QTest.mouseClick(note.page, LEFT)
        assert opened == [PAGE]
        assert note.isVisible()


async def test_endless_words_do_not_widen_the_window(page, by_itself):
    page.on("GET", PATH, Answer.json(NEWER | {"body": "x" * 5000}))
    async with running() as started:
        note, window = note_of(started), started.window
        await until(note.isVisible, "the note")
        QTest.mouseClick(note.fold, LEFT)
        window.resize(SMALLEST_SIZE)
        await until(lambda: window.size() == SMALLEST_SIZE, "the smallest window")
        assert note.minimumSizeHint().width() < SMALLEST_SIZE.width()
        assert note.close_button.geometry().right() < note.width()


async def test_a_skipped_version_is_not_told_again_but_the_next_is(page, by_itself):
    async with running() as started:
        await until(note_of(started).isVisible, "the note")
        QTest.mouseClick(note_of(started).skip, LEFT)
        assert note_of(started).isHidden()
        started.app.preferences.change(versions_asked_at=0)
        started.window.updates._look()
        await asked(started, page, 2)
        assert note_of(started).isHidden()
    assert SettingsFile(app_paths().settings_file).load().skipped_version == "99.1.0"
    remember(skipped_version="99.1.0")
    page.on("GET", PATH, Answer.json(NEWER | {"tag_name": "99.1.1"}))
    async with running() as started:
        await until(note_of(started).isVisible, "the note of the next")


async def test_a_dismissed_one_is_gone_for_now(page, by_itself):
    async with running() as started:
        await until(note_of(started).isVisible, "the note")
        QTest.mouseClick(note_of(started).close_button, LEFT)
        assert note_of(started).isHidden()
    assert SettingsFile(app_paths().settings_file).load().skipped_version == ""


async def test_it_is_walked_through_by_tab_and_every_control_has_a_name(page, by_itself):
    async with running() as started:
        note = note_of(started)
        await until(note.isVisible, "the note")
        started.window.activateWindow()
        started.window.header.balance_pill.setFocus()
        walked = []
        for control_ in note.controls:
            QTest.keyClick(focused(), Qt.Key.Key_Tab)
            walked.append(focused())
            assert QAccessible.queryAccessibleInterface(control_).text(QAccessible.Text.Name)
        assert walked == note.controls
        QTest.keyClick(note.close_button, Qt.Key.Key_Space)
        assert note.isHidden()


# ── asked for by the user ────────────────────────────────────────────────────────────────────


def ask_now(started):
    """By the menu, as a user does."""
    entries = {
        action.objectName(): (menu, action)
        for menu in started.window.header.menu_bar.findChildren(QMenu)
        for action in menu.actions()
    }
    menu, action = entries["check_versions"]
    assert menu.title() == "&Help"
    assert action.text() == "Check for new versions…"
    menu.popup(started.window.mapToGlobal(started.window.rect().center()))
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


async def test_asked_by_the_menu_it_says_that_this_is_the_newest(page, startframe):
    page.on("GET", PATH, Answer.json(NEWER | {"tag_name": f"v{this_version()}"}))
    ask_now(startframe)
    assert startframe.window.notice.title == "Asking for the newest version…"
    await asked(startframe, page)
    assert startframe.window.notice.title == "This is the newest version"
    assert str(this_version()) in startframe.window.notice.reason
    assert note_of(startframe).isHidden()


async def test_asked_by_the_menu_it_says_why_it_could_not(page, startframe):
    page.on("GET", PATH, Answer(403))
    ask_now(startframe)
    await asked(startframe, page)
    assert startframe.window.notice.title == "The newest version is not known"
    assert "status 403" in startframe.window.notice.reason


async def test_asked_by_the_menu_it_tells_of_a_skipped_one_too(page, by_itself):
    now = int(time.time())
    remember(tells_of_versions=False, versions_asked_at=now, skipped_version="99.1.0")
    async with running() as started:
        await looked(started)
        ask_now(started)
        await asked(started, page)
        assert note_of(started).isVisible()
        assert started.window.notice.isHidden(), "it has nothing more to say"


async def test_asked_while_it_asks_by_itself_it_says_what_comes(page, by_itself):
    held = threading.Event()
    same = NEWER | {"tag_name": f"v{this_version()}"}
    page.on("GET", PATH, Answer.json(same).but(hold=held))
    async with running() as started:
        await until(lambda: page.requests, "the question")
        ask_now(started)
        held.set()
        await until(lambda: started.window.notice.title == "This is the newest version")
    assert len(page.requests) == 1


async def test_the_window_closes_while_it_asks(page, by_itself):
    held = threading.Event()
    page.on("GET", PATH, Answer.json(NEWER).but(hold=held))
    async with running():
        await until(lambda: page.requests, "the question")
    held.set()


async def test_switched_off_while_it_asks_it_says_nothing(page, by_itself):
    held = threading.Event()
    page.on("GET", PATH, Answer.json(NEWER).but(hold=held))
    async with running() as started:
        await until(lambda: page.requests, "the question")
        started.app.preferences.change(tells_of_versions=False)
        held.set()
        await asked(started, page)
        assert note_of(started).isHidden()


# ── the setting ──────────────────────────────────────────────────────────────────────────────


async def test_it_is_switched_off_in_the_settings(page, by_itself):
    async with running() as started:
        await until(note_of(started).isVisible, "the note")
        started.window.actions_.settings.trigger()
        await until(lambda: top_level("settings_dialog") is not None, "the settings")
        dialog = top_level("settings_dialog")
        assert isinstance(dialog, SettingsDialog)
        assert dialog.height() <= SMALLEST_SIZE.height()
        assert dialog.versions_switch.accessibleName() == "Tell me about new versions"
        dialog.versions_switch.setFocus()
        QTest.keyClick(dialog.versions_switch, Qt.Key.Key_Space)
        assert note_of(started).isHidden()
        QTest.mouseClick(dialog.close_button, LEFT)
        await until(lambda: top_level("settings_dialog") is None, "their end")
    assert not SettingsFile(app_paths().settings_file).load().tells_of_versions
