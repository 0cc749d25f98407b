"""Framing in the whole window: by the menu and its keys, undone, and sent as it was shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image, ImageChops
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from desktop.core.catalogue import Dimensions
from desktop.media.framing import WHOLE, Bars, Fit
from tests.ui.window.conftest import running, top_level, until

SQUARE = Dimensions(544, 544)
CTRL = Qt.KeyboardModifier.ControlModifier


async def framed(startframe, picture, dimensions=SQUARE):
    await startframe.with_picture(picture)
    window = startframe.window
    window.compose.sizes.choose(dimensions)
    window.activateWindow()
    area = window.compose.picture.area
    area.setFocus()
    await until(area.hasFocus, "the focus")
    return window, area


async def test_the_menu_frames_and_its_keys_act_on_the_frame_alone(startframe, rocket):
    window, area = await framed(startframe, rocket)
    actions = window.actions_
    assert actions.fits["fill"].isChecked()
    QTest.keyClick(area, Qt.Key.Key_2)
    assert area.framing.fit is Fit.FIT
    assert actions.fits["fit"].isChecked()
    actions.mirrored_bars.trigger()
    assert area.framing.bars is Bars.MIRRORED
    actions.places[1.0, None].trigger()  # there is nothing to move in FIT
    assert actions.fits["fill"].isChecked()
    assert area.framing.x > 0.5
    QTest.keyClick(area, Qt.Key.Key_Plus)
    assert area.framing.zoom > 1.0
    actions.reset_framing.trigger()
    assert area.framing == replace(WHOLE, bars=Bars.MIRRORED)
    edit = startframe.child("prompt_edit")
    edit.setFocus()
    QTest.keyClicks(edit, "2+0")
    assert window.compose.prompt.text == "2+0"
    assert area.framing == replace(WHOLE, bars=Bars.MIRRORED)
    window.compose.sizes.choose(Dimensions(0, 0))
    assert not actions.zoom_in.isEnabled()
    assert actions.frame_picture.isEnabled()


async def test_the_shortcut_goes_to_the_frame_and_alt_with_an_arrow_is_the_dropdowns(
    startframe, rocket
):
    window, area = await framed(startframe, rocket)
    window.compose.focus_prompt()
    both = CTRL | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(startframe.child("prompt_edit"), Qt.Key.Key_F, both)
    assert startframe.child("framing_bar").isVisible()
    assert area.hasFocus()
    QTest.keyClick(area, Qt.Key.Key_2)
    combo = startframe.child("bars_combo")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert window.actions_.fits["fit"].isChecked()
    assert combo.view().isVisible()
    combo.hidePopup()
    area.setFocus()
    QTest.keyClick(area, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert window.actions_.fits["fill"].isChecked()
    assert area.framing.x > 0.5


async def test_undo_takes_back_framing_while_the_frame_has_the_focus(startframe, rocket, samples):
    window, area = await framed(startframe, rocket)
    await startframe.with_picture(samples / "coffee.png")
    window.compose.sizes.choose(Dimensions(544, 544))
    undo = window.actions_.undo
    assert undo.text() == "Undo replacing the picture"
    QTest.keyClick(area, Qt.Key.Key_Right)
    assert undo.text() == "Undo framing"
    window.compose.focus_prompt()
    assert undo.text() == "Undo replacing the picture"
    area.setFocus()
    QTest.keyClick(area, Qt.Key.Key_Z, CTRL)
    assert area.framing == WHOLE
    assert area.frame.name == "coffee.png"
    QTest.keyClick(area, Qt.Key.Key_Z, CTRL)
    assert area.frame.name == "rocket.jpg"


async def test_undo_takes_back_what_was_done_last_a_picture_or_an_order(rocket, samples):
    async with running(undo_s=60) as started:
        await started.with_picture(rocket)
        window = started.window
        undo = window.actions_.undo
        window.actions_.generate.trigger()
        await until(lambda: undo.text() == "Undo sending", "the order")
        await started.with_picture(samples / "coffee.png")
        assert undo.text() == "Undo replacing the picture"
        undo.trigger()
        assert window.compose.picture.frame.name == "rocket.jpg"
        assert len(started.entries()) == 1
        await started.with_picture(samples / "coffee.png")
        await until(lambda: not window.compose.foot._rest.isActive(), "the end of a double click")
        window.actions_.generate.trigger()
        await until(lambda: undo.text() == "Undo sending", "the newer order")
        undo.trigger()
        await until(lambda: len(started.entries()) == 1, "the end of it")
        assert window.compose.picture.frame.name == "coffee.png"
        assert undo.text() == "Undo replacing the picture"


async def test_a_framed_picture_is_what_the_server_gets(startframe, rocket):
    window, area = await framed(startframe, rocket)
    QTest.keyClick(area, Qt.Key.Key_2)
    window.actions_.mirrored_bars.trigger()
    shown = window.compose.draft().framing
    window.actions_.generate.trigger()
    await startframe.first_clip()
    [arrived] = [
        path for path in startframe.paths.sandbox.rglob("*.jpg") if "upload" in str(path.parent)
    ]
    with Image.open(arrived) as sent:
        assert sent.size == (640, 640)  # the whole width, and as much above and below
    assert startframe.entries()[0].job.framing == shown


@pytest.mark.parametrize("dimensions", [SQUARE, Dimensions(0, 0)])
async def test_the_ground_is_chosen_seen_and_sent(startframe, tmp_path, dimensions):
    picture = tmp_path / "glass.png"
    Image.new("RGBA", (600, 600), (0, 0, 0, 0)).save(picture)
    window, area = await framed(startframe, picture, dimensions)
    assert area.frame.preview.pixelColor(5, 5).name() == "#ffffff"
    window.actions_.frame_picture.trigger()
    button = startframe.child("ground_button")
    await until(button.isVisible, "the button")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: top_level("ground_dialog") is not None, "the colours")
    dialog = top_level("ground_dialog")
    dialog.setCurrentColor(QColor("#3366cc"))
    dialog.accept()
    await until(lambda: area.frame.preview.pixelColor(5, 5).name() == "#3366cc", "the ground")
    assert "#3366cc" in button.accessibleName()
    window.actions_.generate.trigger()
    await startframe.first_clip()
    files = [*startframe.paths.sandbox.rglob("*.jpg"), *startframe.paths.sandbox.rglob("*.png")]
    [arrived] = [path for path in files if "upload" in str(path.parent)]
    with Image.open(arrived) as sent:
        ground = Image.new("RGB", sent.size, "#3366cc")
        difference = ImageChops.difference(sent.convert("RGB"), ground)
    assert max(difference.tobytes()) <= 2


async def test_an_opaque_picture_has_no_ground(startframe, rocket):
    window, _area = await framed(startframe, rocket)
    window.actions_.frame_picture.trigger()
    assert not startframe.child("ground_button").isVisible()
    assert not window.actions_.ground.isEnabled()
