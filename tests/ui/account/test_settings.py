"""The settings dialog: each change acts at once, nothing impossible can be entered."""

import asyncio

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.core.settings import AUTOMATIC, DEFAULT_NAME, Settings, SettingsFile
from desktop.core.tasks import TaskOwner
from desktop.ui.account.settings import SettingsDialog
from desktop.ui.preferences import Preferences


@pytest_asyncio.fixture
async def preferences(tmp_path, qapp):
    tasks = TaskOwner()
    preferences = Preferences(SettingsFile(tmp_path / "settings.json"), Settings(), tasks)
    yield preferences
    await preferences.flush()
    await tasks.close()


@pytest.fixture
def dialog(preferences, tmp_path, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    dialog = SettingsDialog(preferences, tmp_path / "videos", 40, window)
    dialog.show()
    yield dialog
    dialog.close()


def typed(spin, text):
    spin.selectAll()
    QTest.keyClicks(spin, text)
    QTest.keyClick(spin, Qt.Key.Key_Return)


async def test_what_is_typed_acts_at_once(dialog, preferences):
    typed(dialog.budget_spin, "5.50")
    typed(dialog.confirm_spin, "2")
    typed(dialog.undo_spin, "10")
    current = preferences.current
    assert (current.daily_budget_usd, current.confirm_above_usd, current.undo_s) == (5.5, 2.0, 10)
    dialog.concurrency_combo.setFocus()
    QTest.keyClick(dialog.concurrency_combo, Qt.Key.Key_Down)
    assert preferences.current.concurrency == 1
    QTest.keyClick(dialog.concurrency_combo, Qt.Key.Key_Up)
    assert preferences.current.concurrency == AUTOMATIC
    await asyncio.sleep(0)


async def test_names_are_shown_as_they_are_typed_and_an_empty_one_is_the_usual(dialog, preferences):
    edit = dialog.name_edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "{id} a/b {prompt}")
    assert dialog.name_label.text() == "1f1e6b6d a b Waves roll in.mp4"
    assert preferences.current.name_template == DEFAULT_NAME
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert preferences.current.name_template == "{id} a/b {prompt}"
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert preferences.current.name_template == edit.text() == DEFAULT_NAME
    await asyncio.sleep(0)


async def test_switches_act_at_once(dialog, preferences):
    for switch, name in (
        (dialog.recipes_switch, "writes_recipes"),
        (dialog.autoplay_switch, "autoplays"),
        (dialog.motion_switch, "less_motion"),
        (dialog.versions_switch, "tells_of_versions"),
    ):
        before = getattr(preferences.current, name)
        assert switch.isChecked() is before
        QTest.keyClick(switch, Qt.Key.Key_Space)
        assert getattr(preferences.current, name) is not before
    await asyncio.sleep(0)


async def test_off_is_said_as_off(dialog):
    assert dialog.budget_spin.text() == dialog.confirm_spin.text() == "Off"
    assert dialog.undo_spin.text() == "3 s"
    assert dialog.concurrency_combo.currentText() == "Automatic (10)", "never more than ten"


async def test_nothing_impossible_is_taken(dialog, preferences):
    typed(dialog.undo_spin, "31")
    assert preferences.current.undo_s <= 30
    typed(dialog.budget_spin, "-4")
    assert preferences.current.daily_budget_usd >= 0


async def test_the_folder_is_chosen_elsewhere_and_shown(dialog, preferences, tmp_path):
    asked = []
    dialog.folder_requested.connect(lambda: asked.append(1))
    assert dialog.folder_label.text() == str(tmp_path / "videos")
    QTest.mouseClick(dialog.folder_button, Qt.MouseButton.LeftButton)
    preferences.change(videos_folder="/elsewhere")
    assert (asked, dialog.folder_label.text()) == ([1], "/elsewhere")
