"""The ledger's dialog: lines of a period, sums, an empty state, a file."""

import asyncio
import dataclasses
import datetime
from decimal import Decimal

import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget

from desktop.core.cost import Cost
from desktop.core.secrets import SessionSecrets
from desktop.core.tasks import TaskOwner
from desktop.jobs.accounts import Accounts
from desktop.jobs.job import LEONARDO, SANDBOX, JobState
from desktop.jobs.money.entry import Entry, Verdict
from desktop.jobs.money.ledger import Period
from desktop.ui.account import ledger as ledger_dialog
from desktop.ui.account.ledger import LedgerDialog
from desktop.ui.account.ledger_table import LedgerTable

NOW = datetime.datetime.now(datetime.UTC)
READY = Entry(
    job_id="job-1",
    account=LEONARDO,
    submitted_at=NOW,
    model="grok-imagine-1.5",
    size="1280x720",
    duration_s=6,
    estimate_usd=Decimal("1.44"),
    assumed_usd=Decimal("1.44"),
    charge=Cost(Decimal("1.4352"), "DOLLARS"),
    state=JobState.READY,
    verdict=Verdict.CHARGED,
    balance_before=Decimal(8361),
    balance_after=Decimal(7881),
)
FAILED = dataclasses.replace(
    READY,
    job_id="job-2",
    submitted_at=NOW - datetime.timedelta(days=40),
    size="auto",
    estimate_usd=None,
    charge=None,
    state=JobState.FAILED,
    verdict=Verdict.UNKNOWN,
    balance_before=None,
    balance_after=None,
)


class Lines:
    """A ledger of some lines that remembers what it was asked for."""

    def __init__(self, *entries):
        self.lines = list(entries)
        self.observers = []

    async def entries(self, since=None, *, account=None):
        return [
            entry
            for entry in self.lines
            if (since is None or entry.submitted_at >= since)
            and (entry.account != SANDBOX if account is None else entry.account == account)
        ]

    def subscribe(self, observer):
        self.observers.append(observer)
        return lambda: self.observers.remove(observer)


async def until(condition):
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def open_dialog(qapp, qtbot):
    tasks = TaskOwner()
    accounts = Accounts(secrets=SessionSecrets("key"), environ={})
    await accounts.open()
    window = QWidget()
    qtbot.addWidget(window)

    async def open_dialog(lines, folder=""):
        dialog = LedgerDialog(lines, accounts, tasks, window, folder)
        dialog.show()
        await until(lambda: not tasks.is_live("read ledger"))
        return dialog

    yield open_dialog
    await tasks.close()


def texts(dialog):
    table = dialog.table
    columns = range(table.columnCount())
    return [
        [table.data(table.index(row, column)) for column in columns]
        for row in range(table.rowCount())
    ]


async def test_the_lines_of_a_period_and_their_sum(open_dialog):
    dialog = await open_dialog(Lines(READY, FAILED))
    (line,) = texts(dialog)
    assert line[1:] == [
        "Leonardo.AI account",
        "1280 × 720, 6 s",
        "Done",
        "about $1.44",
        "$1.4352",
        "charged",
        "8,361 → 7,881",
    ]
    assert dialog.sums_label.text() == "1 clip · charged $1.4352"
    dialog.period_combo.setCurrentIndex(dialog.period_combo.findData(Period.ALL))
    await until(lambda: dialog.table.rowCount() == 2)
    assert texts(dialog)[1][2:] == ["Auto, 6 s", "Failed", "–", "–", "unknown", "–"]
    assert dialog.sums_label.text() == "2 clips · charged $1.4352 · 1 of unknown price"
    dialog.reject()


async def test_an_empty_ledger_says_what_will_be_here(open_dialog):
    lines = Lines()
    dialog = await open_dialog(lines)
    assert dialog.empty_label.isVisible()
    assert "gets a line here" in dialog.empty_label.text()
    assert not dialog.export_button.isEnabled()
    lines.lines.append(READY)
    for observer in lines.observers:
        observer()
    await until(dialog.view.isVisible)
    dialog.reject()
    assert lines.observers == []


async def test_play_money_is_shown_apart(open_dialog):
    play = dataclasses.replace(READY, account=SANDBOX)
    dialog = await open_dialog(Lines(play))
    assert dialog.table.rowCount() == 0
    assert "sandbox makes is kept apart" in dialog.empty_label.text()
    dialog.account_combo.setCurrentIndex(dialog.account_combo.findData(SANDBOX))
    await until(lambda: dialog.table.rowCount() == 1)
    assert texts(dialog)[0][1] == "Sandbox"
    dialog.reject()


async def test_the_lines_are_saved_as_a_file(open_dialog, tmp_path, monkeypatch):
    target = tmp_path / "ledger.csv"

    async def chosen(_parent, _folder, _name):
        return target

    monkeypatch.setattr(ledger_dialog, "choose_save_path", chosen)
    dialog = await open_dialog(Lines(READY))
    used: list[str] = []
    dialog.folder_used.connect(used.append)
    QTest.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    await until(lambda: "Saved" in dialog.note_label.text())
    assert "Leonardo.AI account" in target.read_text(encoding="utf-8-sig")
    assert used == [str(tmp_path)]
    target = tmp_path
    QTest.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    await until(lambda: "could not be written" in dialog.note_label.text())
    dialog.reject()


def test_the_table_keeps_qts_rules(qapp):
    table = LedgerTable(str)
    QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.show_entries([READY, FAILED])
    index = table.index(1, LedgerTable.VERDICT)
    assert table.data(index, Qt.ItemDataRole.AccessibleTextRole) == "Charged?: unknown"
    assert "does not say" in str(table.data(index, Qt.ItemDataRole.ToolTipRole))
    table.show_entries([])
    assert table.rowCount() == 0
