"""The sheet: rows as they come, edits, sums, reasons, all by keyboard as well."""

import asyncio
import threading

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPlainTextEdit, QWidget

from desktop.core.catalogue import Dimensions
from desktop.jobs.batch import listing, row
from desktop.ui.batch import reading
from desktop.ui.batch.rows import BatchTable
from tests.ui.batch.conftest import until

PICTURE, PROMPT, SIZE, DURATION, PRICE = range(5)


def text(sheet, row, column):
    return sheet.table.data(sheet.table.index(row, column))


def texts(sheet, row):
    return [text(sheet, row, column) for column in range(5)]


def go(sheet, row, column):
    sheet.view.setFocus()
    sheet.view.setCurrentIndex(sheet.table.index(row, column))


def editor(sheet, kind):
    return next((found for found in sheet.view.findChildren(kind) if found.isVisible()), None)


async def test_a_row_says_what_its_picture_becomes(filled, picture):
    sheet = await filled(picture("wide.png"), picture("photo.png", 40, 30))
    assert texts(sheet, 0) == ["wide.png", "for all", "1280 × 720", "6 s", "$1.44"]
    assert texts(sheet, 1) == ["photo.png", "for all", "Auto", "6 s", "up to $1.44"]
    assert sheet.sum_label.text().startswith(
        "2 clips · at most about $2.87, an estimate of 2026-08-01 · about "
    )
    assert sheet.generate_button.text() == "Generate 2 clips"
    assert sheet.generate_button.isEnabled()


async def test_bad_rows_say_why_and_are_left_out(filled, picture, tmp_path):
    picture("a.png")
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "jobs.csv").write_text(
        "file,prompt,duration,size\na.png,,16,\ntext.png,,,\na.png,no, quotes,6,auto\na.png\n"
    )
    sheet = await filled(tmp_path / "jobs.csv")
    assert text(sheet, 0, PROMPT) == (
        "Line 2: The model does not make clips of 16 seconds. It takes: 3 to 15."
    )
    assert texts(sheet, 0)[2:] == ["1280 × 720", "6 s", "–"]
    assert text(sheet, 1, PROMPT).startswith("Line 3: text.png is of type text, ")
    assert text(sheet, 2, PROMPT) == (
        "Line 4: There are more cells than columns. Put a prompt with commas into quotes."
    )
    assert texts(sheet, 2)[2:] == ["–", "–", "–"]
    assert sheet.sum_label.text().startswith("1 clip · about $1.44")
    assert sheet.aside_label.text() == "3 rows cannot be sent"
    sheet.table.setData(sheet.table.index(0, DURATION), 4)
    sheet.refresh()
    assert texts(sheet, 0)[3:] == ["4 s", "$0.96"]
    assert sheet.generate_button.text() == "Generate 2 clips"


async def test_a_table_that_cannot_be_read_is_told_in_place(filled, tmp_path):
    (tmp_path / "jobs.csv").write_text("a;b\n")
    sheet = await filled(tmp_path / "jobs.csv")
    assert "jobs.csv" in sheet.notice.reason
    assert "file,prompt,duration,size" in sheet.notice.reason
    assert not sheet.generate_button.isEnabled()


async def test_a_prompt_is_edited_in_its_row(filled, picture):
    sheet = await filled(picture("a.png"), picture("b.png"))
    go(sheet, 0, PROMPT)
    QTest.keyClick(sheet.view, Qt.Key.Key_Return)
    edit = editor(sheet, QPlainTextEdit)
    assert edit.accessibleName() == "Prompt of a.png"
    QTest.keyClicks(edit, "mine")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(edit, "alone")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert sheet.table.rows[0].wish.prompt == "mine\nalone"
    assert [text(sheet, row, PROMPT) for row in (0, 1)] == ["mine alone", "for all"]
    QTest.keyClick(sheet.view, Qt.Key.Key_Return)
    edit = editor(sheet, QPlainTextEdit)
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert sheet.table.rows[0].wish.prompt is None
    QTest.keyClick(sheet.view, Qt.Key.Key_Return)
    QTest.keyClicks(editor(sheet, QPlainTextEdit), "given up")
    QTest.keyClick(editor(sheet, QPlainTextEdit), Qt.Key.Key_Escape)
    assert sheet.table.rows[0].wish.prompt is None
    assert sheet.isVisible(), "Esc ended the edit, not the sheet"


