"""What holds for all clips of the sheet: prompt, size, duration, sound, privacy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.core import wildcards
from desktop.jobs.batch.row import Shared, Sizing
from desktop.ui.batch import wording
from desktop.ui.compose.private_switch import PrivateSwitch
from desktop.ui.widgets.combo_box import ComboBox
from desktop.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.core.catalogue import VideoModel
    from desktop.core.tasks import TaskOwner

_PROMPT_HEIGHT = 58


class Choices(QWidget):
    """Shows a Shared and changes it; `changed` carries the new one."""

    changed = Signal(object)

    def __init__(self, shared: Shared, tasks: TaskOwner, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = shared.model
        self._reads_wildcards = shared.reads_wildcards
        self._make_prompt(shared)
        self._make_combos(shared)
        self.sound_switch = Switch(self.tr("Sound"), self)
        self.sound_switch.setObjectName("batch_sound_switch")
        self.sound_switch.setChecked(shared.audio)
        self.sound_switch.setVisible(shared.model.has_audio_switch)
        self.private_switch = PrivateSwitch(tasks, self)
        self.private_switch.setObjectName("batch_private_switch")
        self.private_switch.show_public(is_public=shared.public)
        self.row = QHBoxLayout()
        self._lay_out()
        self._connect()
        self._count()

    def _make_prompt(self, shared: Shared) -> None:
        self.prompt_edit = QPlainTextEdit(self)
        self.prompt_edit.setObjectName("batch_prompt_edit")
        self.prompt_edit.setAccessibleName(self.tr("Prompt for all"))
        self.prompt_edit.setPlaceholderText(
            self.tr("How all of them should move; a row may have a prompt of its own")
        )
        self.prompt_edit.setTabChangesFocus(True)
        self.prompt_edit.setFixedHeight(_PROMPT_HEIGHT)
        self.prompt_edit.setPlainText(shared.prompt)
        self.counter = QLabel(self)
        self.counter.setObjectName("batch_prompt_counter")

    def _make_combos(self, shared: Shared) -> None:
        self.size_combo = ComboBox(self.tr("Size for all"), self)
        self.size_combo.setObjectName("batch_size_combo")
        for words, sizing in self._sizings(self._model):
            self.size_combo.addItem(words, sizing)
        found = [n for n in range(self.size_combo.count()) if self._sizing(n) == shared.sizing]
        self.size_combo.setCurrentIndex(found[0] if found else 0)
        self.size_combo.setMinimumContentsLength(18)
        self.duration_combo = ComboBox(self.tr("Duration for all"), self)
        self.duration_combo.setObjectName("batch_duration_combo")
        for seconds in self._model.durations_s:
            self.duration_combo.addItem(wording.seconds_words(seconds), seconds)
        self.duration_combo.setCurrentIndex(self.duration_combo.findData(shared.duration_s))

    def _sizings(self, model: VideoModel) -> Iterable[tuple[str, Sizing]]:
        yield self.tr("As proposed"), Sizing()
        tiers = dict.fromkeys(size.tier.id for size in model.sizes if size.tier)
        for tier in tiers:
            yield self.tr("Nearest shape, {tier}").format(tier=tier), Sizing(tier=tier)
        for dimensions in model.dimensions:
            yield wording.size_words(dimensions), Sizing(dimensions)

    def _sizing(self, place: int) -> Sizing:
        sizing: Sizing = self.size_combo.itemData(place)
        return sizing

    def _lay_out(self) -> None:
        label = QLabel(self.prompt_edit.accessibleName(), self)
        label.setProperty("tone", "muted")
        label.setBuddy(self.prompt_edit)
        head = QHBoxLayout()
        head.addWidget(label)
        head.addStretch(1)
        head.addWidget(self.counter)
        self.row.setSpacing(8)
        for words, combo in (
            (self.tr("Size"), self.size_combo),
            (self.tr("Duration"), self.duration_combo),
        ):
            name = QLabel(words, self)
            name.setProperty("tone", "muted")
            name.setBuddy(combo)
            combo.setMaximumWidth(190 if combo is self.size_combo else 96)
            self.row.addWidget(name)
            self.row.addWidget(combo)
        self.row.addWidget(self.sound_switch)
        self.row.addWidget(self.private_switch)
        self.row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.prompt_edit)
        column.addSpacing(6)
        column.addLayout(self.row)

    def _connect(self) -> None:
        self.prompt_edit.textChanged.connect(self._on_changed)
        self.size_combo.currentIndexChanged.connect(self._on_changed)
        self.duration_combo.currentIndexChanged.connect(self._on_changed)
        self.sound_switch.toggled.connect(self._on_changed)
        self.private_switch.toggled.connect(self._on_changed)

    # ── what is chosen ───────────────────────────────────────────────────────────────────────

    @property
    def shared(self) -> Shared:
        """Everything as it stands now."""
        return Shared(
            model=self._model,
            prompt=self._prompt,
            duration_s=self.duration_combo.currentData(),
            audio=self.sound_switch.isChecked(),
            public=not self.private_switch.isChecked(),
            sizing=self._sizing(self.size_combo.currentIndex()),
            reads_wildcards=self._reads_wildcards,
        )

    @property
    def excess(self) -> int:
        """How many characters the prompt for all has too many; of several, the longest one."""
        return max(0, self._extent[1] - self._model.prompt_max_chars)

    @property
    def is_too_many(self) -> bool:
        """Whether the prompt for all stands for more clips than are made of one."""
        return self._extent[0] > wildcards.MAX_CLIPS

    @property
    def _extent(self) -> tuple[int, int]:
        """How many prompts the one for all stands for, and the characters of the longest."""
        prompt = self._prompt
        return wildcards.extent(prompt) if self._reads_wildcards else (1, len(prompt))

    @property
    def _prompt(self) -> str:
        """What was typed; half of a character becomes a question mark."""
        typed = self.prompt_edit.toPlainText()
        return typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _on_changed(self) -> None:
        self._count()
        self.changed.emit(self.shared)

    def _count(self) -> None:
        limit = self._model.prompt_max_chars
        self.counter.setText(f"{self._extent[1]} / {limit}")
        tone = "error" if self.excess else "muted"
        if self.counter.property("tone") != tone:
            self.counter.setProperty("tone", tone)
            self.counter.style().unpolish(self.counter)
            self.counter.style().polish(self.counter)
