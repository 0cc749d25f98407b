"""The strip of recent pictures and the hints, in the whole window: kept, used, taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.ui.window.conftest import running, until

NAMES = ("chelsea.png", "coffee.png", "rocket.jpg")


def names(started):
    model = started.window.compose.recents.model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    return [index.data(Qt.ItemDataRole.UserRole).name for index in rows]


async def resting(started):
    compose, tasks = started.window.compose, started.app.tasks
    names = ("recent pictures", "start frame", compose.recents._thumbnails._task_name)
    await until(lambda: not any(map(tasks.is_live, names)))
    await until(lambda: not compose.preflight.is_measuring)


async def with_pictures(started, samples, *wanted):
    for name in wanted:
        await started.with_picture(samples / name)
        await until(lambda name=name: names(started)[:1] == [name], "the strip")
    await resting(started)


def at(strip, row):
    return strip.visualRect(strip.model().index(row, 0)).center()


async def test_it_survives_a_restart(samples):
    async with running() as first:
        assert first.window.compose.recents.isHidden()
        await with_pictures(first, samples, *NAMES)
        assert names(first) == ["rocket.jpg", "coffee.png", "chelsea.png"]
        assert first.window.compose.recents.isVisible()
    async with running() as again:
        await until(lambda: names(again) == ["rocket.jpg", "coffee.png", "chelsea.png"])
        await resting(again)


async def test_a_click_uses_it(startframe, samples):
    await with_pictures(startframe, samples, *NAMES)
    compose, strip = startframe.window.compose, startframe.window.compose.recents
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at(strip, 2))
    await until(lambda: compose.draft().picture_name == "chelsea.png")
    await until(lambda: names(startframe) == ["chelsea.png", "rocket.jpg", "coffee.png"])
    assert compose.picture.frame.width == 451
    assert compose.can_undo_picture
    await resting(startframe)


async def test_by_keyboard(startframe, samples):
    await with_pictures(startframe, samples, *NAMES)
    compose, strip = startframe.window.compose, startframe.window.compose.recents
    startframe.window.actions_.focus_recents.trigger()
    assert strip.hasFocus()
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Return)
    await until(lambda: compose.draft().picture_name == "coffee.png")
    await until(lambda: names(startframe)[0] == "coffee.png")
    file = compose.picture.frame.path
    QTest.keyClick(strip, Qt.Key.Key_Home)
    QTest.keyClick(strip, Qt.Key.Key_Delete)
    await until(lambda: names(startframe) == ["rocket.jpg", "chelsea.png"])
    assert file.is_file()  # the draft has it, clips may
    assert compose.draft().picture_name == "coffee.png"
    await resting(startframe)


async def test_by_its_menu(startframe, samples):
    await with_pictures(startframe, samples, *NAMES)
    strip = startframe.window.compose.recents
    place = at(strip, 1)
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, place, strip.viewport().mapToGlobal(place))
    QApplication.sendEvent(strip.viewport(), event)
    menu = strip.findChild(QMenu, "recent_menu")
    assert [action.text() for action in menu.actions()] == [
        "Use as start frame",
        "Remove from recent pictures",
    ]
    menu.actions()[1].trigger()
    menu.close()
    await until(lambda: names(startframe) == ["rocket.jpg", "chelsea.png"])
    await resting(startframe)


async def test_a_file_that_is_gone_says_so_and_leaves(startframe, samples):
    await with_pictures(startframe, samples, *NAMES)
    compose, strip = startframe.window.compose, startframe.window.compose.recents
    gone: Path = strip.model().index(1, 0).data(Qt.ItemDataRole.UserRole).file
    gone.unlink()  # noqa: ASYNC240 - nothing else runs
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at(strip, 1))
    await until(lambda: names(startframe) == ["rocket.jpg", "chelsea.png"])
    assert compose.picture.notice.isVisible()
    assert compose.draft().picture_name == "rocket.jpg"
    await resting(startframe)


async def test_a_low_window_keeps_the_room_for_the_picture(startframe, samples):
    await with_pictures(startframe, samples, "rocket.jpg")
    window, strip = startframe.window, startframe.window.compose.recents
    assert strip.isVisible()
    window.resize(1024, 640)
    await until(strip.isHidden)
    window.actions_.focus_recents.trigger()
    assert strip.isVisible()
    window.compose.focus_prompt()
    await until(strip.isHidden)
    window.compose.picture.remove()
    await until(strip.isVisible)
    await resting(startframe)


async def test_its_pictures_are_named(startframe, samples):
    await with_pictures(startframe, samples, "rocket.jpg")
    strip = startframe.window.compose.recents
    spoken = strip.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "rocket.jpg, 640 by 427"
    assert strip.accessibleName()
    assert strip.childAt(QPoint(5, 5)) is not None


@pytest.mark.parametrize("again", [False, True])
async def test_a_hint_is_dismissed_for_good_until_all_are_called_back(samples, again):
    async with running() as first:
        await with_pictures(first, samples, "rocket.jpg")
        call_back = first.window.actions_.show_hints
        assert not call_back.isEnabled()
        QTest.mouseClick(first.child("no_prompt_hint_cross"), Qt.MouseButton.LeftButton)
        assert first.child("no_prompt_hint").isHidden()
        assert call_back.isEnabled()
        if again:
            call_back.trigger()
            assert first.child("no_prompt_hint").isVisible()
    async with running() as second:
        await until(lambda: second.window.compose.picture.frame is not None)
        assert second.child("no_prompt_hint").isVisible() is again
        await resting(second)
