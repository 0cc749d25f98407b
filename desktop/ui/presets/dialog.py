"""The presets in a dialog: used, renamed, made the default, deleted, imported, exported."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.presets.summary import summary
from desktop.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from desktop.core.presets import Presets

_SIZE = (620, 420)
_ROW_HEIGHT = 48


class PresetsDialog(QDialog):
    """Shows what it is given and asks for changes; each signal but the last two tells a name."""

    use_requested = Signal(str)
    rename_requested = Signal(str)
    default_requested = Signal(str)
    delete_requested = Signal(str)
    import_requested = Signal()
    export_requested = Signal()

    def __init__(self, presets: Presets, parent: QWidget) -> None:
        super().__init__(parent)
        self._presets = presets
        self.setObjectName("presets_dialog")
        self.setWindowTitle(self.tr("Presets"))
        self.resize(*_SIZE)
        self.notice = Notice(self)
        self.notice.setObjectName("presets_notice")
        self.list = QListWidget(self)
        self.list.setObjectName("presets_list")
        self.list.setAccessibleName(self.tr("Presets"))
        self.list.setProperty("surface", "well")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty_label = QLabel(self.tr("No preset yet. “Save as preset…” keeps what is chosen."))
        self.empty_label.setObjectName("presets_empty")
        self.empty_label.setProperty("tone", "muted")
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty_label.setWordWrap(True)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.show_presets(presets)

    def _make_buttons(self) -> None:
        self.use_button = self._button("use_preset", self.tr("Use"))
        self.default_button = self._button("default_preset", self.tr("Make default"))
        self.rename_button = self._button("rename_preset", self.tr("Rename…"))
        self.delete_button = self._button("delete_preset", self.tr("Delete…"))
        self.import_button = self._button("import_presets", self.tr("Import…"))
        self.export_button = self._button("export_presets", self.tr("Export all…"))
        self.close_button = self._button("presets_close", self.tr("Close"))

    def _button(self, name: str, words: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(self.empty_label, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        for button in (
            self.use_button,
            self.default_button,
            self.rename_button,
            self.delete_button,
        ):
            right.addWidget(button)
        right.addSpacing(16)
        right.addWidget(self.import_button)
        right.addWidget(self.export_button)
        right.addStretch(1)
        right.addWidget(self.close_button)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addLayout(right)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.notice)
        column.addLayout(row, 1)
        for one, other in pairwise(self._of_one() + self._of_all()):
            self.setTabOrder(one, other)

    def _of_one(self) -> list[QWidget]:
        return [
            self.list,
            self.use_button,
            self.default_button,
            self.rename_button,
            self.delete_button,
        ]

    def _of_all(self) -> list[QWidget]:
        return [self.import_button, self.export_button, self.close_button]

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(lambda _row: self._say_what_can_be_done())
        self.list.itemActivated.connect(lambda _item: self._tell(self.use_requested))
        for button, signal in (
            (self.use_button, self.use_requested),
            (self.default_button, self.default_requested),
            (self.rename_button, self.rename_requested),
            (self.delete_button, self.delete_requested),
        ):
            button.clicked.connect(lambda _on=False, signal=signal: self._tell(signal))
        self.import_button.clicked.connect(self.import_requested)
        self.export_button.clicked.connect(self.export_requested)
        self.close_button.clicked.connect(self.accept)

    def _tell(self, signal: SignalInstance) -> None:
        name = self.current
        if name is not None:
            signal.emit(name)

    @property
    def current(self) -> str | None:
        """The name of the preset that is picked."""
        row = self.list.currentRow()
        return self._presets.all[row].name if 0 <= row < len(self._presets.all) else None

    def show_presets(self, presets: Presets, current: str | None = None) -> None:
        """Show others, with this one picked; else the row stays."""
        row = max(self.list.currentRow(), 0)
        self._presets = presets
        self.list.clear()
        for index, preset in enumerate(presets.all):
            is_default = preset.name == presets.default
            words = self.tr("{name} (default)") if is_default else "{name}"
            text = f"{words.format(name=preset.name)}\n{summary(preset)}"
            QListWidgetItem(text, self.list).setSizeHint(QSize(0, _ROW_HEIGHT))
            row = index if preset.name == current else row
        self.list.setCurrentRow(min(row, len(presets.all) - 1))
        self.list.setVisible(bool(presets.all))
        self.empty_label.setVisible(not presets.all)
        self.export_button.setEnabled(bool(presets.all))
        self._say_what_can_be_done()

    def _say_what_can_be_done(self) -> None:
        name = self.current
        for button in (
            self.use_button,
            self.default_button,
            self.rename_button,
            self.delete_button,
        ):
            button.setEnabled(name is not None)
        is_default = name is not None and name == self._presets.default
        self.default_button.setText(
            self.tr("No default") if is_default else self.tr("Make default")
        )
