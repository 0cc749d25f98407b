"""Everything can be reached by keyboard, has a name, and acts from the menus as well."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.ui.window.conftest import until

SPOKEN = ("aspect_combo", "size_combo", "duration_slider", "generate_button", "frame_area")


def focused():
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def menu_actions(window):
    found = []
    for menu in window.header.menu_bar.findChildren(QMenu):
        found += [action for action in menu.actions() if not action.isSeparator()]
    return found


async def test_every_action_has_words_and_a_place_in_a_menu(startframe):
    actions = startframe.window.actions_.findChildren(QAction)
    assert len(actions) > 20
    in_menus = menu_actions(startframe.window)
    assert [a.objectName() for a in actions if a not in in_menus] == []
    assert [a.objectName() for a in actions if not a.text()] == []


async def test_every_menu_opens_by_a_letter_of_its_own(startframe):
    titles = [action.text() for action in startframe.window.header.menu_bar.actions()]
    letters = [title[title.index("&") + 1].lower() for title in titles if "&" in title]
    assert len(letters) == len(titles) == len(set(letters))


async def test_what_cannot_be_done_cannot_be_chosen(startframe, rocket):
    actions = startframe.window.actions_
    assert not actions.remove_picture.isEnabled()
    assert not actions.generate.isEnabled()
    await startframe.with_picture(rocket)
    await until(actions.generate.isEnabled)
    assert actions.remove_picture.isEnabled()
    actions.remove_picture.trigger()
    assert not actions.remove_picture.isEnabled()
    assert not actions.generate.isEnabled()


async def test_no_shortcut_is_given_twice(startframe):
    keys = [
        sequence.toString(QKeySequence.SequenceFormat.PortableText)
        for action in startframe.window.actions_.findChildren(QAction)
        for sequence in action.shortcuts()
    ]
    assert len(keys) > 15
    assert sorted(set(keys)) == sorted(keys)


async def test_whatever_takes_the_focus_has_a_name(startframe):
    window = startframe.window
    nameless = []
    seen = 0
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        seen += 1
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name):
            nameless.append(widget.objectName() or type(widget).__name__)
    assert seen >= 10
    assert nameless == []


@pytest.mark.parametrize("name", SPOKEN)
async def test_the_controls_of_compose_are_named(startframe, name):
    interface = QAccessible.queryAccessibleInterface(startframe.child(name))
    assert interface.text(QAccessible.Text.Name)


async def test_tab_walks_through_compose_in_reading_order(startframe, rocket):
    await startframe.with_picture(rocket)
    window = startframe.window
    QTest.keyClick(startframe.child("aspect_combo"), Qt.Key.Key_Home)
    window.activateWindow()
    window.compose.focus_frame()
    walked = []
    for _step in range(20):
        walked.append(focused().objectName())
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    expected = [
        "frame_area",
        "prompt_edit",
        "aspect_combo",
        "size_combo",
        "duration_slider",
        "sound_switch",
        "private_switch",
        "generate_button",
    ]
    assert [name for name in walked if name in expected][: len(expected)] == expected


async def test_space_plays_only_with_the_focus_on_the_stage(startframe, rocket):
    await startframe.with_picture(rocket)
    window = startframe.window
    window.compose.prompt.write("")
    window.actions_.generate.trigger()
    await startframe.first_clip()
    player = window.stage.film.player
    await until(lambda: player.state.name == "PLAYING")
    window.activateWindow()
    window.compose.focus_prompt()
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    assert window.compose.draft().prompt == " "
    assert player.state.name == "PLAYING"
    window.actions_.focus_stage.trigger()
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    await until(lambda: player.state.name == "PAUSED")


async def test_a_theme_is_chosen_from_the_menu_and_remembered(startframe):
    window = startframe.window
    window.actions_.theme_light.trigger()
    light = window.palette().window().color()
    assert startframe.app.preferences.current.theme == "light"
    window.actions_.theme_dark.trigger()
    assert window.palette().window().color().lightness() < light.lightness()


async def test_nothing_is_clipped_at_the_smallest_size(startframe):
    window = startframe.window
    window.resize(1024, 640)
    await until(lambda: window.width() == 1024)
    assert window.compose.width() == 340
    area = window.rect()
    for name in ("generate_button", "stage", "shelf", "place_pill", "compose_panel"):
        widget = startframe.child(name)
        corner = widget.mapTo(window, widget.rect().bottomRight())
        assert area.contains(corner), name
