"""VideoSurface: the right shape in the right place, also in grab(), and no long hold."""

from __future__ import annotations

import time
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from shiboken6 import delete

from desktop.ui import theme
from desktop.ui.stage.player import ClipPlayer, PlayerState
from desktop.ui.stage.surface import VideoSurface
from tests.ui.stage.films import make_film, number_of, until

ORANGE_Y = 3 / 4


@pytest.fixture
def surface(qapp):
    made = VideoSurface()
    made.resize(400, 300)
    yield made
    delete(made)


def is_at(player, index):
    return player.frame_index == index


def solid(width, height, colour="#ff8800"):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def test_without_a_picture_it_is_the_well(surface):
    shot = surface.grab().toImage()
    assert shot.pixelColor(200, 150) == theme.current().colour("well")
    assert surface.picture_rect().isNull()


@pytest.mark.parametrize("size", [(400, 300), (200, 600), (601, 333)])
def test_a_portrait_is_letter_boxed_at_any_size(surface, size):
    surface.resize(*size)
    surface.show_still(solid(90, 160))
    rect = surface.picture_rect()
    assert rect.width() / rect.height() == pytest.approx(90 / 160, abs=0.01)
    assert abs(rect.center().x() - size[0] / 2) <= 1
    assert abs(rect.center().y() - size[1] / 2) <= 1
    shot = surface.grab().toImage()
    assert shot.pixelColor(rect.center().toPoint()) == QColor("#ff8800")
    outside = QPoint(2, size[1] // 2) if rect.left() > 4 else QPoint(size[0] // 2, 2)
    assert shot.pixelColor(outside) == theme.current().colour("well")


def test_the_upper_corners_are_round_where_the_panel_is(surface):
    surface.show_still(solid(400, 300))
    surface.set_corner_radius(10)
    shot = surface.grab().toImage()
    assert shot.pixelColor(0, 0) != QColor("#ff8800")
    assert shot.pixelColor(0, 299) == QColor("#ff8800")


async def test_a_frame_is_painted_in_grab_and_within_the_budget(surface, tasks, tmp_path):
    path = make_film(tmp_path / "large.mp4", 1280, 720, frames=30)
    player = ClipPlayer(tasks, surface)
    surface.resize(886, 498)
    player.frame_changed.connect(surface.show_frame)
    player.load(path)
    await until(lambda: player.state is PlayerState.PAUSED)
    await until(lambda: surface.has_picture)
    assert number_of(surface.grab().toImage()) == 0
    costs = []
    for index in range(1, 13):
        player.seek_frame(index)
        await until(partial(is_at, player, index))
        start = time.perf_counter()
        shot = surface.grab()
        costs.append((time.perf_counter() - start) * 1000)
        assert number_of(shot.toImage()) == index
    print(f"frame to pixels at 1280x720, ms: {sorted(round(cost, 1) for cost in costs)}")
    assert sorted(costs)[len(costs) // 2] < 16, "twice the budget: this machine is shared"
    assert surface.image().size() == QSize(1280, 720)
    player.release()


def test_a_click_is_told_and_a_double_click_leaves_play_as_it_was(surface, qtbot):
    told = []
    surface.clicked.connect(lambda: told.append("click"))
    surface.double_clicked.connect(lambda: told.append("double"))
    qtbot.mouseClick(surface, Qt.MouseButton.LeftButton)
    assert told == ["click"]
    qtbot.mouseDClick(surface, Qt.MouseButton.LeftButton)
    assert told == ["click", "click", "double"], "the second click undoes the first"
    qtbot.mouseClick(surface, Qt.MouseButton.RightButton)
    assert len(told) == 3


def test_actual_size_shows_pixel_for_pixel_and_moves_by_the_wheel(surface):
    surface.show_still(solid(1000, 120))
    fitting = surface.picture_rect()
    surface.toggle_actual_size()
    rect = surface.picture_rect()
    assert (rect.width(), rect.height()) == (1000, 120)
    assert rect.center().x() == pytest.approx(200)
    for _ in range(20):
        turn = QPoint(120, 120)
        place = QPointF(200, 150)
        wheel = QWheelEvent(
            place,
            surface.mapToGlobal(place),
            turn,
            turn,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        surface.wheelEvent(wheel)
    assert surface.picture_rect().left() == 0  # to its edge and no farther
    assert surface.picture_rect().center().y() == pytest.approx(150)
    surface.set_actual_size(False)
    assert surface.picture_rect() == fitting
