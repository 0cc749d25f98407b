"""Hints before paying: shown while they are true, measured in a task, gone for good when told."""

from __future__ import annotations

import threading

import pytest
from PIL import Image, ImageFilter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.catalogue import Dimensions
from desktop.core.preflight import Concern
from desktop.core.vocabulary import Vocabulary
from desktop.media.framing import Framing
from tests.ui.compose.conftest import until


def shown(bench):
    return [concern for concern, line in bench.panel.hints.lines.items() if line.isVisible()]


async def measured(bench):
    await until(lambda: not bench.panel.preflight.is_measuring)


@pytest.fixture
def soft(samples, tmp_path):
    """A large photograph, out of focus."""
    with Image.open(samples / "coffee.png") as image:
        large = image.convert("RGB").resize((1920, 1280)).filter(ImageFilter.GaussianBlur(12))
    path = tmp_path / "soft.png"
    large.save(path)
    return path


async def test_nothing_is_said_before_there_is_a_picture(bench):
    assert shown(bench) == []
    bench.panel.prompt.write("loud music")
    bench.panel.sound_switch.setChecked(False)
    assert bench.panel.hints.isHidden()


async def test_a_blurred_picture_is_found_out(bench, soft):
    bench.panel.prompt.write("steam rises")
    await bench.load(soft)
    bench.panel.sizes.choose(Dimensions(1280, 720))
    await until(lambda: shown(bench) == [Concern.BLURRED])
    bench.panel.picture.remove()
    assert shown(bench) == []
    await measured(bench)


async def test_what_follows_from_the_choices_is_said_at_once(bench, rocket):
    await bench.load(rocket)
    bench.panel.prompt.write("Loud music plays, it jumps, then turns, then falls and breaks")
    bench.panel.sizes.choose(Dimensions(720, 1280))
    bench.panel.duration.choose(3)
    bench.panel.sound_switch.setChecked(False)
    assert Concern.LOSS in shown(bench)
    await measured(bench)
    assert shown(bench) == [Concern.LOSS, Concern.CROWDED, Concern.SOFT]
    line = bench.panel.hints.lines[Concern.LOSS]
    assert line.accessibleName() == "62 % of the picture is cut off"
    bench.panel.picture.area.show_framing(Framing())
    bench.panel.sizes.choose(Dimensions(0, 0))
    bench.panel.duration.choose(8)
    assert shown(bench) == [Concern.SILENT]
    words = bench.panel.hints.lines[Concern.SILENT].accessibleName()
    assert words == "Sound is off, but the prompt says “Loud”"
    bench.panel.private_switch.show_public(is_public=True)
    assert shown(bench) == [Concern.SILENT, Concern.PUBLIC]
    await measured(bench)


async def test_the_words_of_a_text_are_read_once_and_never_on_the_gui_thread(
    bench, rocket, monkeypatch
):
    read: list[tuple[str, bool]] = []
    told_by = Vocabulary.told_by

    def counted(self, text):
        read.append((text, threading.current_thread() is threading.main_thread()))
        return told_by(self, text)

    monkeypatch.setattr(Vocabulary, "told_by", counted)
    await bench.load(rocket)
    bench.panel.prompt.edit.insertPlainText("loud ")
    bench.panel.prompt.edit.insertPlainText("music")
    bench.panel.sound_switch.setChecked(False)
    await until(lambda: Concern.SILENT in shown(bench))
    for zoom in (1.0, 1.2, 1.4):
        bench.panel.picture.area.change_framing(Framing(zoom=zoom), "drag")
    bench.panel.duration.choose(8)
    await measured(bench)
    assert read == [("loud music", False)]


async def test_the_newest_view_wins(bench, soft, rocket):
    bench.panel.prompt.write("steam rises")
    await bench.load(soft)
    await bench.load(rocket)
    for dimensions in (Dimensions(1280, 720), Dimensions(960, 960), Dimensions(0, 0)):
        bench.panel.sizes.choose(dimensions)
    await measured(bench)
    assert shown(bench) == []


async def test_a_cross_says_which_hint_is_meant(bench, rocket):
    told: list[str] = []
    bench.panel.hints.dismissed.connect(told.append)
    await bench.load(rocket)
    cross = bench.find("no_prompt_hint_cross")
    assert cross.accessibleName()
    assert cross.accessibleDescription() == "No prompt: the model decides the motion"
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert told == ["no_prompt"]
    bench.panel.preflight.dismiss({"no_prompt"})
    assert bench.find("no_prompt_hint").isHidden()
    bench.panel.preflight.dismiss(())
    assert bench.find("no_prompt_hint").isVisible()
    await measured(bench)
