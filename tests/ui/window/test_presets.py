"""Presets in the whole window: saved, chosen, the default, managed, handed on, damaged."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton

from desktop.core import presets
from desktop.core.catalogue import DEFAULT_MODEL_ID, Dimensions
from desktop.core.paths import app_paths
from desktop.core.presets import Preset, Presets
from desktop.core.presets_file import PresetsFile
from tests.ui.window.conftest import answer, running, top_level, until

TALL = Preset("Tall", DEFAULT_MODEL_ID, Dimensions(400, 736), 9, False, False, "Film still,")
OPEN = Preset("Open", DEFAULT_MODEL_ID, Dimensions(960, 960), 3, True, True)


def keep(*kept, default=""):
    PresetsFile(app_paths().presets_file).save(Presets(kept, default))


async def ready(started):
    await until(started.window.actions_.save_preset.isEnabled, "the presets")
    return started.window


def control(started):
    return started.window.presets


def entries(started):
    menu = started.window.menus.presets
    return {action.text(): action for action in menu.actions() if not action.isSeparator()}


def choices(started):
    draft = started.window.compose.draft()
    return draft.dimensions, draft.duration_s, draft.audio, draft.public


def of(preset):
    return preset.dimensions, preset.duration_s, preset.audio, preset.public


async def pick(path, kind):
    """Answer the file dialog, which is never shown to anybody."""
    await until(lambda: isinstance(dialog(), QFileDialog), "the file dialog")
    found = dialog()
    assert isinstance(found, QFileDialog)
    assert found.acceptMode() is kind
    name = found.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(path))
    found.done(1)


def dialog():
    from PySide6.QtWidgets import QApplication

    shown = (w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog))
    return next((w for w in shown if w.isVisible()), None)


async def test_what_is_chosen_is_saved_under_a_name_and_found_again_after_a_restart():
    async with running() as started:
        window = await ready(started)
        window.compose.sizes.choose(TALL.dimensions)
        window.compose.duration.choose(TALL.duration_s)
        window.compose.sound_switch.setChecked(False)
        window.compose.prompt.write("a dog runs")
        window.actions_.save_preset.trigger()
        await until(lambda: top_level("naming_dialog"), "the dialog")
        box = top_level("naming_dialog")
        save = box.findChild(QPushButton, "preset_save")
        assert not save.isEnabled()
        QTest.keyClicks(box.findChild(QLineEdit, "preset_name"), "Tall")
        QTest.keyClicks(box.findChild(QLineEdit, "preset_prefix"), "Film still,")
        QTest.mouseClick(save, Qt.MouseButton.LeftButton)
        await until(lambda: control(started).presets.all, "the preset")
        assert control(started).presets.all == (TALL,)
        assert window.compose.draft().prompt == "Film still, a dog runs"
        assert entries(started)["Tall"].isChecked()
    async with running() as started:
        await ready(started)
        assert control(started).presets.all == (TALL,)


async def test_a_preset_is_chosen_from_the_menu_and_undone_in_the_prompt(rocket):
    keep(TALL, OPEN)
    async with running() as started:
        window = await ready(started)
        window.compose.prompt.write("a dog runs")
        QTest.mouseClick(started.child("presets_button"), Qt.MouseButton.LeftButton)
        assert window.menus.presets.isVisible()
        window.menus.presets.close()
        entries(started)["Tall"].trigger()
        assert choices(started) == of(TALL)
        assert window.compose.draft().prompt == "Film still, a dog runs"
        assert entries(started)["Tall"].isChecked()
        window.compose.prompt.edit.undo()
        assert window.compose.draft().prompt == "a dog runs"
        assert not entries(started)["Tall"].isChecked()


async def test_a_public_preset_asks_as_the_switch_does():
    keep(TALL, OPEN)
    async with running() as started:
        window = await ready(started)
        entries(started)["Open"].trigger()
        assert choices(started) == (*of(OPEN)[:3], False)
        await answer("confirm_dialog", "cancel_button")
        await until(lambda: not started.app.tasks.is_live("ask about public"))
        assert not window.compose.draft().public
        entries(started)["Open"].trigger()
        await answer("confirm_dialog", "confirm_button")
        await until(lambda: choices(started) == of(OPEN), "the choice")
        entries(started)["Tall"].trigger()
        assert not window.compose.draft().public


async def test_the_default_is_used_at_the_first_start_and_by_reset():
    keep(TALL, OPEN, default="Tall")
    async with running() as started:
        window = await ready(started)
        assert choices(started) == of(TALL)
        window.compose.duration.choose(4)
        window.compose.prompt.write("Film still, a dog runs")
        window.actions_.reset_choices.trigger()
        assert choices(started) == of(TALL)
        assert window.compose.draft().prompt == "Film still, a dog runs"
        window.compose.duration.choose(5)
    async with running() as started:
        window = await ready(started)
        assert window.compose.draft().duration_s == 5, "a draft is older than a default"
        control(started)._make_default("Tall")
        window.actions_.reset_choices.trigger()
        assert choices(started) == (Dimensions(1280, 720), 6, True, False)
        assert window.compose.draft().prompt == "a dog runs"


async def test_presets_are_renamed_and_deleted_in_their_dialog():
    keep(TALL, OPEN)
    async with running() as started:
        window = await ready(started)
        window.actions_.manage_presets.trigger()
        await until(lambda: top_level("presets_dialog"), "the dialog")
        box = top_level("presets_dialog")
        press = lambda button: QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # noqa: E731
        press(box.default_button)
        assert control(started).presets.default == "Tall"
        assert box.default_button.text() == "No default"
        press(box.rename_button)
        await until(lambda: top_level("naming_dialog"), "the name")
        name = top_level("naming_dialog").findChild(QLineEdit, "preset_name")
        save = top_level("naming_dialog").findChild(QPushButton, "preset_save")
        name.setText("Open")
        assert not save.isEnabled(), "another one has it"
        name.setText("High")
        press(save)
        await until(lambda: control(started).presets.get("High"), "the new name")
        assert control(started).presets.default == "High"
        assert box.current == "High"
        press(box.delete_button)
        await answer("confirm_dialog", "confirm_button")
        await until(lambda: control(started).presets.all == (OPEN,), "the end of it")
        press(box.use_button)
        await answer("confirm_dialog", "confirm_button")
        await until(lambda: choices(started) == of(OPEN), "the choice")
        assert top_level("presets_dialog") is None
    assert PresetsFile(app_paths().presets_file).load() == Presets((OPEN,))


async def test_presets_are_handed_on_as_a_file(tmp_path):
    keep(TALL)
    file, wrong = tmp_path / "ours.json", tmp_path / "wrong.json"
    text = presets.dump(Presets((TALL, OPEN)))
    record = json.loads(text)
    record["presets"][1]["size"] = "1920x1080"
    wrong.write_text(json.dumps(record), encoding="utf-8")
    async with running() as started:
        window = await ready(started)
        window.actions_.manage_presets.trigger()
        await until(lambda: top_level("presets_dialog"), "the dialog")
        box = top_level("presets_dialog")
        box.export_button.click()
        await pick(file, QFileDialog.AcceptMode.AcceptSave)
        await until(lambda: box.notice.title == "Exported as ours.json", "the file")
        assert presets.read(file).all == (TALL,)
        file.write_text(text, encoding="utf-8")
        box.import_button.click()
        await pick(file, QFileDialog.AcceptMode.AcceptOpen)
        await until(lambda: box.notice.title == "1 preset imported", "the presets")
        assert box.notice.reason == "1 were here already."
        assert control(started).presets.all == (TALL, OPEN)
        box.import_button.click()
        await pick(wrong, QFileDialog.AcceptMode.AcceptOpen)
        await until(lambda: box.notice.title == "The presets were not taken", "the reason")
        assert "“Open” has the size 1920x1080" in box.notice.reason
        assert control(started).presets.all == (TALL, OPEN)
        box.close()
        await until(lambda: not started.app.tasks.is_live("manage presets"))


async def test_a_damaged_file_is_kept_and_told_of():
    path = app_paths().presets_file
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    async with running() as started:
        window = await ready(started)
        await until(lambda: "presets" in window.notice.title, "the notice")
        assert "presets.json.damaged" in window.notice.reason
        assert control(started).presets == Presets()


async def test_one_outdated_preset_takes_no_other_away():
    path = app_paths().presets_file
    path.parent.mkdir(parents=True)
    old = TALL.to_record() | {"name": "Old", "duration_s": 16}
    path.write_text(presets.text_of([old, OPEN.to_record()], "Open"), encoding="utf-8")
    async with running() as started:
        window = await ready(started)
        await until(lambda: window.notice.title == "A preset cannot be used.", "the notice")
        assert "“Old” has clips of 16 seconds" in window.notice.reason
        assert control(started).presets == Presets((OPEN,), "Open")


async def test_the_presets_of_a_newer_version_are_not_written_over():
    path = app_paths().presets_file
    path.parent.mkdir(parents=True)
    path.write_text('{"startframe_presets": 2}', encoding="utf-8")
    async with running() as started:
        window = started.window
        await until(lambda: "newer version" in window.notice.reason, "the notice")
        assert not window.actions_.save_preset.isEnabled()
    assert path.read_text(encoding="utf-8") == '{"startframe_presets": 2}'
