"""The prompt box by keys and mouse: history, snippets, wildcards, what is pasted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAccessibleAnnouncementEvent, QAction, QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop.core.catalogue import Dimensions
from desktop.library.prompts import Prompt, folded
from tests.ui.compose.conftest import files, until

CONTROL = Qt.KeyboardModifier.ControlModifier


def kept(*texts):
    return [Prompt(text, datetime.now(UTC), folded(text)) for text in texts]


@pytest.fixture
def prompt(bench):
    bench.window.activateWindow()
    bench.panel.prompt.show_history(kept("newest\nof two lines", "Straße am Meer", "oldest"))
    bench.panel.focus_prompt()
    return bench.panel.prompt


def press(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)


def rows(prompt):
    return [prompt.history.list.item(row).text() for row in range(prompt.history.list.count())]


# ── pasted ───────────────────────────────────────────────────────────────────────────────────


async def test_what_is_pasted_is_plain_and_undone_at_once(prompt):
    rich = QMimeData()
    rich.setHtml("<p>a&nbsp;b<br>c</p>")
    rich.setText("a\u00a0b\r\nc\u200b")
    prompt.edit.insertFromMimeData(rich)
    assert prompt.text == "a b\nc"
    prompt.edit.undo()
    assert prompt.text == ""


async def test_a_picture_or_a_file_that_is_pasted_becomes_the_start_frame(bench, prompt, rocket):
    clipboard, edit = QGuiApplication.clipboard(), prompt.edit
    QTest.keyClicks(edit, "keep me")
    edit.selectAll()
    clipboard.setMimeData(files(rocket))
    QTest.keyClick(edit, Qt.Key.Key_V, CONTROL)
    await bench.settled()
    assert (bench.frame.name, prompt.text) == ("rocket.jpg", "keep me")
    image = QImage(32, 24, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    clipboard.setImage(image)
    QTest.keyClick(edit, Qt.Key.Key_V, CONTROL)
    await bench.settled()
    assert (bench.frame.name, bench.frame.width) == ("Pasted picture", 32)
    assert prompt.text == "keep me"
    clipboard.setText("new")
    QTest.keyClick(edit, Qt.Key.Key_V, CONTROL)
    assert prompt.text == "new"
    clipboard.clear()


# ── recalled ─────────────────────────────────────────────────────────────────────────────────


async def test_up_in_the_empty_box_goes_back_and_down_forward(prompt):
    edit = prompt.edit
    press(edit, Qt.Key.Key_Up)
    assert prompt.text == "newest\nof two lines"
    press(edit, Qt.Key.Key_Up)
    assert prompt.text == "newest\nof two lines", "first to the first line"
    press(edit, Qt.Key.Key_Up)
    assert prompt.text == "Straße am Meer"
    press(edit, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert prompt.text == "oldest"
    press(edit, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert prompt.text == "newest\nof two lines"
    press(edit, Qt.Key.Key_Down)
    assert prompt.text == ""
    press(edit, Qt.Key.Key_Down)
    assert prompt.text == ""


async def test_arrows_leave_a_draft_alone(prompt):
    edit = prompt.edit
    QTest.keyClicks(edit, "mine")
    press(edit, Qt.Key.Key_Up, Qt.Key.Key_Down)
    assert prompt.text == "mine"
    edit.replace("")
    press(edit, Qt.Key.Key_Up)
    QTest.keyClicks(edit, "!")
    press(edit, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert prompt.text == "newest\nof two lines!"


async def test_what_was_called_back_can_be_undone(prompt):
    edit = prompt.edit
    press(edit, Qt.Key.Key_Up)
    QTest.keyClick(edit, Qt.Key.Key_Z, CONTROL)
    assert prompt.text == ""


# ── the popup ────────────────────────────────────────────────────────────────────────────────


async def test_a_prompt_is_searched_and_taken_and_undo_brings_the_draft_back(prompt):
    QTest.keyClicks(prompt.edit, "my draft")
    QTest.mouseClick(prompt.history_button, Qt.MouseButton.LeftButton)
    popup = prompt.history
    assert popup.isVisible()
    assert rows(prompt) == ["newest of two lines", "Straße am Meer", "oldest"]
    QTest.keyClicks(popup.search, "MEER strasse")
    assert rows(prompt) == ["Straße am Meer"]
    press(popup.search, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert prompt.text == "Straße am Meer"
    QTest.keyClick(prompt.edit, Qt.Key.Key_Z, CONTROL)
    assert prompt.text == "my draft"


async def test_arrows_pick_and_escape_changes_nothing(prompt):
    prompt.open_history()
    popup = prompt.history
    press(popup.search, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert popup.list.currentRow() == 1
    press(popup.search, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert prompt.text == ""
    prompt.open_history()
    press(popup.search, Qt.Key.Key_Down, Qt.Key.Key_Enter)
    assert prompt.text == "Straße am Meer"


async def test_the_row_that_is_current_is_told(prompt, monkeypatch):
    told: list[str] = []

    def event(widget, words):
        told.append(words)
        return QAccessibleAnnouncementEvent(widget, words)

    monkeypatch.setattr("desktop.ui.compose.history_popup.QAccessibleAnnouncementEvent", event)
    prompt.open_history()
    press(prompt.history.search, Qt.Key.Key_Down, Qt.Key.Key_Down)
    QTest.keyClicks(prompt.history.search, "m")
    assert told == ["Straße am Meer", "oldest", "Straße am Meer"]
    prompt.history.close()


async def test_a_tooltip_is_made_when_it_is_asked_for(prompt, monkeypatch):
    made: list[str] = []

    def tip(text):
        made.append(text)
        return f"tip of {text}"

    monkeypatch.setattr("desktop.ui.compose.history_popup._tip", tip)
    prompt.open_history()
    assert made == []
    assert prompt.history.list.item(2).toolTip() == "tip of oldest"
    prompt.history.close()


async def test_a_click_takes(prompt):
    prompt.open_history()
    found = prompt.history.list
    place = found.visualItemRect(found.item(2)).center()
    QTest.mouseClick(
        found.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )
    assert prompt.text == "oldest"


async def test_delete_removes_one_and_keeps_the_place(prompt):
    removed: list[str] = []
    prompt.history.removed.connect(removed.append)
    prompt.open_history()
    search = prompt.history.search
    press(search, Qt.Key.Key_Down, Qt.Key.Key_Delete)
    assert removed == ["Straße am Meer"]
    prompt.show_history(kept("newest\nof two lines", "oldest"))
    assert rows(prompt)[prompt.history.list.currentRow()] == "oldest"
    QTest.keyClicks(search, "x")
    press(search, Qt.Key.Key_Home, Qt.Key.Key_Delete)
    assert search.text() == ""
    assert len(removed) == 1, "it deleted what was typed"


async def test_an_empty_history_says_what_will_be_there(prompt):
    prompt.show_history([])
    prompt.open_history()
    assert prompt.history.foot.text().startswith("Nothing yet.")
    press(prompt.history.search, Qt.Key.Key_Return, Qt.Key.Key_Delete)
    assert prompt.history.isVisible()
    prompt.history.close()


# ── begun by a preset ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("cinematically lit hall", "noir, cinematically lit hall"),
        ("cinematic-looking hall", "noir, cinematic-looking hall"),
        ("cinematic hall", "noir, hall"),
        ("cinematic\nhall", "noir, hall"),
        ("cinematic", "noir, "),
        ("cinematic wide shot, hall", "noir, hall"),
    ],
)
async def test_a_beginning_is_replaced_by_whole_words_alone(prompt, typed, made):
    prompt.write(typed)
    prompt.begin_with("noir,", ("cinematic", "cinematic wide shot,", ""))
    assert prompt.text == made


# ── snippets ─────────────────────────────────────────────────────────────────────────────────


def entries(menu):
    """Every entry under a menu, by its words."""
    found: dict[str, QAction] = {}
    for action in menu.actions():
        below = action.menu()
        found |= entries(below) if isinstance(below, QMenu) else {action.text(): action}
    return found


async def test_a_phrase_is_inserted_at_the_caret(prompt):
    QTest.mouseClick(prompt.snippet_button, Qt.MouseButton.LeftButton)
    assert prompt.snippets.isVisible()
    prompt.snippets.close()
    QTest.keyClicks(prompt.edit, "A dog ")
    entries(prompt.snippets)["Orbit"].trigger()
    assert prompt.text == "A dog, the camera orbits around the subject"
    QTest.keyClick(prompt.edit, Qt.Key.Key_Z, CONTROL)
    assert prompt.text == "A dog "
    prompt.edit.selectAll()
    entries(prompt.snippets)["Pan left"].trigger()
    assert prompt.text == "The camera pans smoothly to the left"


async def test_phrases_about_sound_need_sound(bench, prompt):
    prompt.snippets.fill()
    words = entries(prompt.snippets)
    assert words["Wind"].isEnabled()
    assert not words["Sound is off: turn it on"].isVisible()
    bench.find("sound_switch").setChecked(False)
    assert not words["Wind"].isEnabled()
    assert words["Orbit"].isEnabled()
    words["Sound is off: turn it on"].trigger()
    assert bench.panel.draft().audio
    assert words["Wind"].isEnabled()


# ── wildcards ────────────────────────────────────────────────────────────────────────────────


async def test_wildcards_are_counted_priced_and_asked_for_in_order(bench, rocket):
    await bench.load(rocket)
    bench.panel.sizes.choose(Dimensions(1280, 720))
    typed = "{slow|fast} {pan|tilt|zoom}"
    bench.panel.prompt.edit.setPlainText(typed)
    assert bench.find("prompt_note").text() == "6 clips: 2 × 3"
    assert bench.find("prompt_counter").text() == "9 / 5000"
    assert bench.find("price_label").text() == "$8.61"
    assert bench.find("price_note").text() == "estimate for 6 clips"
    button = bench.find("generate_button")
    assert (button.text(), button.accessibleName()) == ("Generate 6 clips", "Generate 6 clips")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [one.request.prompt for one in bench.asked] == [
        "slow pan", "slow tilt", "slow zoom", "fast pan", "fast tilt", "fast zoom",
    ]  # fmt: skip
    assert {one.typed for one in bench.asked} == {typed}
    bench.panel.sizes.choose(Dimensions(0, 0))
    assert bench.find("price_note").text() == "price known after sending"


async def test_every_clip_is_checked_together(bench, rocket):
    asked: list[int] = []

    def check(requests):
        asked.append(len(requests))
        return "Too dear" if len(requests) > 2 else None

    await bench.load(rocket)
    bench.panel.set_check(check)
    bench.panel.prompt.edit.setPlainText("{a|b}")
    assert bench.find("generate_button").text() == "Generate 2 clips"
    bench.panel.prompt.edit.setPlainText("{a|b|c}")
    assert bench.find("generate_button").text() == "Too dear"
    assert asked[-1] == 3


@pytest.mark.parametrize(
    ("text", "note", "button"),
    [
        ("{a|b}" * 7, "128 clips; at most 100 at once", "At most 100 clips at once"),
        ("{a|b}" * 40, "More than a million clips; at most 100", "At most 100 clips at once"),
        ("{" + "|" * 99 + "}", "100 clips", "Generate 100 clips"),
        ("{|" + "x" * 5002 + "}", "2 clips", "Longest prompt is 2 too long"),
        (r"\{a|b\}", "", "Generate"),
        ("{a}", "", "Generate"),
        ("{a|b}}", "2 clips · a brace stands alone", "Generate 2 clips"),
        (
            "{a|b",
            "A brace stands alone: it is sent as text",
            "Generate",
        ),
    ],
)
async def test_the_note_says_what_wildcards_come_to(bench, rocket, text, note, button):
    await bench.load(rocket)
    bench.panel.prompt.edit.setPlainText(text)
    assert bench.find("prompt_note").text() == note
    assert bench.find("prompt_note").isVisible() is bool(note)
    assert bench.find("generate_button").text() == button


async def test_a_backslash_is_not_counted(bench):
    bench.panel.prompt.edit.setPlainText(r"\{a")
    assert bench.find("prompt_counter").text() == "2 / 5000"
    await until(lambda: bench.panel.draft().prompt == r"\{a")


async def test_the_note_pushes_nothing_over_its_neighbour(bench, rocket):
    await bench.load(rocket)
    bench.panel.resize(340, 598)
    bench.panel.prompt.edit.setPlainText("{a|b}")
    area, prompt = bench.panel.picture.area, bench.panel.prompt
    await until(
        lambda: prompt.note.isVisible() and prompt.height() >= prompt.minimumSizeHint().height()
    )
    await until(lambda: prompt.geometry().top() > area.geometry().bottom())
