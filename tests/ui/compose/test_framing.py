"""The framing editor, by mouse, wheel, keys, tools and menu; and what a size would cut."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessibleAnnouncementEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QFileDialog, QLabel

from desktop.core.catalogue import Dimensions
from desktop.media.framing import WHOLE, Bars, Fit, Framing, crop_for
from desktop.ui import theme
from desktop.ui.compose.effect_delegate import EFFECT
from tests.ui.compose.conftest import until

WIDE, TALL, AUTO = Dimensions(1280, 720), Dimensions(720, 1280), Dimensions(0, 0)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def area(bench):
    return bench.panel.picture.area


async def framed(bench, path, dimensions=TALL):
    """The picture loaded, a size chosen, the tools open."""
    await bench.load(path)
    bench.panel.sizes.choose(dimensions)
    QTest.mouseClick(bench.find("frame_button"), LEFT)
    assert bench.find("framing_bar").isVisible()


def drag(area, across: int, down: int, steps: int = 4):
    start = area.rect().center()
    QTest.mousePress(area, LEFT, pos=start)
    for step in range(1, steps + 1):
        way = QPoint(across * step // steps, down * step // steps)
        QTest.mouseMove(area, start + way)
    QTest.mouseRelease(area, LEFT, pos=start + QPoint(across, down))


def turn(widget, notches: int, at: QPoint) -> QWheelEvent:
    event = QWheelEvent(
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event


async def test_a_drag_moves_the_picture_under_its_frame_and_is_one_step(bench, area, rocket):
    await framed(bench, rocket)
    drag(area, 40, 0)
    moved = area.framing
    assert moved.fit is Fit.FILL
    assert moved.x < 0.5  # the picture went to the right: more of its left is seen
    assert moved.y == 0.5
    assert bench.panel.draft().framing == moved
    drag(area, 4000, 0)
    assert area.framing.x < moved.x
    bench.panel.framing.undo()
    assert area.framing == moved
    bench.panel.framing.undo()
    assert area.framing == WHOLE
    assert not area.history


async def test_the_dragged_point_stays_under_the_mouse(bench, area, rocket):
    await framed(bench, rocket)
    sent = area.display.sent_place(area.rect().toRectF())
    drag(area, 30, 0)
    wide = crop_for(640, 427, TALL).width
    assert (0.5 - area.framing.x) * 640 == pytest.approx(30 / sent.width() * wide, abs=0.5)


async def test_a_press_without_a_move_opens_the_tools_and_a_drag_opens_them_too(
    bench, area, rocket
):
    await bench.load(rocket)
    bench.panel.sizes.choose(TALL)
    bar = bench.find("framing_bar")
    assert bar.isHidden()
    QTest.mouseClick(area, LEFT, pos=area.rect().center())
    assert bar.isVisible()
    assert area.framing == WHOLE
    assert not bench.window.findChildren(QFileDialog)
    QTest.keyClick(area, Qt.Key.Key_Escape)
    assert bar.isHidden()
    drag(area, 20, 0)
    assert bar.isVisible()


async def test_with_a_picture_enter_still_replaces_it_and_space_opens_the_tools(
    bench, area, rocket
):
    await bench.load(rocket)
    area.setFocus()
    QTest.keyClick(area, Qt.Key.Key_Space)
    assert bench.find("framing_bar").isVisible()
    QTest.keyClick(area, Qt.Key.Key_Return)
    await until(lambda: bench.window.findChild(QFileDialog))
    bench.window.findChild(QFileDialog).reject()
    await until(lambda: not bench.tasks.is_live("choose picture"))


async def test_arrow_keys_move_the_frame_and_shift_moves_it_far(bench, area, rocket):
    await framed(bench, rocket)
    area.setFocus()
    QTest.keyClick(area, Qt.Key.Key_Right)
    near = area.framing.x
    assert near > 0.5
    QTest.keyClick(area, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert area.framing.x - near == pytest.approx(10 * (near - 0.5), rel=0.01)
    QTest.keyClick(area, Qt.Key.Key_Up)  # the frame is as high as the picture
    assert area.framing.y == 0.5
    bench.panel.framing.undo()
    assert area.framing.x == near


async def test_the_wheel_zooms_about_the_pointer_while_the_tools_are_open(bench, area, rocket):
    await bench.load(rocket)
    bench.panel.sizes.choose(WIDE)
    assert not turn(area, 2, area.rect().center()).isAccepted()
    assert area.framing == WHOLE
    QTest.mouseClick(bench.find("frame_button"), LEFT)
    sent = area.display.sent_place(area.rect().toRectF())
    corner = QPoint(round(sent.left()) + 1, round(sent.top()) + 1)
    for _ in range(3):
        turn(area, 1, corner)
    assert area.framing.zoom == pytest.approx(1.2**3)
    reframing = area.display.reframing
    crop = crop_for(reframing.width, reframing.height, WIDE, area.framing)
    assert abs(crop.left) <= 2  # the corner under the pointer stayed where it was
    assert abs(crop.top - 33) <= 2
    bench.panel.framing.undo()  # one turn of the wheel
    assert area.framing == WHOLE


async def test_the_tools_zoom_place_and_reset(bench, area, rocket):
    await framed(bench, rocket, WIDE)
    QTest.mouseClick(bench.find("zoom_in_button"), LEFT)
    assert area.framing.zoom == pytest.approx(1.2)
    QTest.mouseClick(bench.find("zoom_out_button"), LEFT)
    QTest.mouseClick(bench.find("zoom_out_button"), LEFT)
    assert area.framing.zoom == 1.0  # no bars in FILL
    top, _, bottom = (bench.find(f"place_{number}") for number in range(3))
    assert (top.accessibleName(), bottom.accessibleName()) == ("Top", "Bottom")
    QTest.mouseClick(top, LEFT)
    up = area.framing.y
    QTest.mouseClick(bottom, LEFT)
    assert up < 0.5 < area.framing.y
    QTest.mouseClick(bench.find("reset_framing"), LEFT)
    assert area.framing == WHOLE
    bench.panel.sizes.choose(TALL)
    assert top.accessibleName() == "Left"
    QTest.mouseClick(top, LEFT)
    assert area.framing.x < 0.5


async def test_bars_are_chosen_by_the_dropdown(bench, area, rocket):
    await framed(bench, rocket)
    buttons = bench.find("fit_segments").buttons
    combo = bench.find("bars_combo")
    assert combo.isHidden()
    QTest.mouseClick(buttons["fit"], LEFT)
    assert area.framing.fit is Fit.FIT
    assert combo.isVisible()
    assert combo.currentText() == "Blurred"
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert area.framing.bars is Bars.MIRRORED
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert (area.framing.bars, area.framing.colour) == (Bars.COLOURED, "#000000")
    QTest.keyClick(buttons["fit"], Qt.Key.Key_Right)
    assert buttons["free"].isChecked()
    assert bench.panel.draft().framing.fit is Fit.FREE
    bench.panel.framing.undo()
    assert buttons["fit"].isChecked()
    assert bench.panel.draft().framing.fit is Fit.FIT


async def test_any_colour_can_be_chosen(bench, area, rocket):
    await framed(bench, rocket)
    QTest.mouseClick(bench.find("fit_segments").buttons["fit"], LEFT)
    combo = bench.find("bars_combo")
    combo.setCurrentIndex(combo.count() - 1)
    combo.activated.emit(combo.count() - 1)
    assert combo.currentText() == "Blurred"
    await until(lambda: bench.window.findChild(QColorDialog))
    dialog = bench.window.findChild(QColorDialog)
    dialog.setCurrentColor("#335577")
    dialog.accept()
    await until(lambda: area.framing.colour == "#335577")
    assert area.framing.bars is Bars.COLOURED
    assert combo.currentText() == "Colour #335577"
    await until(lambda: not bench.tasks.is_live("choose colour of bars"))


async def test_where_the_model_frames_it_is_said_and_nothing_moves(bench, area, rocket):
    await framed(bench, rocket, AUTO)
    words = bench.find("auto_words")
    assert words.isVisible()
    assert isinstance(words, QLabel)
    assert "FLUX 3 Video" in words.text()
    assert not bench.find("fit_segments").isVisible()
    drag(area, 40, 0)
    area.setFocus()
    QTest.keyClick(area, Qt.Key.Key_Right)
    turn(area, 1, area.rect().center())
    assert area.framing == WHOLE
    bench.panel.sizes.choose(WIDE)
    assert bench.find("fit_segments").isVisible()


async def test_another_picture_starts_afresh_and_taking_it_back_brings_its_framing(
    bench, area, rocket, samples
):
    await framed(bench, rocket)
    drag(area, 40, 0)
    moved = area.framing
    await bench.load(samples / "coffee.png")
    assert area.framing == WHOLE
    assert not area.history
    bench.panel.undo_picture()
    assert bench.frame.name == "rocket.jpg"
    assert area.framing == moved


async def test_the_same_picture_again_leaves_its_framing_and_what_can_be_undone(
    bench, area, rocket, samples, tmp_path
):
    await bench.load(samples / "coffee.png")
    await framed(bench, rocket)
    drag(area, 40, 0)
    moved = area.framing
    again = tmp_path / "again.jpg"
    again.write_bytes(rocket.read_bytes())
    bench.drop_file(again)
    await bench.settled()
    assert bench.frame.name == "again.jpg"
    assert area.framing == moved
    assert bench.panel.sizes.dimensions == TALL
    bench.panel.framing.undo()
    assert area.framing == WHOLE
    bench.panel.undo_picture()
    assert bench.frame.name == "coffee.png"


async def test_a_drag_ends_with_the_picture_it_began_on(bench, area, rocket, samples):
    await framed(bench, rocket)
    start = area.rect().center()
    QTest.mousePress(area, LEFT, pos=start)
    QTest.mouseMove(area, start + QPoint(30, 0))
    assert area.framing != WHOLE
    await bench.load(samples / "coffee.png")
    bench.panel.sizes.choose(TALL)
    QTest.mouseMove(area, start + QPoint(60, 0))
    QTest.mouseRelease(area, LEFT, pos=start + QPoint(60, 0))
    assert area.framing == WHOLE
    assert not area.history


async def test_a_colour_is_chosen_for_the_picture_it_was_asked_for(bench, area, rocket, samples):
    await framed(bench, rocket)
    bench.panel.framing.ask_for_colour()
    await until(lambda: bench.window.findChild(QColorDialog))
    await bench.load(samples / "coffee.png")
    dialog = bench.window.findChild(QColorDialog)
    dialog.setCurrentColor("#335577")
    dialog.accept()
    await until(lambda: not bench.tasks.is_live("choose colour of bars"))
    assert area.framing == WHOLE


async def test_how_it_is_laid_is_described_and_told_once_when_it_rests(
    bench, area, rocket, monkeypatch
):
    told: list[str] = []

    def event(widget, words):
        told.append(words)
        return QAccessibleAnnouncementEvent(widget, words)

    monkeypatch.setattr("desktop.ui.compose.framing_editor.QAccessibleAnnouncementEvent", event)
    assert area.accessibleDescription() == ""
    await framed(bench, rocket)
    assert area.accessibleDescription().startswith("Fill, zoom 100 %, crops 62 %. Space opens")
    area.change_framing(Framing(zoom=1.5), "wheel")
    area.change_framing(Framing(zoom=2.0), "wheel")
    await until(lambda: told)
    assert told == ["Fill, zoom 200 %, crops 91 %."]
    assert area.accessibleDescription().startswith(told[0])
    area.change_framing(Framing(fit=Fit.FIT))
    await until(lambda: len(told) > 1)
    assert told[1].startswith("Fit, bars ")
    bench.panel.sizes.choose(AUTO)
    assert area.accessibleDescription().startswith("The model follows your picture.")


async def test_the_swatches_follow_the_theme(bench, area, rocket, qapp):
    combo = bench.find("bars_combo")

    def edge():
        return combo.itemIcon(2).pixmap(16, 16).toImage().pixelColor(8, 1)

    dark = edge()
    theme.apply(qapp, "light")
    try:
        await until(lambda: edge() != dark)
    finally:
        theme.apply(qapp, "dark")
    await until(lambda: edge() == dark)


async def test_each_size_says_what_it_costs_the_picture(bench, area, tmp_path):
    path = tmp_path / "wide.png"
    Image.new("RGB", (1600, 900), "teal").save(path)
    aspects, sizes = bench.find("aspect_combo"), bench.find("size_combo")

    def effects(combo):
        return {combo.itemText(i): combo.itemData(i, EFFECT) for i in range(combo.count())}

    assert set(effects(aspects).values()) == {""}
    await bench.load(path)
    assert effects(aspects) == {
        "16:9 Landscape": "",
        "9:16 Portrait": "crops 68 %",
        "1:1 Square": "crops 44 %",
        "Auto": "",
    }
    assert effects(sizes) == {"1280 × 720": "", "736 × 400": "crops 3 %"}
    spoken = aspects.itemData(1, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "9:16 Portrait, crops 68 %"
    area.change_framing(Framing(fit=Fit.FIT))
    assert effects(aspects)["1:1 Square"] == "bars 44 %"
    assert aspects.currentText() == "16:9 Landscape"
    bench.panel.picture.remove()
    assert set(effects(aspects).values()) == {""}


@pytest.mark.parametrize(
    "framing",
    [WHOLE, Framing(zoom=2.2, x=0.3), Framing(fit=Fit.FIT), Framing(fit=Fit.FREE, zoom=0.7, x=0.2)],
)
async def test_what_is_sent_is_on_show_once_the_frame_rests(bench, area, tmp_path, framing):
    path = tmp_path / "large.png"
    Image.radial_gradient("L").resize((1600, 1200)).convert("RGB").save(path)
    await framed(bench, path)
    area.change_framing(framing)
    await until(lambda: area.display.proof is not None)
    sent = area.display.sent_place(area.rect().toRectF())
    shown = area.grab().toImage()
    assert area.display.proof is not None
    proof = area.display.proof.toImage()
    # in the frame's middle, away from its line and the label, the window shows the proof's pixels
    at = QPoint(proof.width() // 2, proof.height() // 2)
    place = QPoint(round(sent.left()), round(sent.top())) + at
    assert shown.pixelColor(place) == proof.pixelColor(at)


async def test_the_newest_framing_is_the_one_that_is_shown(bench, area, rocket):
    await framed(bench, rocket)
    for step in range(20):
        area.change_framing(Framing(fit=Fit.FREE, zoom=0.5 + step / 40, bars=Bars.MIRRORED))
    await until(lambda: area.display.proof is not None)
    order, _ = area.display._proof
    assert order.framing == area.framing


async def test_a_picture_that_went_away_is_told_when_it_is_sent_not_before(bench, area, rocket):
    await bench.load(rocket)
    bench.frame.path.unlink()
    bench.panel.sizes.choose(TALL)
    await until(lambda: not bench.tasks.is_live("framing proof"))
    assert area.display.proof is None
    assert not area.grab().isNull()
