"""A second computer: what the account made elsewhere is fetched and becomes clips here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from tests.ui.window.conftest import running, until


async def test_clips_of_the_account_come_to_an_empty_library(rocket):
    async with running() as first:
        await first.with_picture(rocket)
        first.window.compose.prompt.write("lift off")
        first.window.actions_.generate.trigger()
        clip = await first.first_clip()
    for file in first.paths.database.parent.glob("startframe.sqlite3*"):
        file.unlink()
    clip.video.unlink()
    async with running() as second:
        window = second.window
        await until(window.actions_.bring_in.isEnabled)
        window.actions_.bring_in.trigger()
        await until(lambda: window.findChild(QMessageBox) is not None, "the question")
        assert window.findChild(QMessageBox).text() == "1 clip of the account is not here"
        QTest.mouseClick(window.findChild(QPushButton, "confirm_button"), Qt.MouseButton.LeftButton)
        found = await second.first_clip()
        assert found.generation_id == clip.generation_id
        assert found.request.prompt == "lift off"
        assert found.video.is_file()
        await until(lambda: not second.app.tasks.is_live("bring in clips"))
        window.actions_.bring_in.trigger()
        await until(lambda: window.notice.title == "Everything of the account is here")
