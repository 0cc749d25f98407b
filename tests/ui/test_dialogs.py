"""Dialogs are awaited, closed when the wait is cancelled, and gone afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget

from desktop.ui import dialogs, theme


async def until(claim):
    deadline = time.monotonic() + 5
    while not claim():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


@pytest.fixture
def window(qapp):
    made = QWidget()
    made.show()
    yield made
    made.close()


async def open_in(window, kind, work):
    """Start `work`, and give its task and the dialog it opened."""
    task = asyncio.ensure_future(work)
    await until(lambda: window.findChild(kind))
    return task, window.findChild(kind)


async def test_a_dialog_is_awaited_while_other_tasks_run(window):
    dialog = QDialog(window)
    ticks = 0
    task = asyncio.ensure_future(dialogs.ask(dialog))
    while ticks < 5:
        await asyncio.sleep(0.005)
        ticks += 1
    assert not task.done()
    dialog.accept()
    assert await task == QDialog.DialogCode.Accepted
    await until(lambda: not window.findChildren(QDialog))


async def test_a_cancelled_wait_closes_the_dialog(window):
    task, dialog = await open_in(window, QDialog, dialogs.ask(QDialog(window)))
    await until(dialog.isVisible)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await until(lambda: not window.findChildren(QDialog))


@pytest.mark.parametrize(("button", "answer"), [("confirm_button", True), ("cancel_button", False)])
async def test_confirm_gives_the_answer(window, button, answer):
    question = dialogs.confirm(window, "Delete it?", "It goes to the trash.", "Delete")
    task, box = await open_in(window, QMessageBox, question)
    QTest.mouseClick(box.findChild(QWidget, button), Qt.MouseButton.LeftButton)
    assert await task is answer


async def test_escape_is_no(window):
    task, box = await open_in(window, QMessageBox, dialogs.confirm(window, "a", "b", "c"))
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert await task is False


async def test_what_destroys_is_not_the_default(window):
    question = dialogs.confirm(window, "a", "b", "c", is_destructive=True)
    task, box = await open_in(window, QMessageBox, question)
    assert box.defaultButton().objectName() == "cancel_button"
    box.reject()
    assert await task is False


async def test_one_button_alone_looks_like_the_answer_wherever_the_focus_is(window, qapp):
    theme.apply(qapp)
    labels = {"quit_button": "Quit", "stay_button": "Stay"}
    question = dialogs.choose(window, "a", "b", labels, default="stay_button", escape="stay_button")
    task, box = await open_in(window, QMessageBox, question)
    quit_button = box.findChild(QPushButton, "quit_button")
    quit_button.setFocus(Qt.FocusReason.TabFocusReason)
    await until(quit_button.isDefault)  # Enter presses what has the focus
    accent = theme.current().colour("accent")
    assert ground(quit_button) != accent
    assert ground(box.findChild(QPushButton, "stay_button")) == accent
    box.reject()
    assert await task == "stay_button"


def ground(button):
    """The colour a button is filled with, well inside its edge and left of its words."""
    picture = button.grab().toImage()
    return picture.pixelColor(6, picture.height() // 2)


async def test_a_change_of_theme_does_not_change_the_default(window, qapp):
    labels = {"quit_button": "Quit", "stay_button": "Stay"}
    question = dialogs.choose(window, "a", "b", labels, default="stay_button", escape="stay_button")
    task, box = await open_in(window, QMessageBox, question)
    stay = box.findChild(QPushButton, "stay_button")
    await until(stay.isDefault)
    before = qapp.styleSheet()
    qapp.setStyleSheet("QPushButton { padding: 3px; }")
    await asyncio.sleep(0)
    await until(stay.isDefault)
    assert not box.findChild(QPushButton, "quit_button").isDefault()
    qapp.setStyleSheet(before)
    await asyncio.sleep(0.05)
    await until(stay.isDefault)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert await task == "stay_button"


async def test_a_picture_is_chosen(window, samples):
    rocket = samples / "rocket.jpg"
    task, dialog = await open_in(window, QFileDialog, dialogs.choose_picture(window, samples))
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(rocket))
    dialog.accept()
    assert await task == rocket


async def test_nothing_is_chosen(window, samples, tmp_path):
    for work, nothing in (
        (dialogs.choose_picture(window, samples), None),
        (dialogs.choose_folder(window, tmp_path), None),
        (dialogs.choose_save_path(window, tmp_path, "a.mp4"), None),
    ):
        task, dialog = await open_in(window, QFileDialog, work)
        dialog.reject()
        assert await task == nothing
        await until(lambda: not window.findChildren(QFileDialog))


async def test_a_place_to_save_is_chosen(window, tmp_path):
    work = dialogs.choose_save_path(window, tmp_path, "a.mp4")
    task, dialog = await open_in(window, QFileDialog, work)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(tmp_path / "b"))
    dialog.accept()
    assert await task == tmp_path / "b.mp4"


async def test_the_first_picture_is_looked_for_among_the_users_pictures(
    window, tmp_path, monkeypatch
):
    found = [str(tmp_path)]
    monkeypatch.setattr(QStandardPaths, "locate", lambda *_about: found[0])
    task, dialog = await open_in(window, QFileDialog, dialogs.choose_picture(window, ""))
    assert dialog.directory().absolutePath() == str(tmp_path)
    dialog.reject()
    assert await task is None
    found[0] = ""
    assert dialogs.pictures_folder() == str(Path.home())