async def test_a_size_is_chosen_with_one_click_and_says_what_it_cuts(filled, picture):
    sheet = await filled(picture("a.png", 640, 360))
    place = sheet.view.visualRect(sheet.table.index(0, SIZE)).center()
    QTest.mouseClick(sheet.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    await until(lambda: editor(sheet, QComboBox) is not None)
    combo = editor(sheet, QComboBox)
    entries = [combo.itemText(n) for n in range(combo.count())]
    assert entries[:3] == ["1280 × 720, as for all", "1280 × 720", "736 × 400 · cuts 3 %"]
    assert entries[-1] == "Auto"
    await until(lambda: combo.view().isVisible())
    QTest.keyClick(combo.view(), Qt.Key.Key_Down)
    QTest.keyClick(combo.view(), Qt.Key.Key_Down)
    QTest.keyClick(combo.view(), Qt.Key.Key_Return)
    await until(lambda: editor(sheet, QComboBox) is None)
    assert sheet.table.rows[0].wish.dimensions == Dimensions(736, 400)
    assert text(sheet, 0, SIZE) == "736 × 400\ncuts 3 %"
    assert text(sheet, 0, PRICE) == "$0.81"


async def test_what_holds_for_all_changes_every_row_that_says_nothing_else(filled, picture):
    sheet = await filled(picture("a.png", 640, 360), picture("high.png", 360, 640))
    sheet.table.setData(sheet.table.index(1, DURATION), 3)
    choices = sheet.choices
    QTest.keyClick(choices.duration_combo, Qt.Key.Key_End)
    QTest.keyClick(choices.size_combo, Qt.Key.Key_Down)
    QTest.keyClick(choices.size_combo, Qt.Key.Key_Down)
    choices.prompt_edit.setPlainText("another")
    assert texts(sheet, 0)[1:] == ["another", "736 × 400\ncuts 3 %", "15 s", "$2.02"]
    assert texts(sheet, 1)[1:4] == ["another", "400 × 736\ncuts 3 %", "3 s"]
    QTest.mouseClick(choices.sound_switch, Qt.MouseButton.LeftButton)
    assert not sheet.table.shared.audio


async def test_the_view_gets_no_more_of_a_prompt_than_it_shows(filled, picture):
    sheet = await filled(picture("a.png"))
    sheet.choices.prompt_edit.setPlainText("drifts " * 700)
    shown = text(sheet, 0, PROMPT)
    assert shown.startswith("drifts drifts ")
    assert shown.endswith("…")
    assert len(shown) <= 301
    tip = sheet.table.data(sheet.table.index(0, PROMPT), Qt.ItemDataRole.ToolTipRole)
    assert len(tip) == 4900


async def test_the_view_is_told_once_of_several_changes_for_all(filled, picture):
    sheet = await filled(picture("a.png"), picture("b.png"))
    await until(lambda: not sheet.table._soon.isActive())
    told = []

    def note(first, last, roles):
        if not roles:  # the small pictures tell of themselves alone
            told.append((first.row(), last.row()))

    sheet.table.dataChanged.connect(note)
    for n in range(1, 6):
        sheet.choices.prompt_edit.setPlainText("quick"[:n])
    assert told == [], "not at every key"
    await until(lambda: told)
    assert told == [(0, 1)]
    assert text(sheet, 0, PROMPT) == "quick"


async def test_rows_are_taken_out_by_key_and_button(filled, picture):
    sheet = await filled(*(picture(f"{n}.png") for n in range(4)))
    assert not sheet.take_out_button.isEnabled()
    go(sheet, 1, PICTURE)
    QTest.keyClick(sheet.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(sheet.view, Qt.Key.Key_Delete)
    assert [row.name for row in sheet.table.rows] == ["0.png", "3.png"]
    QTest.mouseClick(sheet.take_out_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(sheet.take_out_button, Qt.MouseButton.LeftButton)
    assert sheet.table.rows == []
    sheet.refresh()
    assert sheet.empty_label.isVisible()
    assert sheet.sum_label.text() == ""
    assert not sheet.generate_button.isEnabled()


async def test_while_pictures_are_read_nothing_can_be_sent_and_cancel_ends_it(
    sheet, picture, monkeypatch
):
    go_on, asked = threading.Event(), []

    def slowly(wish):
        asked.append(wish)
        go_on.wait(10)
        return row.examine(wish)

    monkeypatch.setattr(reading, "examine", slowly)
    sheet.add([picture("a.png"), picture("b.png")])
    await until(lambda: asked)
    sheet.refresh()
    assert sheet.hint_label.text() == "Reading 0 of 2 pictures…"
    assert not sheet.generate_button.isEnabled()
    QTest.mouseClick(sheet.cancel_button, Qt.MouseButton.LeftButton)
    go_on.set()
    await until(lambda: not sheet.reading._tasks.is_live(sheet.reading._name))
    assert not sheet.isVisible()
    assert len(asked) == 1
    assert sheet.table.rows == []


async def test_there_is_a_limit_and_it_is_told(filled, picture, tmp_path, monkeypatch):
    for module in (listing, reading):
        monkeypatch.setattr(module, "MAX_ROWS", 3)
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(5):
        picture(f"many/{n}.png")
    sheet = await filled(folder)
    assert [row.name for row in sheet.table.rows] == ["0.png", "1.png", "2.png"]
    assert "2 pictures beyond the limit of" in sheet.aside_label.text()


async def test_money_in_the_way_is_said_where_it_stops(filled, picture, money):
    money.against = "Over the daily budget: today about $3.00 of $4.00"
    sheet = await filled(picture("a.png"))
    assert sheet.hint_label.text() == money.against
    assert not sheet.generate_button.isEnabled()
    assert sheet.generate_button.accessibleDescription() == money.against


async def test_a_prompt_too_long_for_all_stops_them_but_not_those_with_their_own(filled, picture):
    sheet = await filled(picture("a.png"))
    sheet.choices.prompt_edit.setPlainText("x" * 5003)
    sheet.refresh()
    assert sheet.hint_label.text() == "The prompt for all is 3 characters too long"
    sheet.table.setData(sheet.table.index(0, PROMPT), "short")
    sheet.refresh()
    assert sheet.generate_button.isEnabled()
    sheet.table.setData(sheet.table.index(0, PROMPT), "x" * 5001)
    sheet.refresh()
    assert text(sheet, 0, PROMPT).startswith("The prompt has 5001 characters.")


async def test_wildcards_are_counted_and_priced_as_in_compose(filled, picture):
    sheet = await filled(picture("a.png"), picture("b.png"))
    sheet.choices.prompt_edit.setPlainText("smoke drifts {slowly|fast}")
    sheet.table.setData(sheet.table.index(1, PROMPT), "alone")
    sheet.refresh()
    assert [text(sheet, row, PRICE) for row in (0, 1)] == ["$2.87\n2 clips", "$1.44"]
    assert sheet.sum_label.text().startswith("3 clips · about $4.31")
    assert sheet.generate_button.text() == "Generate 3 clips"
    assert sheet.choices.counter.text() == "19 / 5000"
    sheet.choices.prompt_edit.setPlainText("{a|b}" * 7)
    sheet.refresh()
    assert sheet.hint_label.text() == "The prompt for all stands for more than 100 clips"
    assert not sheet.generate_button.isEnabled()
    sheet.table.setData(sheet.table.index(0, PROMPT), "{a|b}" * 7)
    sheet.refresh()
    assert text(sheet, 0, PROMPT) == (
        "The prompt has braces for too many clips. It takes: up to 100 clips."
    )
    assert sheet.generate_button.text() == "Generate 1 clip"


async def test_more_clips_together_than_rows_may_be_are_not_sent(filled, picture):
    sheet = await filled(*(picture(f"{n}.png") for n in range(4)))
    sheet.choices.prompt_edit.setPlainText("{a|b}" * 6)
    sheet.refresh()
    assert sheet.hint_label.text() == "These are 256 clips; at most 200 at once"
    assert not sheet.generate_button.isEnabled()


async def test_one_press_is_one_order(filled, picture):
    sheet = await filled(picture("a.png"))
    asked = []
    sheet.generate_requested.connect(lambda rows, shared: asked.append((rows, shared)))
    QTest.mouseDClick(sheet.generate_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(sheet.generate_button, Qt.MouseButton.LeftButton)
    assert len(asked) == 1
    sheet.reject()
    assert sheet.isVisible(), "not in the middle of it"
    sheet.show_sending(is_sending=False)
    assert sheet.generate_button.isEnabled()


async def test_while_they_are_sent_nothing_can_be_dropped(filled, picture):
    sheet = await filled(picture("a.png"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture("b.png")))])
    where, none = QPointF(200, 300), Qt.KeyboardModifier.NoModifier
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    sheet.show_sending(is_sending=True)
    enter = QDragEnterEvent(where.toPoint(), *how)
    enter.ignore()
    QApplication.sendEvent(sheet, enter)
    assert not enter.isAccepted()
    drop = QDropEvent(where, *how)
    QApplication.sendEvent(sheet, drop)
    assert not drop.isAccepted()
    assert not sheet.reading.is_busy
    sheet.show_sending(is_sending=False)
    enter = QDragEnterEvent(where.toPoint(), *how)
    QApplication.sendEvent(sheet, enter)
    assert enter.isAccepted()


async def test_what_comes_from_elsewhere_while_they_are_sent_stays(filled, picture):
    sheet = await filled(picture("a.png"))
    sent = sheet.table.good()
    sheet.show_sending(is_sending=True)
    await filled(picture("b.png"))
    sheet.settle(sent, [])
    assert sheet.isVisible()
    assert [row.name for row in sheet.table.rows] == ["b.png"]
    sheet.show_sending(is_sending=False)
    sheet.settle(sheet.table.good(), [])
    assert not sheet.isVisible()


async def test_every_control_has_a_name_and_tab_walks_in_reading_order(filled, picture):
    sheet = await filled(picture("a.png"))
    go(sheet, 0, PICTURE)
    nameless = [
        widget.objectName()
        for widget in sheet.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []
    sheet.activateWindow()
    sheet.choices.prompt_edit.setFocus()
    walked = []
    for _step in range(10):
        focused = QApplication.focusWidget()
        assert focused is not None
        walked.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert walked == [
        "batch_prompt_edit",
        "batch_size_combo",
        "batch_duration_combo",
        "batch_sound_switch",
        "batch_private_switch",
        "batch_files_button",
        "batch_folder_button",
        "batch_take_out_button",
        "batch_view",
        "batch_cancel_button",
    ]


async def test_the_table_keeps_what_qt_expects_of_one(filled, picture, tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    sheet = await filled(picture("a.png"), picture("b.png"), tmp_path / "text.png")
    table = sheet.table
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Warning)
    table.take_out([0, 2])
    assert table.data(table.index(0, SIZE), Qt.ItemDataRole.AccessibleTextRole) == (
        "Size: 1280 × 720"
    )
    table.replace([])
    assert table.setData(table.index(0, SIZE), None) is False
    assert table.rowCount(table.index(0, 0)) == 0
    del tester


async def test_the_small_pictures_come(filled, picture):
    sheet = await filled(picture("a.png"))
    await until(lambda: sheet.table._thumbnail(sheet.table.rows[0]) is not None)
    sheet.grab()
    assert BatchTable.PICTURE == 0
    await asyncio.sleep(0)


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
async def test_it_fits_into_the_window(sheet, size):
    assert sheet.width() <= 1024
    assert sheet.height() <= 640
    assert sheet.minimumSizeHint().width() <= 984
    assert sheet.minimumSizeHint().height() <= 600
