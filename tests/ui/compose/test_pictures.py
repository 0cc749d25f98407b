"""Bringing a start frame in: dropped, pasted, chosen; and what is refused."""

from __future__ import annotations

import os
import threading

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from desktop.core.catalogue import Dimensions
from desktop.ui.compose import drop
from desktop.ui.compose.verdict import Outcome, Verdict
from tests.ui.compose.conftest import files, until


async def test_a_dropped_file_becomes_the_start_frame(bench, rocket):
    assert bench.drop_file(rocket).isAccepted()
    await bench.settled()
    assert (bench.frame.name, bench.frame.width, bench.frame.height) == ("rocket.jpg", 640, 427)
    assert bench.frame.path.parent == bench.frames
    spoken = bench.panel.picture.area.accessibleName()
    assert spoken == "Start frame: rocket.jpg, 640 by 427"


async def test_of_several_files_the_first_is_used_and_said_so(bench, rocket, samples):
    bench.drop_file(rocket, samples / "coffee.png")
    await bench.settled()
    assert bench.frame.name == "rocket.jpg"
    assert bench.panel.picture.notice.isVisible()
    assert "2 files" in bench.panel.picture.notice.title


async def test_a_dropped_bitmap_is_kept_as_a_png(bench):
    mime = QMimeData()
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    mime.setImageData(image)
    assert bench.drop(mime).isAccepted()
    await bench.settled()
    assert (bench.frame.width, bench.frame.height) == (64, 48)
    assert bench.frame.path.suffix == ".png"


