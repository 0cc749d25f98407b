"""The rows of the sheet on the screen: edited with one click or Enter, taken out with Delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.ui.batch.cells import ROW_HEIGHT, ChoiceCell, PictureCell, PromptCell
from desktop.ui.batch.rows import BatchTable

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QKeyEvent

_WIDTHS = {
    BatchTable.PICTURE: 250,
    BatchTable.SIZE: 132,
    BatchTable.DURATION: 104,
    BatchTable.PRICE: 104,
}
_EDITS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_TAKES_OUT = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}


class BatchView(QTableView):
    """Shows a BatchTable; whole rows are selected, cells are walked with the arrow keys."""

    def __init__(self, table: BatchTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self.setObjectName("batch_view")
        self.setAccessibleName(self.tr("Clips to be generated"))
        self.setModel(table)
        self.setItemDelegateForColumn(BatchTable.PICTURE, PictureCell(self))
        self.setItemDelegateForColumn(BatchTable.PROMPT, PromptCell(self))
        choice = ChoiceCell(self)
        for column in (BatchTable.SIZE, BatchTable.DURATION):
            self.setItemDelegateForColumn(column, choice)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self._lay_out()
        self.clicked.connect(self._on_clicked)

    def _lay_out(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(BatchTable.PROMPT, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)

    def selected_rows(self) -> list[int]:
        """The places of the rows that are selected."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def take_out_selected(self) -> None:
        """Leave the selected rows out, and select what comes to stand there."""
        rows = self.selected_rows()
        if not rows:
            return
        column = max(0, self.currentIndex().column())
        self._table.take_out(rows)
        left = self._table.rowCount()
        if left:
            self.setCurrentIndex(self._table.index(min(rows[0], left - 1), column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        is_open = self.state() == QAbstractItemView.State.EditingState
        if event.key() in _EDITS and not is_open and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        elif event.key() in _TAKES_OUT and not is_open:
            self.take_out_selected()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        """One click opens a cell, unless it was part of choosing several rows."""
        if len(self.selected_rows()) == 1 and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
