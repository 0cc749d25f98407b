"""The window tells what happened without the user, each job's story, and what to hand on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from desktop.core.notices import SettingsReset
from desktop.core.paths import app_paths
from tests.ui.window.conftest import running, top_level, until


async def test_diagnostics_are_shown_before_they_are_copied(startframe):
    action = startframe.window.actions_.copy_diagnostics
    assert action.shortcut() == QKeySequence("Ctrl+Shift+D")
    QTest.keyClick(
        startframe.window,
        Qt.Key.Key_D,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    await until(lambda: top_level("diagnostics_dialog") is not None, "the dialog")
    dialog = top_level("diagnostics_dialog")
    shown = dialog.findChild(QPlainTextEdit, "diagnostics_text").toPlainText()
    for part in ("[versions]", "[database]", "check: ok", "[key]\nnot known", "[log]"):
        assert part in shown
    copy = dialog.findChild(QPushButton, "diagnostics_copy")
    assert copy.hasFocus() or copy.isDefault()
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == shown
    assert copy.text() == "Copied"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: top_level("diagnostics_dialog") is None, "its end")


async def test_the_details_of_a_failed_job_tell_its_story(rocket):
    async with running(faults=("failed",)) as started:
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        await until(lambda: started.entries() and started.entries()[0].is_failed, "the failure")
        details = started.window.stage.job_view.message.details
        await until(details.button.isVisible, "the card")
        QTest.mouseClick(details.button, Qt.MouseButton.LeftButton)
        await until(lambda: "POST answered" in details.text, "the timeline")
        assert "Problem: generation_failed" in details.text
        assert "→ failed" in details.text
        assert "X-Amz" not in details.text


@pytest.mark.expects_log("the database is damaged")
async def test_a_rebuilt_library_is_said_in_the_window():
    path = app_paths().database
    path.parent.mkdir(parents=True)
    path.write_bytes(b"SQLite format 3\0" + b"\xa5" * 9000)
    async with running() as started:
        notice = started.window.notice
        assert notice.title == "The library was damaged and has been rebuilt."
        assert "There was no backup." in notice.reason
        assert notice.isVisible()
        started.window.support.tell(SettingsReset(None))
        assert "settings could not be read" in notice.title


async def test_a_database_of_a_newer_version_stays_and_is_said():
    import contextlib
    import sqlite3

    path = app_paths().database
    path.parent.mkdir(parents=True)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    async with running(opens=False) as started:
        await until(started.window.notice.isVisible, "the notice")
        assert "newer version" in started.window.notice.reason
        started.window.actions_.copy_diagnostics.trigger()  # works all the same
        await until(lambda: top_level("diagnostics_dialog") is not None, "the dialog")
        top_level("diagnostics_dialog").reject()
        await until(lambda: top_level("diagnostics_dialog") is None, "its end")
