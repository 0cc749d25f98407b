"""Many clips through the window: one sheet, one question, one Undo, and sums that are true."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.core.errors import MediaProblem
from desktop.jobs.composition import Placed
from desktop.jobs.money.orders import Orders
from desktop.sandbox.books import Kind
from desktop.ui.batch.rows import BatchTable
from tests.media.making import encoded, quarters
from tests.ui.window.conftest import answer, running, top_level, until

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def folder(tmp_path):
    """Fifty pictures of three shapes, and what is no picture."""
    place = tmp_path / "many"
    place.mkdir()
    shapes = [(64, 36), (36, 64), (40, 40)]
    for n in range(50):
        (place / f"IMG_{n}.png").write_bytes(encoded(quarters(*shapes[n % 3])))
    (place / "IMG_7.txt").write_text("the seventh")
    (place / "notes.md").write_text("no picture")
    return place


def sheet_of(started):
    found = top_level("batch_sheet")
    assert found is not None, "there is no sheet"
    return found


async def opened(started, *paths, rows):
    """The sheet, filled by a drop on it."""
    started.window.actions_.batch.trigger()
    await until(lambda: top_level("batch_sheet") is not None, "the sheet")
    sheet = sheet_of(started)
    drop(sheet, paths)
    await until(lambda: len(sheet.table.rows) == rows and not sheet.reading.is_busy, "the rows")
    await until(lambda: not sheet._soon.isActive(), "the sums")
    return sheet


def drop(sheet, paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, none = QPointF(200, 300), Qt.KeyboardModifier.NoModifier
    how = (Qt.DropAction.CopyAction, mime, LEFT, none)
    enter = QDragEnterEvent(where.toPoint(), *how)
    QApplication.sendEvent(sheet, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(sheet, QDropEvent(where, *how))


def words(sheet, name):
    label = sheet.findChild(QLabel, name)
    return label.text() if not label.isHidden() else ""


def press(sheet, name):
    QTest.mouseClick(sheet.findChild(QPushButton, name), LEFT)


def choose(combo, text):
    QTest.keyClick(combo, Qt.Key.Key_Home)
    while not combo.currentText().startswith(text):
        before = combo.currentIndex()
        QTest.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentIndex() != before, f"no {text}"


async def test_fifty_pictures_of_a_folder_with_one_question_and_the_sums_of_the_books(folder):
    async with running(uses_stock_films=True, balance_usd=Decimal(100)) as started:
        started.app.preferences.change(concurrency=10)
        sheet = await opened(started, folder, rows=50)
        sheet.choices.prompt_edit.setFocus()
        QTest.keyClicks(sheet.choices.prompt_edit, "slowly")
        choose(sheet.choices.size_combo, "Nearest shape, 480p")
        choose(sheet.choices.duration_combo, "4 s")
        QTest.mouseClick(sheet.choices.sound_switch, LEFT)
        await until(lambda: words(sheet, "batch_sum").startswith("50 clips · about $26.91,"))
        assert "an estimate of 2026-08-01" in words(sheet, "batch_sum")
        assert words(sheet, "batch_aside") == "1 other file was passed over"
        button = sheet.findChild(QPushButton, "batch_generate_button")
        assert button.text() == "Generate 50 clips"
        QTest.mouseClick(button, LEFT)
        await until(lambda: top_level("confirm_dialog") is not None, "the question")
        assert top_level("confirm_dialog").windowTitle() == "Generate 50 clips for about $26.91?"
        await answer("confirm_dialog", "confirm_button")
        await until(lambda: len(started.entries()) == 50, "the cards")
        assert top_level("batch_sheet") is None
        assert top_level("confirm_dialog") is None, "it was asked once"
        await started.all_clips()
        charges = started.sandbox.books.of(Kind.CHARGE)
        amounts = (Decimal(charge.facts["amount_usd"]) for charge in charges)
        total = sum(amounts, Decimal(0))
        assert len(charges) == len(started.posts()) == 50
        assert total.quantize(Decimal("0.01")) == Decimal("26.91")
        prompts = [post.body["parameters"]["prompt"] for post in started.posts()]
        assert sorted(set(prompts)) == ["slowly", "the seventh"]
        assert prompts.count("slowly") == 49
        costs = [entry.clip.cost.amount for entry in started.entries()]
        assert sum(costs) == total
        started.window.actions_.batch.trigger()
        await until(lambda: top_level("batch_sheet") is not None)
        assert sheet_of(started).table.rows == [], "what was sent is not offered again"
        sheet_of(started).reject()
        await until(lambda: not started.app.tasks.is_live("batch"))


async def test_better_not_leaves_everything_as_it_was(folder):
    async with running() as started:
        sheet = await opened(started, folder / "IMG_1.png", folder / "IMG_2.png", rows=2)
        press(sheet, "batch_generate_button")
        await answer("confirm_dialog", "cancel_button")
        await until(sheet.generate_button.isEnabled)
        assert started.entries() == []
        press(sheet, "batch_cancel_button")
        await until(lambda: not started.app.tasks.is_live("batch"))
        started.window.actions_.batch.trigger()
        await until(lambda: top_level("batch_sheet") is not None)
        assert len(sheet_of(started).table.rows) == 2, "a slip of the hand loses nothing"
        QTest.keyClick(sheet_of(started), Qt.Key.Key_Escape)
        await until(lambda: not started.app.tasks.is_live("batch"))


async def test_one_undo_takes_all_of_them_back_to_the_sheet(folder):
    async with running(undo_s=20) as started:
        window = started.window
        sheet = await opened(started, folder, rows=50)
        table = sheet.table
        table.setData(table.index(3, BatchTable.PROMPT), "the third of its own")
        press(sheet, "batch_generate_button")
        await answer("confirm_dialog", "confirm_button")
        countdown = started.child("batch_countdown")
        await until(countdown.isVisible, "the countdown")
        assert countdown.title.startswith("Sending 50 clips in ")
        assert window.actions_.undo.text() == "Undo sending 50 clips"
        await until(lambda: not started.app.tasks.is_live("submit"))
        QTest.mouseClick(started.child("batch_undo_button"), LEFT)
        await until(lambda: top_level("batch_sheet") is not None, "the sheet again")
        assert started.entries() == []
        assert started.posts() == []
        assert not countdown.isVisible()
        again = sheet_of(started)
        assert len(again.table.rows) == 50
        assert again.table.rows[3].wish.prompt == "the third of its own"
        again.reject()
        await until(lambda: not started.app.tasks.is_live("batch"))
        assert not window.actions_.undo.isEnabled()


async def test_control_z_takes_back_what_one_undo_of_a_card_has_left(folder):
    async with running(undo_s=20) as started:
        window = started.window
        sheet = await opened(started, *(folder / f"IMG_{n}.png" for n in range(3)), rows=3)
        press(sheet, "batch_generate_button")
        await answer("confirm_dialog", "confirm_button")
        await until(lambda: len(started.entries()) == 3, "the cards")
        await until(lambda: not started.app.tasks.is_live("submit"))
        QTest.mouseClick(started.child("stage_verb", QPushButton), LEFT)
        await until(lambda: len(started.entries()) == 2, "the end of one card")
        assert window.actions_.undo.text() == "Undo sending 2 clips"
        window.activateWindow()
        await until(window.isActiveWindow)
        window.stage.setFocus()
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: not started.entries(), "the end of the others")
        await until(lambda: top_level("batch_sheet") is not None, "the sheet again")
        assert len(sheet_of(started).table.rows) == 2
        sheet_of(started).reject()
        await until(lambda: not started.app.tasks.is_live("batch"))
        assert started.posts() == []


async def test_what_cannot_be_ordered_stays_on_the_sheet_with_its_reason(folder, monkeypatch):
    place_all = Orders.place_all

    async def losing_one(self, compositions, **options):
        placed = await place_all(self, compositions[1:], **options)
        return Placed(placed.ordered, ((compositions[0], MediaProblem(name="IMG_0.png")),))

    monkeypatch.setattr(Orders, "place_all", losing_one)
    async with running(undo_s=20) as started:
        sheet = await opened(started, *(folder / f"IMG_{n}.png" for n in range(3)), rows=3)
        press(sheet, "batch_generate_button")
        await answer("confirm_dialog", "confirm_button")
        await until(lambda: len(started.entries()) == 2, "the cards")
        await until(sheet.notice.isVisible, "the notice")
        assert sheet.notice.title == "1 of 3 could not be ordered; the others are on their way"
        assert [row.name for row in sheet.table.rows] == ["IMG_0.png"]
        await until(lambda: not sheet._soon.isActive())
        assert words(sheet, "batch_aside") == "1 row cannot be sent"
        assert not sheet.generate_button.isEnabled()
        await until(lambda: not started.app.tasks.is_live("submit"))
        sheet.reject()
        await until(lambda: not started.app.tasks.is_live("batch"))


async def test_the_sheet_is_opened_for_files_from_elsewhere(folder):
    async with running() as started:
        started.window.presenter.open_batch([folder])
        await until(lambda: top_level("batch_sheet") is not None, "the sheet")
        sheet = sheet_of(started)
        started.window.presenter.open_batch([folder / "IMG_1.png"])
        await until(lambda: len(sheet.table.rows) == 51, "the rows of both")
        await until(lambda: not sheet.reading.is_busy)
        sheet.reject()
        await until(lambda: not started.app.tasks.is_live("batch"))


async def test_wildcards_make_the_same_clips_as_in_compose_and_come_back_as_typed(folder):
    async with running(undo_s=20) as started:
        sheet = await opened(started, folder / "IMG_1.png", folder / "IMG_2.png", rows=2)
        sheet.choices.prompt_edit.setPlainText("smoke drifts {slowly|fast}")
        press(sheet, "batch_generate_button")
        await answer("confirm_dialog", "confirm_button")
        await until(lambda: len(started.entries()) == 4, "the cards")
        await until(lambda: not started.app.tasks.is_live("submit"))
        prompts = sorted(entry.job.request.prompt for entry in started.entries())
        assert prompts == ["smoke drifts fast"] * 2 + ["smoke drifts slowly"] * 2
        QTest.mouseClick(started.child("stage_verb", QPushButton), LEFT)
        await until(lambda: len(started.entries()) == 3, "the end of one card")
        started.window.actions_.undo.trigger()
        await until(lambda: top_level("batch_sheet") is not None, "the sheet again")
        again = sheet_of(started)
        names = [(row.name, row.wish.prompt) for row in again.table.rows]
        assert names == [("IMG_1.png", None), ("IMG_2.png", "smoke drifts slowly")]
        assert again.table.shared.prompt == "smoke drifts {slowly|fast}"
        again.reject()
        await until(lambda: not started.app.tasks.is_live("batch"))


async def test_a_sheet_of_one_row_comes_back_as_well_and_compose_is_left_alone(folder):
    async with running(undo_s=20) as started:
        sheet = await opened(started, folder / "IMG_1.png", rows=1)
        sheet.table.setData(sheet.table.index(0, BatchTable.PROMPT), "of its own")
        sheet.table.setData(sheet.table.index(0, BatchTable.DURATION), 4)
        press(sheet, "batch_generate_button")
        await until(lambda: len(started.entries()) == 1, "the card")
        await until(lambda: not started.app.tasks.is_live("submit"))
        started.window.actions_.undo.trigger()
        await until(lambda: top_level("batch_sheet") is not None, "the sheet again")
        assert started.entries() == []
        wishes = [row.wish for row in sheet_of(started).table.rows]
        assert [(wish.prompt, wish.duration_s) for wish in wishes] == [("of its own", 4)]
        assert started.window.compose.is_empty
        sheet_of(started).reject()
        await until(lambda: not started.app.tasks.is_live("batch"))


async def test_one_card_taken_back_leaves_the_undo_of_the_others_free_and_its_row_is_kept(folder):
    async with running(undo_s=20) as started:
        sheet = await opened(started, *(folder / f"IMG_{n}.png" for n in range(2)), rows=2)
        press(sheet, "batch_generate_button")
        await answer("confirm_dialog", "confirm_button")
        await until(lambda: len(started.entries()) == 2, "the cards")
        await until(lambda: not started.app.tasks.is_live("submit"))
        QTest.mouseClick(started.child("stage_verb", QPushButton), LEFT)
        await until(lambda: len(started.entries()) == 1, "the end of one card")
        await until(lambda: len(started.window.presenter.queue.takeable) == 1)
        assert top_level("batch_sheet") is None
        started.window.actions_.undo.trigger()
        await until(lambda: top_level("batch_sheet") is not None, "the sheet again")
        assert [row.name for row in sheet_of(started).table.rows] == ["IMG_0.png"]
        sheet_of(started).reject()
        await until(lambda: not started.app.tasks.is_live("batch"))
        started.window.actions_.batch.trigger()
        await until(lambda: top_level("batch_sheet") is not None)
        names = [row.name for row in sheet_of(started).table.rows]
        assert names == ["IMG_1.png", "IMG_0.png"]
        sheet_of(started).reject()
        await until(lambda: not started.app.tasks.is_live("batch"))


async def test_files_from_elsewhere_leave_the_rows_of_a_cancelled_sheet_where_they_are(folder):
    async with running() as started:
        paths = [folder / f"IMG_{n}.png" for n in range(3)]
        sheet = await opened(started, *paths, rows=3)
        sheet.choices.prompt_edit.setPlainText("{slowly|fast}")
        press(sheet, "batch_cancel_button")
        await until(lambda: not started.app.tasks.is_live("batch"))
        started.window.presenter.open_batch([folder / "IMG_7.png", folder / "IMG_8.png"])
        await until(lambda: top_level("batch_sheet") is not None, "the sheet")
        other = sheet_of(started)
        await until(lambda: len(other.table.rows) == 2 and not other.reading.is_busy, "the rows")
        other.reject()
        await until(lambda: not started.app.tasks.is_live("batch"))
        started.window.actions_.batch.trigger()
        await until(lambda: top_level("batch_sheet") is not None)
        table = sheet_of(started).table
        assert [row.name for row in table.rows] == [
            *(p.name for p in paths),
            "IMG_7.png",
            "IMG_8.png",
        ]
        prompts = [row.prompt(table.shared) for row in table.rows]
        assert prompts == ["{slowly|fast}"] * 3 + ["the seventh", ""]
        sheet_of(started).reject()
        await until(lambda: not started.app.tasks.is_live("batch"))


async def test_several_files_that_come_before_the_studio_are_on_the_sheet_when_it_is_there(folder):
    async with running(opens=False) as started:
        assert started.app.studio is None
        assert started.window.open_files([folder / f"IMG_{n}.png" for n in range(3)])
        await until(lambda: top_level("batch_sheet") is not None, "the sheet")
        sheet = sheet_of(started)
        await until(lambda: len(sheet.table.rows) == 3 and not sheet.reading.is_busy, "the rows")
        await until(lambda: not started.is_asking_for_balance)
        sheet.reject()
        await until(lambda: not started.app.tasks.is_live("batch"))


async def test_where_there_is_no_studio_the_first_of_several_files_is_used_and_it_is_said(
    folder, monkeypatch
):
    monkeypatch.setenv("LEONARDO_API_URL", "http://example.com/api")
    async with running(opens=False) as started:
        assert started.app.studio is None
        picture = started.window.compose.picture
        assert started.window.open_files([folder / f"IMG_{n}.png" for n in range(3)])
        await until(lambda: picture.frame is not None, "the picture")
        assert picture.frame.name == "IMG_0.png"
        assert picture.notice.title == "The first of 3 files is used"
        assert started.window.open_files([folder / "IMG_7.png", folder / "IMG_8.png"])
        await until(lambda: picture.frame.name == "IMG_7.png", "the next one")
