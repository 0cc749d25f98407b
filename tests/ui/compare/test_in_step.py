"""Takes in step: one leads, the others are where it is, and a key keeps one."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from shiboken6 import delete

from desktop.ui.compare.in_step import InStep
from desktop.ui.compare.panel import ComparePanel
from desktop.ui.compare.wipe import WipeView
from desktop.ui.stage.player import PlayerState
from tests.ui.stage.conftest import tasks
from tests.ui.stage.films import clip, make_film, until

__all__ = ["tasks"]  # a fixture


@pytest.fixture
def films(tmp_path):
    return [
        make_film(tmp_path / f"{n}.mp4", 96, 54, frames=frames, first=n)
        for n, frames in enumerate((48, 48, 24))
    ]


@pytest.fixture
def in_step(tasks):
    made = InStep(tasks)
    yield made
    made.release()
    delete(made)


async def loaded(in_step, films):
    players = in_step.load(films)
    await until(lambda: all(player.state is PlayerState.PAUSED for player in players))
    return players


async def test_all_step_and_seek_as_one(in_step, films):
    players = await loaded(in_step, films)
    in_step.seek(500)
    await until(lambda: [player.frame_index for player in players] == [12, 12, 12])
    in_step.step(2)
    await until(lambda: [player.frame_index for player in players] == [14, 14, 14])
    in_step.seek(1900)  # beyond the end of the shortest
    await until(lambda: [player.frame_index for player in players] == [45, 45, 23])


async def test_they_play_together_and_begin_again_together(in_step, films):
    players = await loaded(in_step, films)
    places: list[list[int]] = []
    in_step.position_changed.connect(lambda _ms: places.append([p.frame_index for p in players]))
    in_step.toggle()
    await until(lambda: len(places) > 70)
    in_step.toggle()
    leads = [lead for lead, _same, _short in places]
    assert min(leads[10:]) < 8  # round the end
    assert max(leads) > 40
    apart = sorted(abs(lead - same) for lead, same, _short in places)
    assert apart[len(apart) // 2] <= 1
    await until(lambda: all(player.state is PlayerState.PAUSED for player in players))
    await until(lambda: players[0].frame_index == players[1].frame_index)


@pytest.fixture
def panel(tasks, qapp):
    made = ComparePanel(tasks)
    made.resize(800, 600)
    made.show()
    yield made
    made.release()
    delete(made)


async def test_keys_keep_and_reject(panel, films):
    clips = [dataclasses.replace(clip(video=film), id=str(n)) for n, film in enumerate(films)]
    told: list[tuple[str, str]] = []
    panel.kept.connect(lambda take: told.append(("kept", take.id)))
    panel.rejected.connect(lambda take: told.append(("rejected", take.id)))
    panel.show_clips(clips)
    await until(lambda: all(surface.has_picture for surface in panel.surfaces))
    assert panel.wipe_button.isHidden()  # for a pair only
    QTest.keyClick(panel, Qt.Key.Key_2)
    QTest.keyClick(panel, Qt.Key.Key_4)  # there are three
    QTest.mouseClick(panel.surfaces[2], Qt.MouseButton.LeftButton)
    QTest.keyClick(panel, Qt.Key.Key_X)
    assert told == [("kept", "1"), ("rejected", "2")]


async def test_a_pair_is_wiped(panel, films):
    panel.show_clips([clip(video=films[0]), clip(video=films[1])])
    await until(lambda: all(surface.has_picture for surface in panel.surfaces))
    QTest.keyClick(panel, Qt.Key.Key_W)
    assert panel.wipe.isVisible()
    assert not panel.wipe._left.isNull()
    QTest.keyClick(panel, Qt.Key.Key_W)
    assert panel.surfaces[0].isVisible()


async def test_one_clip_is_compared_with_its_start_frame(panel, films):
    frame = QImage(96, 54, QImage.Format.Format_RGB32)
    frame.fill(QColor("#00ff00"))
    panel.show_clips([clip(video=films[0])], frame)
    await until(lambda: not panel.wipe._left.isNull())
    panel.wipe.set_edge(0.25)
    shot = panel.wipe.grab().toImage()
    middle = panel.wipe.height() * 3 // 4
    place = panel.wipe._place()
    right = shot.pixelColor(round(place.left() + 0.8 * place.width()), middle)
    left = shot.pixelColor(round(place.left() + 0.1 * place.width()), middle)
    assert right == QColor("#00ff00")
    assert left.red() > 150


def test_the_edge_follows_mouse_and_arrows(qapp):
    wipe = WipeView()
    wipe.resize(400, 300)
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    wipe.show_left(image)
    QTest.mouseClick(wipe, Qt.MouseButton.LeftButton, pos=QPoint(100, 150))
    assert wipe.edge == pytest.approx(0.25, abs=0.01)
    QTest.keyClick(wipe, Qt.Key.Key_Right)
    assert wipe.edge == pytest.approx(0.3, abs=0.01)
    assert "30" in wipe.accessibleName()
    delete(wipe)