async def test_a_bitmap_and_a_file_can_be_pasted(bench, rocket):
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(files(rocket))
    bench.panel.picture.paste()
    await bench.settled()
    assert bench.frame.name == "rocket.jpg"
    image = QImage(32, 32, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    clipboard.setImage(image)
    bench.panel.picture.paste()
    await bench.settled()
    assert bench.frame.width == 32
    clipboard.setText("words")
    bench.panel.picture.paste()
    assert bench.panel.picture.notice.title == "No picture on the clipboard"
    assert bench.frame.width == 32
    clipboard.clear()


@pytest.fixture
def bad_files(tmp_path, samples):
    whole = (samples / "rocket.jpg").read_bytes()
    made = {name: tmp_path / name for name in ("words.png", "empty.png", "cut.jpg", "large.png")}
    made["words.png"].write_text("no picture at all\n" * 20, encoding="utf-8")
    made["empty.png"].write_bytes(b"")
    made["cut.jpg"].write_bytes(whole[: len(whole) // 2])
    made["large.png"].write_bytes((samples / "coffee.png").read_bytes())
    os.truncate(made["large.png"], 110_000_000)
    made["gone.png"] = tmp_path / "gone.png"
    made["folder"] = tmp_path / "folder"
    made["folder"].mkdir()
    made["pixels.png"] = tmp_path / "pixels.png"
    Image.new("1", (12_000, 9_000)).save(made["pixels.png"])
    return made


REASONS = {
    "words.png": "type text",
    "empty.png": "is empty",
    "cut.jpg": "ends too early",
    "large.png": "up to 100 MB",
    "gone.png": "no longer there",
    "folder": "is a folder",
    "pixels.png": "12000 × 9000",
}


@pytest.mark.parametrize("name", REASONS)
async def test_a_bad_file_is_refused_in_place_and_nothing_else_changes(
    bench, rocket, bad_files, name
):
    await bench.load(rocket)
    bench.panel.prompt.edit.setPlainText("it flies")
    before = bench.panel.draft()
    bench.drop_file(bad_files[name])
    await bench.settled()
    notice = bench.panel.picture.notice
    assert notice.isVisible()
    assert REASONS[name] in notice.reason
    assert bench.panel.draft() == before
    assert bench.panel.foot.button.isEnabled()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
async def test_an_unreadable_file_is_refused(bench, tmp_path):
    locked = tmp_path / "locked.png"
    locked.write_bytes(b"x")
    locked.chmod(0)
    bench.drop_file(locked)
    await bench.settled()
    assert "not allowed" in bench.panel.picture.notice.reason


async def test_a_good_picture_ends_the_complaint(bench, rocket, bad_files):
    bench.drop_file(bad_files["empty.png"])
    await bench.settled()
    await bench.load(rocket)
    assert bench.panel.picture.notice.isHidden()


async def test_the_newest_of_two_pictures_wins(bench, rocket, samples):
    bench.panel.picture.load(rocket)
    bench.panel.picture.load(samples / "chelsea.png")
    await bench.settled()
    assert bench.frame.name == "chelsea.png"
    assert bench.panel.foot.button.isEnabled()


async def test_the_hovering_file_is_looked_at(bench, rocket, bad_files):
    assert drop.accepts(files(rocket)) is Verdict.WELCOME
    assert drop.peek(rocket) is Verdict.WELCOME
    assert drop.peek(bad_files["words.png"]) == Verdict(Outcome.NOT_A_PICTURE, "text")
    assert drop.peek(bad_files["folder"]) == Verdict(Outcome.NO_FOLDER)
    words = QMimeData()
    words.setText("words")
    assert drop.accepts(words) is Verdict.NOT_OURS
    assert not bench.drop(words).isAccepted()


async def test_a_drag_is_told_what_it_would_do(bench, bad_files):
    mime = files(bad_files["words.png"])
    event = QDragEnterEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(bench.window, event)
    assert event.isAccepted()
    assert bench.target.hint.isVisible()
    await until(lambda: bench.panel.picture.area._verdict.outcome is Outcome.NOT_A_PICTURE)
    QApplication.sendEvent(bench.window, QDragLeaveEvent())
    assert bench.target.hint.isHidden()


def hover(bench, mime):
    """The mime has to live as long as it hovers."""
    event = QDragEnterEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(bench.window, event)


@pytest.mark.parametrize("leaves", [True, False])
async def test_a_late_look_at_one_drag_says_nothing_of_the_next(
    bench, rocket, bad_files, monkeypatch, leaves
):
    begun, go_on, looked = threading.Event(), threading.Event(), threading.Event()
    peek = drop.peek

    def slow(path, *, opens_several):
        begun.set()
        go_on.wait(10)
        try:
            return peek(path, opens_several=opens_several)
        finally:
            looked.set()

    monkeypatch.setattr(drop, "peek", slow)
    one, two = files(bad_files["words.png"]), files(rocket, bad_files["cut.jpg"])
    hover(bench, one)
    await until(begun.is_set)
    if leaves:
        QApplication.sendEvent(bench.window, QDragLeaveEvent())
    hover(bench, two)
    go_on.set()
    await until(lambda: looked.is_set() and not bench.tasks.is_live("look at drag"))
    assert bench.panel.picture.area._verdict.outcome is Outcome.FIRST_OF_SEVERAL
    QApplication.sendEvent(bench.window, QDragLeaveEvent())


async def test_taking_a_picture_back_takes_back_what_was_said_of_it(bench, rocket, tmp_path):
    await bench.load(rocket)
    print_picture = tmp_path / "print.jpg"
    Image.new("CMYK", (900, 600), (90, 20, 0, 0)).save(print_picture)
    await bench.load(print_picture)
    assert "CMYK" in bench.panel.picture.notice.title
    bench.panel.undo_picture()
    assert bench.frame.name == "rocket.jpg"
    assert bench.panel.picture.notice.isHidden()


async def test_a_sample_is_tried_with_one_click(bench):
    sample = bench.find("sample_1")
    QTest.mouseClick(sample, Qt.MouseButton.LeftButton)
    await bench.settled()
    assert bench.frame.name == sample.path.name
    assert not sample.isVisible()


async def test_removing_keeps_the_prompt(bench, rocket):
    await bench.load(rocket)
    bench.panel.prompt.edit.setPlainText("it flies")
    QTest.mouseClick(bench.find("remove_button"), Qt.MouseButton.LeftButton)
    assert bench.frame is None
    assert bench.panel.prompt.text == "it flies"
    assert bench.find("sample_0").isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
async def test_the_area_is_a_button_that_opens_the_dialog(bench, rocket, key):
    area = bench.panel.picture.area
    area.setFocus()
    QTest.keyClick(area, key)
    await until(lambda: bench.window.findChild(QFileDialog))
    dialog = bench.window.findChild(QFileDialog)
    folders: list[str] = []
    bench.panel.picture.folder_used.connect(folders.append)
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(rocket))
    dialog.accept()
    await until(lambda: bench.frame is not None)
    assert bench.frame.name == "rocket.jpg"
    assert folders == [str(rocket.parent)]


async def test_the_nearest_size_is_proposed(bench, samples, tmp_path):
    shapes = {(1920, 1080): (1280, 720), (600, 600): (960, 960), (451, 300): (0, 0)}
    for (width, height), wanted in shapes.items():
        path = tmp_path / f"{width}.png"
        Image.new("RGB", (width, height), "teal").save(path)
        await bench.load(path)
        assert bench.panel.sizes.dimensions == Dimensions(*wanted)


async def test_a_small_picture_is_hinted_at(bench, rocket):
    await bench.load(rocket)
    bench.panel.sizes.choose(Dimensions(1280, 720))
    assert bench.find("soft_hint").isVisible()
    bench.panel.sizes.choose(Dimensions(400, 736))
    assert bench.find("soft_hint").isVisible()
    bench.panel.sizes.choose(Dimensions(0, 0))
    assert bench.find("soft_hint").isHidden()
