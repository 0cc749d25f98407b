"""The dialog a preset gets its name in, and what its prompts begin with."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.plain_text import plain
from desktop.core.settings import MAX_NAME_CHARS, tidy_name
from desktop.ui.presets.summary import summary

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop.core.presets import Preset

_WIDTH = 440
_PREFIX_CHARS = 1000


class NamingDialog(QDialog):
    """Asks for the name of `preset`; `preset` afterwards is the answer.

    A name of `taken` is replaced when the preset is new, and refused when one is renamed.
    """

    def __init__(
        self, preset: Preset, taken: Collection[str], parent: QWidget, *, is_new: bool
    ) -> None:
        super().__init__(parent)
        self.preset = preset
        self._taken = taken
        self._is_new = is_new
        self.setObjectName("naming_dialog")
        self.setWindowTitle(self.tr("Save as preset") if is_new else self.tr("Rename preset"))
        self.setFixedWidth(_WIDTH)
        self._make_fields()
        self._lay_out()
        self._on_name_changed()
        self.name_edit.textChanged.connect(self._on_name_changed)
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self.reject)
        self.name_edit.selectAll()
        self.name_edit.setFocus()

    def _make_fields(self) -> None:
        self.name_edit = _field("preset_name", self.tr("Name"), self)
        self.name_edit.setMaxLength(MAX_NAME_CHARS)
        self.name_edit.setText(self.preset.name)
        self.prefix_edit = _field("preset_prefix", self.tr("Prompts begin with"), self)
        self.prefix_edit.setMaxLength(_PREFIX_CHARS)
        self.prefix_edit.setText(self.preset.prefix)
        self.prefix_edit.setPlaceholderText(
            self.tr("Nothing, or a style: “35 mm film, soft light,”")
        )
        self.note = QLabel(self)
        self.note.setObjectName("preset_note")
        self.note.setProperty("tone", "small")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.save_button = _button("preset_save", self)
        self.save_button.setProperty("kind", "primary")
        self.save_button.setDefault(True)
        self.cancel_button = _button("preset_cancel", self)
        self.cancel_button.setText(self.tr("Cancel"))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        fields = [self.name_edit, self.prefix_edit] if self._is_new else [self.name_edit]
        self.prefix_edit.setVisible(self._is_new)
        for field in fields:
            label = QLabel(field.accessibleName(), self)
            label.setProperty("tone", "muted")
            label.setBuddy(field)
            pair = QVBoxLayout()
            pair.setSpacing(4)
            pair.addWidget(label)
            pair.addWidget(field)
            column.addLayout(pair)
        column.addWidget(self.note)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        column.addLayout(buttons)

    def _on_name_changed(self) -> None:
        name = tidy_name(self.name_edit.text())
        is_taken = name in self._taken
        said = summary(dataclasses.replace(self.preset, prefix="")) if self._is_new else ""
        verb = self.tr("Save") if self._is_new else self.tr("Rename")
        if is_taken and self._is_new:
            said, verb = self.tr("Takes the place of the preset of this name."), self.tr("Replace")
        elif is_taken:
            said = self.tr("Another preset has this name.")
        self.note.setText(said)
        self.note.setVisible(bool(said))
        self.save_button.setText(verb)
        self.save_button.setEnabled(bool(name) and (self._is_new or not is_taken))

    def _save(self) -> None:
        prefix = self.preset.prefix
        if self._is_new:
            prefix = plain(self.prefix_edit.text()).strip()
        name = tidy_name(self.name_edit.text())
        self.preset = dataclasses.replace(self.preset, name=name, prefix=prefix)
        self.accept()


def _field(name: str, label: str, parent: QWidget) -> QLineEdit:
    field = QLineEdit(parent)
    field.setObjectName(name)
    field.setAccessibleName(label)
    return field


def _button(name: str, parent: QWidget) -> QPushButton:
    button = QPushButton(parent)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
