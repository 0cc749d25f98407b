"""Attempts in the library: found with their reason, begun again, forgotten."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.ui.window.conftest import answer, running, until
from tests.ui.window.test_queue import generate

LEFT = Qt.MouseButton.LeftButton


def choose(combo, row):
    combo.setCurrentIndex(row)
    combo.activated.emit(row)


async def shown_attempts(started, count):
    """The library with the attempts in it."""
    window = started.window
    window.actions_.library.trigger()
    control = window.presenter.desk.library
    await until(lambda: control.panel is not None and control.panel.isVisible())
    panel = control.panel
    panel.filter_button.setChecked(True)
    choose(panel.filters.state_combo, 1)
    await until(lambda: panel.attempts.model.rowCount() == count, f"{count} attempts")
    return panel


async def test_a_failed_attempt_stays_in_the_library_with_its_reason(rocket):
    async with running(faults=["failed:2"]) as started:
        await started.with_picture(rocket)
        await generate(started, [r"a\{b\}"])
        window = started.window
        await until(lambda: window.presenter.model.counts().can_retry == 1)
        panel = await shown_attempts(started, 1)
        assert panel.count_label.text() == "1 attempt"
        window.actions_.clear_finished.trigger()
        await until(lambda: not started.entries(), "the clearing")
        [kept] = await started.app.studio.attempts.all()
        attempts = panel.attempts.model
        await until(lambda: attempts.shown == [kept], "the attempt as it is kept")
        page = panel.attempts
        QTest.mouseClick(
            page.grid.viewport(), LEFT, pos=page.grid.visualRect(page.model.index(0, 0)).center()
        )
        assert page.prompt_label.text() == "a{b}"
        assert page.title_label.text()
        assert page.reason_label.text()
        panel.search_edit.setText("nothing like it")
        assert panel.nothing_label.isVisible()
        panel.search_edit.setText("A{")
        assert page.model.rowCount() == 1


async def test_it_is_begun_again_as_it_was(rocket):
    async with running(faults=["failed:1"]) as started:
        await started.with_picture(rocket)
        await generate(started, [r"\{one\|none\}"])
        window, compose = started.window, started.window.compose
        await until(lambda: window.presenter.model.counts().can_retry == 1)
        made_of = compose.draft()
        panel = await shown_attempts(started, 1)
        compose.prompt.replace("something else")
        panel.attempts.grid.selectAll()
        QTest.mouseClick(panel.attempts.findChild(QPushButton, "attempt_use"), LEFT)
        await until(lambda: compose.draft().prompt == made_of.prompt)
        await started.shows_picture(rocket.name)
        assert compose.draft() == made_of
        window.actions_.undo.trigger()
        await until(lambda: compose.draft().prompt == "something else")


async def test_they_are_forgotten_when_asked(rocket):
    async with running(faults=["failed:2"]) as started:
        await started.with_picture(rocket)
        await generate(started, "ab")
        await until(lambda: started.window.presenter.model.counts().can_retry == 2)
        panel = await shown_attempts(started, 2)
        page = panel.attempts
        page.grid.setFocus()
        page.grid.selectAll()
        assert page.title_label.text() == "2 attempts are selected."
        QTest.keyClick(page.grid, Qt.Key.Key_Delete)
        await answer("confirm_dialog", "cancel_button")
        assert page.model.rowCount() == 2
        await until(lambda: not started.app.tasks.is_live("forget attempts"))
        QTest.keyClick(page.grid, Qt.Key.Key_Delete)
        await answer("confirm_dialog", "confirm_button")
        await until(lambda: page.model.rowCount() == 0, "the end of the attempts")
        assert not started.entries()
        assert await started.app.studio.attempts.all() == []
        assert panel.nothing_label.isVisible()
        choose(panel.filters.state_combo, 0)
        assert not panel.attempts.isVisible()
