"""The transport: exact clicks, drags that scrub, keys, names for the ear."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.stage.transport import Transport, clock


@pytest.fixture
def transport(qtbot):
    made = Transport()
    qtbot.addWidget(made)
    made.resize(640, made.sizeHint().height())
    made.set_duration(6000)
    made.show_time(0, 6000)
    made.show()
    return made


def heard(signal):
    told = []
    signal.connect(lambda *values: told.append(values[0] if values else None))
    return told


@pytest.mark.parametrize(
    ("ms", "words"), [(0, "0:00.0"), (2541, "0:02.5"), (61_000, "1:01.0"), (-5, "0:00.0")]
)
def test_time_in_words(ms, words):
    assert clock(ms) == words


def test_tab_walks_through_it_from_left_to_right(transport):
    transport.activateWindow()
    transport.play_button.setFocus()
    places = []
    for _step in range(7):
        focused = QApplication.focusWidget()
        assert focused is not None
        places.append(focused.mapTo(transport, QPoint()).x())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert len(set(places)) == 7
    assert places == sorted(places)


def test_it_shows_where_the_film_is(transport):
    transport.show_time(2541, 6000)
    assert transport.time_label.text() == "0:02.5 / 0:06.0"
    assert transport.seek_bar.accessibleName() == "Position, 2.5 of 6 seconds"
    assert transport.seek_bar.value() == 2541


def test_a_click_seeks_to_exactly_that_place(transport, qtbot):
    told = heard(transport.sought)
    bar = transport.seek_bar
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() // 2, 12))
    assert told[0] == pytest.approx(3000, abs=10)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(0, 12))
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() - 1, 12))
    assert told[1:] == [0, 6000]


def test_a_drag_scrubs_and_the_film_does_not_pull_the_knob_away(transport, qtbot):
    told, held, let_go = (
        heard(transport.sought),
        heard(transport.scrub_started),
        heard(transport.scrub_ended),
    )
    bar, left = transport.seek_bar, Qt.MouseButton.LeftButton
    qtbot.mousePress(bar, left, pos=QPoint(100, 12))
    for x in (150, 200, 250):
        qtbot.mouseMove(bar, QPoint(x, 12))
        transport.show_time(17, 6000)
    assert bar.value() == told[-1] != 17
    qtbot.mouseRelease(bar, left, pos=QPoint(250, 12))
    assert (len(held), len(let_go)) == (1, 1)
    assert told == sorted(told)
    transport.show_time(17, 6000)
    assert bar.value() == 17


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (Qt.Key.Key_Right, 3500),
        (Qt.Key.Key_Left, 2500),
        (Qt.Key.Key_PageUp, 4000),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 6000),
    ],
)
def test_keys_move_the_seek_bar(transport, qtbot, key, place):
    transport.show_time(3000, 6000)
    told = heard(transport.sought)
    qtbot.keyClick(transport.seek_bar, key)
    assert told == [place]


def test_buttons_say_what_they_do(transport, qtbot):
    left = Qt.MouseButton.LeftButton
    play, loop, mute = (
        heard(transport.play_toggled),
        heard(transport.loop_toggled),
        heard(transport.mute_toggled),
    )
    qtbot.mouseClick(transport.play_button, left)
    qtbot.mouseClick(transport.loop_button, left)
    qtbot.mouseClick(transport.mute_button, left)
    assert (play, loop, mute) == ([None], [False], [True])
    assert transport.loop_button.accessibleName() == "Loop, off"
    assert transport.mute_button.accessibleName() == "Unmute"
    transport.set_playing(True)
    assert transport.play_button.accessibleName() == "Pause"


def test_turning_the_volume_up_ends_mute(transport):
    volume, mute = heard(transport.volume_changed), heard(transport.mute_toggled)
    transport.set_volume(0.3)
    transport.set_muted(True)
    assert volume == []
    transport.volume_slider.setValue(60)
    assert volume == [0.6]
    assert mute == [False]
    assert transport.volume_slider.accessibleName() == "Volume, 60 percent"


def test_a_silent_clip_says_so(transport):
    transport.set_has_sound(False)
    assert not transport.volume_slider.isEnabled()
    assert transport.mute_button.accessibleName() == "This clip has no sound"


def test_everything_has_a_name_and_room_for_a_finger(transport):
    parts = [part for part in transport.findChildren(QWidget) if part.focusPolicy()]
    names = {part.objectName() for part in parts}
    assert {"play_button", "seek_bar", "mute_button", "loop_button"} <= names
    assert {"volume_slider", "fullscreen_button"} <= names
    for part in parts:
        assert part.accessibleName(), part.objectName()
        if part.objectName() != "volume_slider":
            assert min(part.width(), part.height()) >= 24, part.objectName()


def test_space_presses_the_focused_button_though_it_plays_elsewhere(transport, qtbot):
    played = []
    action = QAction("Play", transport)
    action.setShortcut(QKeySequence(Qt.Key.Key_Space))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda: played.append(1))
    transport.addAction(action)
    told = heard(transport.loop_toggled)
    transport.activateWindow()
    transport.loop_button.setFocus()
    qtbot.waitUntil(transport.loop_button.hasFocus)
    qtbot.keyClick(transport.loop_button, Qt.Key.Key_Space)
    assert told == [False]
    assert not played


def test_the_sound_is_seen_under_the_seek_bar(transport, qtbot):
    def painted():
        image = transport.seek_bar.grab().toImage()
        column, middle = image.width() // 4, image.height() // 2
        return {image.pixel(column + x, middle + 8) for x in range(6)}

    plain = painted()
    transport.seek_bar.show_levels([1.0] * 50)
    assert painted() != plain
    transport.seek_bar.show_levels([0.001] * 50)
    assert painted() == plain
    transport.seek_bar.show_levels(())
    assert painted() == plain
    assert not transport.seek_bar.has_levels


def test_a_silent_track_is_told_from_a_missing_one(transport):
    transport.show_missing_sound(is_missing=True)
    assert transport.sound_note.text() == "no sound came"
    transport.show_silent_sound()
    assert transport.sound_note.text() == "the sound is silent"
    transport.show_missing_sound(is_missing=False)
    assert not transport.sound_note.isVisible()
