"""A frame of a clip that was made becomes the next start frame: by the menu, the card, the keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.origin import Origin
from desktop.media import film_frames, recipe
from desktop.ui.compose.frame_picker import FramePicker
from tests.ui.window.conftest import top_level, until

CTRL = Qt.KeyboardModifier.ControlModifier


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


async def test_first_last_and_shown_frame_of_a_clip_become_start_frames(startframe, rocket):
    clip, player = await with_clip(startframe, rocket)
    actions = startframe.window.actions_
    assert actions.use_first_frame in startframe.window.menus.of_card()
    actions.use_last_frame.trigger()
    await startframe.shows_picture(f"{clip.video.name}, frame 72")
    frame = startframe.window.compose.picture.frame
    assert (frame.width, frame.height) == (clip.width, clip.height)
    assert QApplication.focusWidget() is startframe.child("prompt_edit")
    actions.use_first_frame.trigger()
    await startframe.shows_picture(f"{clip.video.name}, frame 1")
    player.seek_frame(36)
    await until(lambda: player.frame_index == 36, "frame 36")
    QTest.keyClick(startframe.window, Qt.Key.Key_E, CTRL | Qt.KeyboardModifier.ShiftModifier)
    await startframe.shows_picture(f"{clip.video.name}, frame 37")


async def test_what_goes_on_from_a_clip_knows_the_frame_it_goes_on_from(startframe, rocket):
    clip, _player = await with_clip(startframe, rocket)
    QTest.keyClick(startframe.window, Qt.Key.Key_E, CTRL)
    await startframe.shows_picture(f"{clip.video.name}, frame 72")
    startframe.window.actions_.generate.trigger()
    await until(lambda: len(startframe.entries()) == 2, "the next one")
    await startframe.all_clips()
    [later] = [entry.clip for entry in startframe.entries() if entry.clip.id != clip.id]
    told = recipe.read(later.video)
    assert told is not None
    assert Origin.from_record(told["origin"]) == later.origin
    assert later.origin.clip_id == clip.id
    assert later.origin.at_s == pytest.approx(71 / 24)  # the last of 72 at 24 a second
    await startframe.with_picture(rocket)
    assert startframe.window.compose.picture.frame.origin is None


async def test_the_shown_frame_is_copied_and_saved_as_it_was_decoded(
    startframe, rocket, tmp_path, monkeypatch
):
    clip, player = await with_clip(startframe, rocket)
    window = startframe.window
    player.seek_frame(36)
    await until(lambda: player.frame_index == 36, "frame 36")
    exact = film_frames.frame(clip.video, film_frames.timetable(clip.video), 36).image
    window.stage.setFocus()
    QTest.keyClick(window.stage.film.surface, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    await until(window.notice.isVisible, "the word of it")
    await until(lambda: not startframe.app.tasks.is_live("frame of clip"), "its end")
    copied = QGuiApplication.clipboard().image().convertToFormat(QImage.Format.Format_RGB888)
    assert (copied.width(), copied.height()) == exact.size
    pixel = copied.pixelColor(100, 100)
    assert (pixel.red(), pixel.green(), pixel.blue()) == exact.getpixel((100, 100))

    async def chosen(_parent, _folder, name):
        assert name == f"{clip.video.stem} frame 37.png"
        return tmp_path / name

    monkeypatch.setattr("desktop.ui.save_place.choose_save_path", chosen)
    QTest.keyClick(window.stage.film.surface, Qt.Key.Key_C)
    await until(lambda: not startframe.app.tasks.is_live("frame of clip"), "the file")
    with Image.open(tmp_path / f"{clip.video.stem} frame 37.png") as saved:
        assert saved.tobytes() == exact.tobytes()


async def test_a_frame_of_a_clip_that_is_gone_is_told(startframe, rocket):
    clip, _player = await with_clip(startframe, rocket)
    startframe.window.stage.release()
    clip.video.unlink()
    startframe.window.actions_.copy_frame.trigger()
    await until(startframe.window.notice.isVisible, "the problem")
    assert "clipboard" not in startframe.window.notice.title


async def test_without_a_clip_there_is_nothing_to_use(startframe):
    actions = startframe.window.actions_
    for action in actions.of_frames:
        assert not action.isEnabled()


async def test_files_from_the_system_are_brought_in_like_dropped_ones(startframe, rocket, samples):
    window = startframe.window
    assert window.open_files([rocket])
    await startframe.shows_picture("rocket.jpg")
    asked: list[list[Path]] = []
    window.compose.picture.several_dropped.connect(asked.append)
    assert window.open_files([samples / "coffee.png", rocket])
    assert asked == [[samples / "coffee.png", rocket]]
    await until(lambda: top_level("batch_sheet") is not None, "the sheet")
    sheet = top_level("batch_sheet")
    await until(lambda: len(sheet.table.rows) == 2 and not sheet.reading.is_busy, "the rows")
    sheet.reject()
    await until(lambda: not startframe.app.tasks.is_live("batch"))


async def test_a_frame_near_the_end_is_proposed_and_chosen(startframe, rocket):
    clip, _player = await with_clip(startframe, rocket)
    startframe.window.actions_.choose_last_frame.trigger()
    await until(lambda: startframe.window.findChild(FramePicker) is not None, "the picker")
    picker = startframe.window.findChild(FramePicker)
    await until(picker.use_button.isEnabled, "the frames")
    assert 72 - 15 <= picker.index <= 71
    await until(lambda: picker.note.text() == "The sharpest of the last frames", "its note")
    chosen = picker.index
    QTest.mouseClick(picker.use_button, Qt.MouseButton.LeftButton)
    await startframe.shows_picture(f"{clip.video.name}, frame {chosen + 1}")
    origin = startframe.window.compose.draft().origin
    assert (origin.clip_id, round(origin.at_s * 24)) == (clip.id, chosen)
    await until(lambda: startframe.window.findChild(FramePicker) is None, "its end")
    await until(lambda: not startframe.app.tasks.is_live("recent pictures"), "the strip")


async def test_the_part_that_loops_is_cut_out_without_encoding(
    startframe, rocket, tmp_path, monkeypatch
):
    clip, player = await with_clip(startframe, rocket)
    target, part = tmp_path / "part.mp4", startframe.child("export_part", QAction)

    async def chosen(_parent, _folder, name):
        assert name == f"{clip.video.stem} part.mp4"
        return target

    monkeypatch.setattr("desktop.ui.save_place.choose_save_path", chosen)
    assert not part.isEnabled()
    player.set_part((10, 40))
    assert part.isEnabled()
    part.trigger()
    await until(lambda: startframe.window.notice.title == "part.mp4 is ready", "the part")
    assert film_frames.timetable(target).count in range(31, 36)
    player.set_part(None)
    assert not part.isEnabled()
