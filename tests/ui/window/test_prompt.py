"""Prompts in the whole window: remembered when sent, forgotten, a batch after one question."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.core.catalogue import Dimensions
from tests.ui.window.conftest import answer, running, top_level, until

WILD = "{slow|fast} {pan|tilt}"


def kept(started):
    return [prompt.text for prompt in started.window.compose.prompt.history._kept]


async def wild(started, rocket):
    """A batch of four, asked for."""
    await started.with_picture(rocket)
    compose = started.window.compose
    compose.sizes.choose(Dimensions(736, 400))
    compose.duration.choose(3)
    compose.prompt.write(WILD)
    started.window.actions_.generate.trigger()
    await until(lambda: top_level("confirm_dialog"), "the question")
    labels = top_level("confirm_dialog").findChildren(QLabel)
    return " ".join(label.text() for label in labels)


async def test_a_batch_is_sent_after_one_question_and_remembered_as_typed(startframe, rocket):
    asked = await wild(startframe, rocket)
    assert "Generate 4 clips for about $1.61?" in asked
    assert "it is play money" in asked
    assert startframe.entries() == []
    await answer("confirm_dialog", "confirm_button")
    await until(lambda: len(startframe.entries()) == 4, "the cards")
    await startframe.all_clips()
    prompts = {entry.clip.request.prompt for entry in startframe.entries()}
    assert len(startframe.posts()) == 4
    assert "slow pan" in prompts
    assert "fast tilt" in prompts
    await until(lambda: kept(startframe) == [WILD], "the history")


async def test_a_batch_that_is_not_agreed_to_sends_nothing(startframe, rocket):
    await wild(startframe, rocket)
    await answer("confirm_dialog", "cancel_button")
    await until(lambda: not startframe.app.tasks.is_live("submit"))
    assert startframe.entries() == []
    assert startframe.window.compose.draft().prompt == WILD


async def test_undo_takes_back_the_whole_batch_and_gives_back_what_was_typed(rocket):
    async with running(undo_s=20) as started:
        await wild(started, rocket)
        await answer("confirm_dialog", "confirm_button")
        await until(lambda: len(started.entries()) == 4, "the cards")
        window = started.window
        await until(lambda: window.actions_.undo.text() == "Undo sending 4 clips")
        window.actions_.remove_picture.trigger()
        window.compose.prompt.write("")
        window.actions_.undo.trigger()
        await until(lambda: not started.entries(), "the end of the cards")
        await started.shows_picture("rocket.jpg")
        assert window.compose.draft().prompt == WILD
        assert started.posts() == []


async def test_the_history_opens_by_its_shortcut_and_outlives_a_restart(rocket):
    async with running() as started:
        await started.with_picture(rocket)
        started.window.compose.prompt.write("lift off")
        started.window.actions_.generate.trigger()
        await started.first_clip()
    async with running() as started:
        await until(lambda: kept(started) == ["lift off"], "the history")
        window, popup = started.window, started.window.compose.prompt.history
        window.compose.prompt.write("")
        window.activateWindow()
        window.compose.focus_prompt()
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(started.child("prompt_edit"), Qt.Key.Key_H, both)
        assert popup.isVisible()
        QTest.keyClick(popup.search, Qt.Key.Key_Delete)
        await until(lambda: kept(started) == [], "the end of it")
        popup.close()
        assert not await started.app.studio.prompts.all()
