"""The ledger as a dialog: what clips cost today, this month, ever; as a file if wanted."""

from __future__ import annotations

import asyncio
import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.core.errors import Problem
from desktop.jobs.job import SANDBOX
from desktop.jobs.money import ledger_csv
from desktop.jobs.money.ledger import Period, Sums, sums
from desktop.ui import problems
from desktop.ui.account.ledger_table import LedgerTable
from desktop.ui.account.money import account_name, amount_text, dollars
from desktop.ui.dialogs import choose_save_path
from desktop.ui.widgets.combo_box import ComboBox

if TYPE_CHECKING:
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.accounts import Accounts
    from desktop.jobs.money.ledger import Ledger

ALL = ""
"""Every account but the sandbox."""
_SIZE = (960, 480)
_ROW_HEIGHT = 32


class LedgerDialog(QDialog):
    """Reads the lines of a period; `folder_used` tells where a file was saved."""

    folder_used = Signal(str)

    def __init__(
        self, ledger: Ledger, accounts: Accounts, tasks: TaskOwner, parent: QWidget, folder: str
    ) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self._accounts = accounts
        self._tasks = tasks
        self._folder = folder
        self.setObjectName("ledger_dialog")
        self.setWindowTitle(self.tr("Ledger"))
        self.resize(*_SIZE)
        self.table = LedgerTable(lambda account: account_name(accounts, account), self)
        self._make_choices()
        self._make_view()
        self._lay_out()
        self._end = ledger.subscribe(self._read)
        self.finished.connect(self._stop)
        self._read()

    def _make_choices(self) -> None:
        self.period_combo = ComboBox(self.tr("Period"), self)
        self.period_combo.setObjectName("period_combo")
        for words, period in (
            (self.tr("Today"), Period.TODAY),
            (self.tr("This month"), Period.MONTH),
            (self.tr("All"), Period.ALL),
        ):
            self.period_combo.addItem(words, period)
        self.account_combo = ComboBox(self.tr("Account"), self)
        self.account_combo.setObjectName("ledger_account_combo")
        self.account_combo.addItem(self.tr("All accounts"), ALL)
        for account in self._accounts.named:
            self.account_combo.addItem(account_name(self._accounts, account.id), account.id)
        self.account_combo.addItem(self.tr("Sandbox, play money"), SANDBOX)
        for combo in (self.period_combo, self.account_combo):
            combo.setMinimumContentsLength(18)
            combo.currentIndexChanged.connect(self._read)

    def _make_view(self) -> None:
        self.view = QTableView(self)
        self.view.setObjectName("ledger_view")
        self.view.setAccessibleName(self.tr("Clips and what they cost"))
        self.view.setModel(self.table)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setTabKeyNavigation(False)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(LedgerTable.ACCOUNT, QHeaderView.ResizeMode.Stretch)
        self.view.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.empty_label = QLabel(self)
        self.empty_label.setObjectName("ledger_empty")
        self.empty_label.setProperty("tone", "muted")
        self.empty_label.setWordWrap(True)
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.empty_label)

    def _lay_out(self) -> None:
        self.sums_label = QLabel(self)
        self.sums_label.setObjectName("ledger_sums")
        self.sums_label.setTextFormat(Qt.TextFormat.PlainText)
        self.sums_label.setWordWrap(True)
        self.sums_label.setProperty("tone", "strong")
        self.note_label = QLabel(self)
        self.note_label.setProperty("tone", "small")
        self.note_label.setWordWrap(True)
        self.export_button = QPushButton(self.tr("Export CSV…"), self)
        self.export_button.setObjectName("export_button")
        self.export_button.setAutoDefault(False)
        self.export_button.clicked.connect(self._export)
        self.close_button = QPushButton(self.tr("Close"), self)
        self.close_button.setObjectName("ledger_close_button")
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        choices, buttons = QHBoxLayout(), QHBoxLayout()
        for combo in (self.period_combo, self.account_combo):
            choices.addWidget(combo)
        choices.addStretch(1)
        buttons.addWidget(self.note_label, 1)
        buttons.addWidget(self.export_button)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(choices)
        column.addWidget(self._pages, 1)
        column.addWidget(self.sums_label)
        column.addLayout(buttons)

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def _read(self) -> None:
        self._tasks.start("read ledger", self._show(), replace=True)

    async def _show(self) -> None:
        today = datetime.datetime.now().astimezone().date()
        since = self.period_combo.currentData().begin(today)
        account = self.account_combo.currentData() or None
        try:
            entries = await self._ledger.entries(since, account=account)
        except Problem as problem:
            self.note_label.setText(problems.explain(problem).title)
            return
        self.table.show_entries(entries)
        self._pages.setCurrentWidget(self.view if entries else self.empty_label)
        self.empty_label.setText(self._empty_text(account))
        self.export_button.setEnabled(bool(entries))
        self.sums_label.setText(self._sums_text(sums(entries)))
        if entries:
            first = self.table.index(0, 0)
            flag = QItemSelectionModel.SelectionFlag
            self.view.selectionModel().setCurrentIndex(first, flag.SelectCurrent | flag.Rows)

    def _empty_text(self, account: str | None) -> str:
        if account == SANDBOX:
            return self.tr("Nothing was made in the sandbox in this time.")
        return self.tr(
            "Nothing was sent in this time.\nEvery clip you send gets a line here: the estimate, "
            "the charge, and the balance before and after.\n"
            "What the sandbox makes is kept apart, as an account of its own."
        )

    def _sums_text(self, found: Sums) -> str:
        """`4 clips · charged $2.8704 and 480 credits · about $1.44 not told yet`."""
        if not found.clips:
            return ""
        clips = self.tr("1 clip") if found.clips == 1 else self.tr("{n} clips")
        parts = [clips.format(n=found.clips)]
        charged = [amount_text(amount, unit) for unit, amount in sorted(found.charged.items())]
        if charged:
            both = self.tr(" and ").join(charged)
            parts.append(self.tr("charged {sums}").format(sums=both))
        if found.estimated:
            words = self.tr("about {n} by estimate, charge not known")
            parts.append(words.format(n=dollars(found.estimated_usd)))
        if found.unpriced:
            parts.append(self.tr("{n} of unknown price").format(n=found.unpriced))
        return " · ".join(parts)

    # ── the file ─────────────────────────────────────────────────────────────────────────────

    def _export(self) -> None:
        self._tasks.start("export ledger", self._save())

    async def _save(self) -> None:
        folder = self._folder or str(Path.home())
        target = await choose_save_path(self, folder, self.tr("Startframe ledger.csv"))
        if target is None:
            return
        entries = list(self.table.entries)
        names = {entry.account: account_name(self._accounts, entry.account) for entry in entries}
        try:
            await asyncio.to_thread(ledger_csv.write, target, entries, names.__getitem__)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self._say(self.tr("The file could not be written: {reason}").format(reason=reason))
            return
        self.folder_used.emit(str(target.parent))
        self._say(self.tr("Saved as {name}").format(name=target.name))

    def _say(self, words: str) -> None:
        self.note_label.setText(words)
        self.note_label.setAccessibleName(words)

    def _stop(self) -> None:
        self._end()
        for name in ("read ledger", "export ledger"):
            self._tasks.cancel(name)
