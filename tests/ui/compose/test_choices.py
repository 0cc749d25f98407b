"""Prompt, sizes, duration, switches, price and Generate, through the real controls."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from desktop.core.catalogue import Dimensions, default_model
from tests.ui.compose.conftest import until


def choices(combo):
    return [combo.itemText(index) for index in range(combo.count())]


async def test_only_pairs_of_the_model_can_be_chosen(bench):
    aspects, sizes = bench.find("aspect_combo"), bench.find("size_combo")
    assert choices(aspects) == ["16:9 Landscape", "9:16 Portrait", "1:1 Square", "Auto"]
    seen = set()
    for index in range(aspects.count()):
        aspects.setCurrentIndex(index)
        for size in range(sizes.count()):
            sizes.setCurrentIndex(size)
            seen.add(bench.panel.draft().dimensions)
    assert seen == set(default_model().dimensions)


async def test_another_ratio_keeps_the_price_class(bench):
    bench.panel.sizes.choose(Dimensions(736, 400))
    bench.find("aspect_combo").setCurrentIndex(1)
    assert bench.panel.sizes.dimensions == Dimensions(400, 736)


async def test_keys_choose_a_ratio(bench):
    combo = bench.find("aspect_combo")
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentText() == "9:16 Portrait"
    assert bench.find("size_combo").currentText() == "720 × 1280"


async def test_the_counter_counts_code_points(bench):
    edit, counter = bench.find("prompt_edit"), bench.find("prompt_counter")
    QTest.keyClicks(edit, "fly ")
    edit.insertPlainText("🚀🚀")
    assert counter.text() == "6 / 5000"
    assert bench.panel.draft().prompt == "fly 🚀🚀"


@pytest.mark.parametrize(
    ("length", "tone"), [(4499, "muted"), (4500, "warn"), (5000, "warn"), (5001, "error")]
)
async def test_the_counter_warns_before_it_stops(bench, length, tone):
    bench.panel.prompt.edit.setPlainText("🚀" * length)
    assert bench.find("prompt_counter").property("tone") == tone


async def test_too_long_a_prompt_is_kept_and_not_sent(bench, rocket):
    await bench.load(rocket)
    bench.panel.prompt.edit.setPlainText("x" * 5012)
    button = bench.find("generate_button")
    assert not button.isEnabled()
    assert button.text() == "Prompt is 12 characters too long"
    bench.panel.generate()
    assert bench.asked == []
    assert bench.panel.prompt.length == 5012
    bench.panel.prompt.edit.setPlainText("x" * 5000)
    assert button.isEnabled()


async def test_the_prompt_takes_plain_text_and_gives_up_tab(bench):
    edit = bench.find("prompt_edit")
    rich = QMimeData()
    rich.setHtml("<b>bold</b>")
    rich.setText("bold")
    edit.insertFromMimeData(rich)
    assert edit.toPlainText() == "bold"
    edit.undo()
    assert edit.toPlainText() == ""
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.toPlainText() == ""


async def test_half_a_character_can_be_kept_and_sent(bench):
    bench.panel.prompt.write("half \ud83d, whole 🚀")
    text = bench.panel.draft().prompt
    assert text.encode("utf-8").decode("utf-8") == text
    assert text.endswith("whole 🚀")


async def test_an_empty_prompt_is_allowed_with_a_hint(bench, rocket):
    await bench.load(rocket)
    assert bench.find("no_prompt_hint").isVisible()
    bench.panel.generate()
    assert bench.asked[0].request.prompt == ""
    bench.panel.prompt.edit.setPlainText("fly")
    assert bench.find("no_prompt_hint").isHidden()


async def test_keys_move_the_duration(bench):
    slider = bench.find("duration_slider")
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert (slider.value(), slider.accessibleName()) == (7, "Duration, 7 seconds")
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert bench.find("duration_number").text() == "10 s"
    QTest.keyClick(slider, Qt.Key.Key_End)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert bench.panel.draft().duration_s == 15
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert bench.panel.draft().duration_s == 3


async def test_a_click_on_the_slider_goes_there(bench):
    slider = bench.find("duration_slider")
    place = slider.rect().center()
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place)
    assert slider.value() == 9


async def test_the_estimate_follows_every_choice(bench):
    price, note = bench.find("price_label"), bench.find("price_note")
    assert (price.text(), note.text()) == ("$1.44", "estimate, prices of 1 Aug 2026")
    bench.panel.duration.choose(10)
    assert price.text() == "$2.39"
    bench.panel.sizes.choose(Dimensions(0, 0))
    assert price.isHidden()
    assert note.text() == "price known after sending"


async def test_sound_is_switched_by_mouse_and_key(bench):
    switch = bench.find("sound_switch")
    assert switch.isChecked()
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert not bench.panel.draft().audio
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert bench.panel.draft().audio


async def answer(bench, name: str) -> None:
    await until(lambda: bench.window.findChild(QMessageBox))
    box = bench.window.findChild(QMessageBox)
    QTest.mouseClick(box.findChild(QWidget, name), Qt.MouseButton.LeftButton)
    await until(lambda: not bench.tasks.is_live("ask about public"))


async def test_public_is_asked_about_once(bench):
    switch = bench.find("private_switch")
    assert switch.isChecked()
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    await answer(bench, "cancel_button")
    assert not bench.panel.draft().public
    await until(lambda: not bench.window.findChild(QMessageBox))
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    await answer(bench, "confirm_button")
    assert bench.panel.draft().public
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert bench.panel.draft().public


async def test_generate_says_what_is_missing(bench, rocket):
    button = bench.find("generate_button")
    assert (button.isEnabled(), button.text()) == (False, "Choose a picture first")
    bench.panel.set_blocker("Starting…")
    assert button.text() == "Starting…"
    bench.panel.set_blocker(None)
    await bench.load(rocket)
    assert (button.isEnabled(), button.text()) == (True, "Generate")


async def test_a_double_click_is_one_submission(bench, rocket):
    await bench.load(rocket)
    button = bench.find("generate_button")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(bench.asked) == 1


async def test_a_held_key_is_one_submission(bench, rocket):
    await bench.load(rocket)
    button = bench.find("generate_button")
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        for is_repeat in (False, True, True):
            none, space = Qt.KeyboardModifier.NoModifier, Qt.Key.Key_Space
            QApplication.sendEvent(button, QKeyEvent(kind, space, none, " ", is_repeat))
    for _ in range(5):
        bench.panel.generate()
    assert len(bench.asked) == 1


async def test_a_later_press_is_a_second_clip(bench, rocket, monkeypatch):
    monkeypatch.setattr(QApplication, "doubleClickInterval", staticmethod(lambda: 0))
    await bench.load(rocket)
    bench.panel.generate()
    await until(lambda: not bench.panel.foot._rest.isActive())
    bench.panel.generate()
    assert len(bench.asked) == 2


async def test_what_is_asked_for_is_what_is_shown(bench, rocket):
    await bench.load(rocket)
    QTest.keyClicks(bench.find("prompt_edit"), "fly")
    bench.find("aspect_combo").setCurrentIndex(2)
    bench.panel.duration.choose(4)
    QTest.mouseClick(bench.find("generate_button"), Qt.MouseButton.LeftButton)
    asked = bench.asked[0]
    request = asked.request
    assert (request.prompt, request.dimensions) == ("fly", bench.panel.sizes.dimensions)
    assert (request.duration_s, request.audio, request.public) == (4, True, False)
    assert (asked.picture, asked.picture_name) == (bench.frame.path, "rocket.jpg")


async def test_every_control_has_a_name_and_tab_reads_downwards(bench, rocket):
    await bench.load(rocket)
    takes = [
        child
        for child in bench.panel.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not child.parent().inherits("QComboBox")
    ]
    nameless = [child for child in takes if child.isVisible() and not child.accessibleName()]
    assert nameless == []
    names = ["frame_area", "frame_button", "replace_button", "remove_button", "prompt_edit"]
    names += ["history_button", "snippet_button", "aspect_combo"]
    bench.panel.sizes.choose(Dimensions(1280, 720))
    names += ["size_combo", "duration_slider", "sound_switch", "private_switch"]
    names += ["presets_button"]
    names += ["soft_hint_cross", "no_prompt_hint_cross", "generate_button"]
    bench.window.activateWindow()
    bench.find(names[0]).setFocus()
    for one, other in pairwise(names):
        QTest.keyClick(bench.find(one), Qt.Key.Key_Tab)
        assert bench.find(other).hasFocus()


async def test_the_foot_stays_when_there_is_little_room(bench, rocket):
    await bench.load(rocket)
    bench.panel.resize(340, 420)
    await until(lambda: bench.panel._column.verticalScrollBar().maximum() > 0)
    foot = bench.panel.foot
    assert foot.mapTo(bench.panel, foot.rect().bottomRight()).y() < 420


async def test_the_panel_fits_its_smallest_place(bench, rocket):
    await bench.load(rocket)
    bench.panel.resize(340, 600)
    await until(lambda: bench.panel.foot.geometry().bottom() < 600)
    assert bench.panel._column.verticalScrollBar().maximum() == 0
