"""A frame of a clip that was made becomes the next start frame: by the menu, the card, the keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.window.conftest import top_level, until


async def with_clip(startframe, rocket):
    await startframe.with_picture(rocket)
    QTest.keyClick(startframe.child("duration_slider"), Qt.Key.Key_Home)
    QTest.mouseClick(startframe.child("generate_button"), Qt.MouseButton.LeftButton)
    clip = await startframe.first_clip()
    player = startframe.window.stage.film.player
    await until(
        lambda: player.frame_count == 72 and player.position_ms > 0, "the clip on the stage"
    )
    player.pause()
    return clip, player


async def named(startframe, name):
    compose = startframe.window.compose
    await until(lambda: compose.draft().picture_name == name, name)
    await until(lambda: not compose.picture.is_loading, "the end of the loading")


async def test_first_last_and_shown_frame_of_a_clip_become_start_frames(startframe, rocket):
    clip, player = await with_clip(startframe, rocket)
    actions = startframe.window.actions_
    assert actions.use_first_frame in actions.clip_actions()
    actions.use_last_frame.trigger()
    await named(startframe, f"{clip.video.name}, frame 72")
    frame = startframe.window.compose.picture.frame
    assert (frame.width, frame.height) == (clip.width, clip.height)
    assert QApplication.focusWidget() is startframe.child("prompt_edit")
    actions.use_first_frame.trigger()
    await named(startframe, f"{clip.video.name}, frame 1")
    player.seek_frame(36)
    await until(lambda: player.frame_index == 36, "frame 36")
    QTest.keyClick(startframe.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    await named(startframe, f"{clip.video.name}, frame 37")


async def test_without_a_clip_there_is_nothing_to_use(startframe):
    actions = startframe.window.actions_
    for action in (actions.use_first_frame, actions.use_last_frame, actions.use_this_frame):
        assert not action.isEnabled()


async def test_files_from_the_system_are_brought_in_like_dropped_ones(startframe, rocket, samples):
    window = startframe.window
    assert window.open_files([rocket])
    await named(startframe, "rocket.jpg")
    asked: list[list[Path]] = []
    window.compose.picture.several_dropped.connect(asked.append)
    assert window.open_files([samples / "coffee.png", rocket])
    assert asked == [[samples / "coffee.png", rocket]]
    await until(lambda: top_level("batch_sheet") is not None, "the sheet")
    sheet = top_level("batch_sheet")
    await until(lambda: len(sheet.table.rows) == 2 and not sheet.reading.is_busy, "the rows")
    sheet.reject()
    await until(lambda: not startframe.app.tasks.is_live("batch"))
