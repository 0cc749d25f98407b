"""The settings as a dialog: each change acts at once."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.core.settings import (
    AUTOMATIC,
    DEFAULT_NAME,
    MAX_CONCURRENCY,
    MAX_TEMPLATE_CHARS,
    MAX_UNDO_S,
    MAX_USD,
    is_template,
)
from desktop.library.folder import file_stem
from desktop.ui.widgets.combo_box import ComboBox
from desktop.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.settings import Settings
    from desktop.ui.preferences import Preferences

_WIDTH = 520
_FIELD_WIDTH, _TEXT_WIDTH = 150, 200
_FIELDS = "{date} {time} {prompt} {size} {seconds} {id}"
_INSIDE = 8


class SettingsDialog(QDialog):
    """Shows the preferences and changes them. `videos` is where clips go as long as nothing else
    is chosen, `slots` what the account in use has, if it is known."""

    folder_requested = Signal()

    def __init__(
        self, preferences: Preferences, videos: Path, slots: int | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._videos = videos
        self.setObjectName("settings_dialog")
        self.setWindowTitle(self.tr("Settings"))
        self.setFixedWidth(_WIDTH)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 16, 24, 16)
        self._column.setSpacing(11)
        self._make_queue(slots)
        self._make_money()
        self._make_files()
        self._make_playback()
        self._make_versions()
        self._make_end()
        self._show(preferences.current)
        preferences.changed.connect(self._show)
        self._connect()
        self._chain()

    # ── the fields ───────────────────────────────────────────────────────────────────────────

    def _make_queue(self, slots: int | None) -> None:
        self._heading(self.tr("Queue"))
        self.concurrency_combo = ComboBox(self.tr("Clips at a time"), self)
        self.concurrency_combo.setObjectName("concurrency_combo")
        automatic = self.tr("Automatic")
        if slots:
            automatic = self.tr("Automatic ({n})").format(n=min(slots, MAX_CONCURRENCY))
        self.concurrency_combo.addItem(automatic, AUTOMATIC)
        for number in range(1, MAX_CONCURRENCY + 1):
            self.concurrency_combo.addItem(str(number), number)
        self._row(
            self.tr("Clips at a time"),
            self.tr("Automatic: as many as your account has slots"),
            self.concurrency_combo,
        )
        self.undo_spin = QSpinBox(self)
        self.undo_spin.setObjectName("undo_spin")
        self.undo_spin.setRange(0, MAX_UNDO_S)
        self.undo_spin.setSuffix(self.tr(" s"))
        self.undo_spin.setSpecialValueText(self.tr("Off"))
        self._row(
            self.tr("Time to undo"),
            self.tr("Until it is sent, a clip can be taken back for free"),
            self.undo_spin,
        )

    def _make_money(self) -> None:
        self._heading(self.tr("Money"))
        self.budget_spin = self._dollars("budget_spin")
        self._row(
            self.tr("Daily budget"),
            self.tr("Nothing is sent that would go over it; estimates count"),
            self.budget_spin,
        )
        self.confirm_spin = self._dollars("confirm_spin")
        self._row(
            self.tr("Confirm above"),
            self.tr("Ask before a clip is sent that is thought to cost more"),
            self.confirm_spin,
        )

    def _make_files(self) -> None:
        self._heading(self.tr("Files"))
        self.folder_button = QPushButton(self.tr("Choose…"), self)
        self.folder_button.setObjectName("settings_folder_button")
        self.folder_button.setAccessibleName(self.tr("Choose the videos folder"))
        self.folder_button.setAutoDefault(False)
        self.folder_label = self._row(self.tr("Videos folder"), "", self.folder_button)
        self.folder_label.setObjectName("settings_folder")
        self.name_edit = QLineEdit(self)
        self.name_edit.setObjectName("name_template_edit")
        self.name_edit.setMaxLength(MAX_TEMPLATE_CHARS)
        self.name_edit.setToolTip(self.tr("Fields: {fields}").format(fields=_FIELDS))
        self.name_label = self._row(self.tr("Names of clips"), "", self.name_edit)
        self.recipes_switch = self._switch("recipes_switch", self.tr("Recipe beside each clip"))
        self._row(
            self.tr("Recipe beside each clip"),
            self.tr("A JSON file for other programs; it is inside the MP4 in any case"),
            self.recipes_switch,
        )

    def _make_playback(self) -> None:
        self._heading(self.tr("Playback"))
        self.autoplay_switch = self._switch("autoplay_switch", self.tr("Play what is ready"))
        self._row(
            self.tr("Play what is ready"),
            self.tr("A clip you wait for plays as soon as it is there"),
            self.autoplay_switch,
        )
        self.motion_switch = self._switch("less_motion_switch", self.tr("Less motion"))
        self._row(
            self.tr("Less motion"),
            self.tr("Nothing in the window slides or turns; the system's wish counts as well"),
            self.motion_switch,
        )

    def _make_versions(self) -> None:
        self._heading(self.tr("Program"))
        words = self.tr("Tell me about new versions")
        self.versions_switch = self._switch("versions_switch", words)
        self._row(
            words,
            self.tr("Asks github.com once a day, without a word about you or your clips"),
            self.versions_switch,
        )

    def _switch(self, name: str, words: str) -> Switch:
        """Its words stand left of it already."""
        switch = Switch("", self)
        switch.setObjectName(name)
        switch.setAccessibleName(words)
        return switch

    def _make_end(self) -> None:
        self.close_button = QPushButton(self.tr("Close"), self)
        self.close_button.setObjectName("settings_close_button")
        self.close_button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        self._column.addLayout(row)

    def _dollars(self, name: str) -> QDoubleSpinBox:
        spin = QDoubleSpinBox(self)
        spin.setObjectName(name)
        spin.setRange(0, MAX_USD)
        spin.setDecimals(2)
        spin.setPrefix("$")
        spin.setSpecialValueText(self.tr("Off"))
        spin.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        return spin

    def _heading(self, words: str) -> None:
        label = QLabel(words, self)
        label.setProperty("tone", "strong")
        self._column.addWidget(label)

    def _row(self, name: str, why: str, field: QWidget) -> QLabel:
        """A name with its reason left, the field right; returns the reason."""
        label, reason = QLabel(name, self), QLabel(why, self)
        label.setBuddy(field)
        reason.setProperty("tone", "small")
        reason.setWordWrap(True)
        if not field.accessibleName():
            field.setAccessibleName(name)
        field.setAccessibleDescription(why)
        if not isinstance(field, Switch):
            is_text = isinstance(field, QLineEdit)
            field.setFixedWidth(_TEXT_WIDTH if is_text else _FIELD_WIDTH)
        if isinstance(field, QSpinBox | QDoubleSpinBox):
            field.setKeyboardTracking(False)
            field.lineEdit().setTextMargins(_INSIDE, 0, _INSIDE, 0)  # style sheets do not reach it
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label)
        words.addWidget(reason)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(field)
        self._column.addLayout(row)
        return reason

    def _chain(self) -> None:
        chain = (
            self.concurrency_combo,
            self.undo_spin,
            self.budget_spin,
            self.confirm_spin,
            self.folder_button,
            self.name_edit,
            self.recipes_switch,
            self.autoplay_switch,
            self.motion_switch,
            self.versions_switch,
            self.close_button,
        )
        for one, other in pairwise(chain):
            self.setTabOrder(one, other)
        self.concurrency_combo.setFocus()

    # ── what they say ────────────────────────────────────────────────────────────────────────

    def _connect(self) -> None:
        change = self._preferences.change
        self.concurrency_combo.activated.connect(
            lambda _row: change(concurrency=self.concurrency_combo.currentData())
        )
        self.undo_spin.valueChanged.connect(lambda seconds: change(undo_s=seconds))
        self.budget_spin.valueChanged.connect(lambda usd: change(daily_budget_usd=round(usd, 2)))
        self.confirm_spin.valueChanged.connect(lambda usd: change(confirm_above_usd=round(usd, 2)))
        self.folder_button.clicked.connect(self.folder_requested)
        self.name_edit.textEdited.connect(self._show_example)
        self.name_edit.editingFinished.connect(self._keep_name)
        self.recipes_switch.toggled.connect(lambda is_on: change(writes_recipes=is_on))
        self.autoplay_switch.toggled.connect(lambda is_on: change(autoplays=is_on))
        self.motion_switch.toggled.connect(lambda is_on: change(less_motion=is_on))
        self.versions_switch.toggled.connect(lambda is_on: change(tells_of_versions=is_on))
        self.close_button.clicked.connect(self.accept)

    def _show(self, settings: Settings) -> None:
        row = self.concurrency_combo.findData(settings.concurrency)
        self.concurrency_combo.setCurrentIndex(row)
        self.undo_spin.setValue(settings.undo_s)
        self.budget_spin.setValue(settings.daily_budget_usd)
        self.confirm_spin.setValue(settings.confirm_above_usd)
        folder = settings.videos_folder or str(self._videos)
        self.folder_label.setText(folder)
        self.folder_label.setToolTip(folder)
        if not self.name_edit.hasFocus():
            self.name_edit.setText(settings.name_template)
            self.name_edit.setCursorPosition(0)
            self._show_example(settings.name_template)
        self.recipes_switch.setChecked(settings.writes_recipes)
        self.autoplay_switch.setChecked(settings.autoplays)
        self.motion_switch.setChecked(settings.less_motion)
        self.versions_switch.setChecked(settings.tells_of_versions)

    def _show_example(self, template: str) -> None:
        """What a clip would be called by what is typed so far."""
        prompt, now = self.tr("Waves roll in"), datetime.datetime.now(datetime.UTC)
        fields = {"size": "1280x720", "seconds": "6", "id": "1f1e6b6d"}
        name = file_stem(prompt, now, "", template, **fields)
        self.name_label.setText(f"{name}.mp4")
        self.name_label.setToolTip(self.name_edit.toolTip())

    def _keep_name(self) -> None:
        """An empty one gives way to the usual one."""
        typed = self.name_edit.text().strip()
        self._preferences.change(name_template=typed if is_template(typed) else DEFAULT_NAME)
        self.name_edit.setText(self._preferences.current.name_template)
        self._show_example(self.name_edit.text())
