"""A video dropped, and the frame of it that becomes the start frame."""

from __future__ import annotations

import os

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox, QWidget

from desktop.ui.compose import drop, film_frame
from desktop.ui.compose.frame_picker import READING, SHOWING, FramePicker
from desktop.ui.compose.verdict import Outcome
from tests.media.counted import counted_film, grey, seen_grey
from tests.ui.compose.conftest import files, until

COUNT = 30
TIMES = [40 * i for i in range(COUNT)]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def film(tmp_path):
    return counted_film(tmp_path / "my clip.mp4", TIMES, size=(160, 120))


async def opened(bench):
    await until(lambda: bench.window.findChild(FramePicker) is not None)
    picker = bench.window.findChild(FramePicker)
    await until(picker.use_button.isEnabled)
    await shown(bench, picker)
    return picker


async def shown(bench, picker):
    await until(lambda: picker.still.has_picture and not bench.tasks.is_live(SHOWING))


async def closed(bench):
    await until(lambda: bench.window.findChild(FramePicker) is None)
    await until(lambda: not bench.tasks.is_live(READING) and not bench.tasks.is_live(SHOWING))


def press(picker, name):
    QTest.mouseClick(picker.findChild(QWidget, name), LEFT)


def kept_grey(bench):
    with Image.open(bench.frame.path) as image:
        assert image.format == "PNG"
        return seen_grey(image.convert("RGB"))


async def test_a_dropped_video_asks_for_a_frame_which_becomes_the_start_frame(bench, film):
    assert bench.drop_file(film).isAccepted()
    picker = await opened(bench)
    assert "my clip.mp4" in picker.windowTitle()
    assert bench.panel.picture.notice.isHidden()
    QTest.keyClick(picker.slider, Qt.Key.Key_End)
    assert picker.index == COUNT - 1
    QTest.keyClick(picker.slider, Qt.Key.Key_Comma)
    QTest.keyClick(picker.slider, Qt.Key.Key_Comma)
    QTest.keyClick(picker.slider, Qt.Key.Key_Period)
    assert picker.index == COUNT - 2
    await shown(bench, picker)
    press(picker, "use_button")
    await closed(bench)
    await bench.settled()
    assert bench.frame.name == "my clip.mp4, frame 29"
    assert (bench.frame.width, bench.frame.height) == (160, 120)
    assert kept_grey(bench) == pytest.approx(grey(28), abs=2)


async def test_every_control_goes_to_its_frame(bench, film):
    bench.drop_file(film)
    picker = await opened(bench)
    press(picker, "frame_last_button")
    assert picker.index == COUNT - 1
    press(picker, "frame_back_button")
    press(picker, "frame_back_button")
    press(picker, "frame_on_button")
    assert picker.index == COUNT - 2
    press(picker, "frame_first_button")
    assert picker.index == 0
    press(picker, "frame_back_button")
    assert picker.index == 0
    number = picker.findChild(QSpinBox, "frame_number")
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "12")
    QTest.keyClick(number, Qt.Key.Key_Tab)
    assert picker.index == 11
    assert picker.slider.value() == 11
    assert picker.time_label.text() == "0:00.44"
    assert picker.count_label.text() == "of 30"
    QTest.keyClick(number, Qt.Key.Key_Home)
    assert picker.index == 0
    slider = picker.slider
    QTest.mouseClick(slider, LEFT, pos=slider.rect().center())
    assert picker.index == pytest.approx(COUNT / 2, abs=1)
    await shown(bench, picker)
    assert picker.still.accessibleName() == f"Preview of frame {picker.index + 1}"
    press(picker, "cancel_button")
    await closed(bench)
    assert bench.frame is None


async def test_escape_leaves_everything_as_it_was(bench, film, rocket):
    await bench.load(rocket)
    bench.drop_file(film)
    picker = await opened(bench)
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    await closed(bench)
    assert bench.frame.name == "rocket.jpg"
    assert not bench.panel.picture.is_loading


async def test_a_newer_picture_closes_it(bench, film, rocket):
    bench.drop_file(film)
    await opened(bench)
    await bench.load(rocket)
    await closed(bench)
    assert bench.frame.name == "rocket.jpg"


async def test_a_video_that_cannot_be_read_says_so_in_place(bench, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypisom" + os.urandom(500))
    bench.drop_file(broken)
    await until(bench.panel.picture.notice.isVisible)
    await closed(bench)
    assert bench.panel.picture.notice.title == "No frame can be taken from this video"
    assert bench.panel.picture.notice.reason == "broken.mp4 is damaged."


async def test_its_ending_does_not_make_a_video(bench, film, tmp_path):
    named_otherwise = tmp_path / "picture.png"
    named_otherwise.write_bytes(film.read_bytes())
    assert drop.peek(named_otherwise).outcome is Outcome.FILM
    bench.drop(files(named_otherwise))
    picker = await opened(bench)
    picker.reject()
    await closed(bench)


@pytest.mark.parametrize(
    ("choose", "number"),
    [(film_frame.first, 1), (film_frame.last, COUNT), (film_frame.at(0.21), 6)],
)
async def test_a_frame_can_be_named_without_asking(bench, film, choose, number):
    bench.panel.picture.load_frame(film, choose)
    await bench.settled()
    assert bench.frame.name == f"my clip.mp4, frame {number}"
    assert kept_grey(bench) == pytest.approx(grey(number - 1), abs=2)
    assert not film.parent.joinpath("frame.png").exists()


async def test_a_clip_that_is_gone_says_so(bench, film, rocket):
    await bench.load(rocket)
    film.unlink()
    bench.panel.picture.load_frame(film, film_frame.last)
    await bench.settled()
    assert bench.panel.picture.notice.reason == "my clip.mp4 is no longer there."
    assert bench.frame.name == "rocket.jpg"
