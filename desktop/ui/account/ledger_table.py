"""The lines of the ledger as a table: one clip a row, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from desktop.jobs.money.entry import Entry, Verdict
from desktop.ui.account.money import cost_text, dollars, number
from desktop.ui.models.wording import state_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NONE = "–"


class LedgerTable(QAbstractTableModel):
    """Read-only; `name_of` gives an account's name by its id."""

    SENT, ACCOUNT, CLIP, STATE, ESTIMATE, CHARGE, VERDICT, BALANCE = range(8)

    def __init__(self, name_of: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self.entries: Sequence[Entry] = ()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these lines in the place of all others."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._headings())

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        is_heading = orientation == Qt.Orientation.Horizontal
        if is_heading and role == Qt.ItemDataRole.DisplayRole:
            return self._headings()[section]
        if is_heading and role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry, column = self.entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headings()[column]}: {self._text(entry, column)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole and column == self.VERDICT:
            return self._why(entry)
        return None

    def _headings(self) -> tuple[str, ...]:
        return (
            self.tr("Sent"),
            self.tr("Account"),
            self.tr("Clip"),
            self.tr("State"),
            self.tr("Estimate"),
            self.tr("Charge"),
            self.tr("Charged?"),
            self.tr("Balance before → after"),
        )

    def _text(self, entry: Entry, column: int) -> str:
        if column == self.SENT:
            moment = entry.submitted_at.astimezone()
            return f"{moment:%Y-%m-%d %H:%M}"
        if column == self.ACCOUNT:
            return self._name_of(entry.account)
        if column == self.CLIP:
            size = self.tr("Auto") if entry.size == "auto" else entry.size.replace("x", " × ")
            return self.tr("{size}, {n} s").format(size=size, n=entry.duration_s)
        if column == self.STATE:
            return state_words(entry.state)
        return self._money(entry, column)

    def _money(self, entry: Entry, column: int) -> str:
        if column == self.ESTIMATE:
            known = entry.estimate_usd
            return _NONE if known is None else self.tr("about {n}").format(n=dollars(known))
        if column == self.CHARGE:
            return _NONE if entry.charge is None else cost_text(entry.charge)
        if column == self.VERDICT:
            return self.verdict_words(entry.verdict)
        before, after = _balance(entry.balance_before), _balance(entry.balance_after)
        return _NONE if before == after == "?" else f"{before} → {after}"

    def verdict_words(self, verdict: Verdict) -> str:
        """Whether it was charged, in a word."""
        return {
            Verdict.OPEN: self.tr("under way"),
            Verdict.CHARGED: self.tr("charged"),
            Verdict.NOT_CHARGED: self.tr("not charged"),
            Verdict.UNKNOWN: self.tr("unknown"),
        }[verdict]

    def _why(self, entry: Entry) -> str:
        if entry.verdict is Verdict.UNKNOWN:
            return self.tr(
                "Leonardo does not say whether a clip that failed is charged, and the balances "
                "before and after do not tell."
            )
        if entry.verdict is Verdict.NOT_CHARGED and entry.generation_id is None:
            return self.tr("Leonardo refused it: nothing was made.")
        return ""


def _balance(amount: Decimal | None) -> str:
    return "?" if amount is None else number(amount)


def _alignment(column: int) -> Qt.AlignmentFlag:
    is_amount = column in {LedgerTable.ESTIMATE, LedgerTable.CHARGE, LedgerTable.BALANCE}
    return _RIGHT if is_amount else _LEFT
