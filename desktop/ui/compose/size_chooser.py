"""Two dropdowns, aspect ratio and size, that hold only the pairs the model takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.media.framing import WHOLE
from desktop.ui.compose.effect_delegate import EFFECT, EffectDelegate
from desktop.ui.compose.frame_view import effect
from desktop.ui.widgets.combo_box import ComboBox

if TYPE_CHECKING:
    from desktop.core.catalogue import Dimensions, SizeOption, VideoModel
    from desktop.media.framing import Framing
    from desktop.ui.compose.start_frame import StartFrame

AUTO = "auto"


class SizeChooser(QWidget):
    """What is chosen is one of the model's sizes; each says what it does to the picture."""

    changed = Signal(object)

    def __init__(self, model: VideoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._frame: StartFrame | None = None
        self._framing = WHOLE
        self.aspect_combo = ComboBox(self.tr("Aspect ratio"), self)
        self.aspect_combo.setObjectName("aspect_combo")
        self.size_combo = ComboBox(self.tr("Size"), self)
        self.size_combo.setObjectName("size_combo")
        for combo in (self.aspect_combo, self.size_combo):
            combo.view().setItemDelegate(EffectDelegate(combo))
        self._lay_out()
        for aspect in model.aspects:
            self.aspect_combo.addItem(self._aspect_label(aspect), aspect)
        self.choose(model.default_dimensions)
        self.aspect_combo.currentIndexChanged.connect(self._on_aspect_changed)
        self.size_combo.currentIndexChanged.connect(self._on_size_changed)

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(6)
        for column, combo in enumerate((self.aspect_combo, self.size_combo)):
            label = QLabel(combo.accessibleName(), self)
            label.setProperty("tone", "muted")
            label.setBuddy(combo)
            layout.addWidget(label, 0, column)
            layout.addWidget(combo, 1, column)
            layout.setColumnStretch(column, 1)

    def _aspect_label(self, aspect: str) -> str:
        known = {
            "16:9": self.tr("16:9 Landscape"),
            "9:16": self.tr("9:16 Portrait"),
            "1:1": self.tr("1:1 Square"),
            AUTO: self.tr("Auto"),
        }
        return known.get(aspect, aspect)

    def _size_label(self, dimensions: Dimensions) -> str:
        if dimensions.is_auto:
            return self.tr("As the picture")
        return f"{dimensions.width} × {dimensions.height}"

    @property
    def dimensions(self) -> Dimensions:
        """What is chosen now."""
        chosen: Dimensions = self.size_combo.currentData()
        return chosen

    def choose(self, dimensions: Dimensions) -> None:
        """Show a pair of the model's; one it does not take is passed over."""
        option = self._model.size(dimensions)
        if option is None or dimensions == self.size_combo.currentData():
            return
        with QSignalBlocker(self.aspect_combo):
            self.aspect_combo.setCurrentIndex(self.aspect_combo.findData(option.aspect))
        self._fill(option)

    def show_effects(self, frame: StartFrame | None, framing: Framing) -> None:
        """Say at each entry what it would cut off this picture, or leave to bars."""
        if frame is not self._frame or framing != self._framing:
            self._frame, self._framing = frame, framing
            self._tell_effects()

    def _tell_effects(self) -> None:
        for index in range(self.aspect_combo.count()):
            option = self._size_of(self.aspect_combo.itemData(index))
            _tell(self.aspect_combo, index, self._effect(option.dimensions))
        for index in range(self.size_combo.count()):
            _tell(self.size_combo, index, self._effect(self.size_combo.itemData(index)))

    def _effect(self, dimensions: Dimensions) -> str:
        if self._frame is None:
            return ""
        words = (self.tr("crops {n} %"), self.tr("bars {n} %"))
        return effect(self._frame.width, self._frame.height, dimensions, self._framing, words)

    def _fill(self, chosen: SizeOption) -> None:
        options = self._model.sizes_of(chosen.aspect)
        with QSignalBlocker(self.size_combo):
            self.size_combo.clear()
            for option in options:
                self.size_combo.addItem(self._size_label(option.dimensions), option.dimensions)
            self.size_combo.setCurrentIndex(options.index(chosen))
        self._tell_effects()
        self.size_combo.setEnabled(len(options) > 1)
        self._on_size_changed()

    def _on_aspect_changed(self) -> None:
        """Keep the price class where the other ratio has it."""
        self._fill(self._size_of(self.aspect_combo.currentData()))

    def _size_of(self, aspect: str) -> SizeOption:
        """The size a choice of this ratio leads to."""
        now = self._model.size(self.dimensions)
        options = self._model.sizes_of(aspect)
        same = [option for option in options if now and option.tier == now.tier]
        return next(iter(same), options[0])

    def _on_size_changed(self) -> None:
        self.changed.emit(self.dimensions)


def _tell(combo: ComboBox, index: int, words: str) -> None:
    combo.setItemData(index, words, EFFECT)
    spoken = ", ".join(filter(None, (combo.itemText(index), words)))
    combo.setItemData(index, spoken, Qt.ItemDataRole.AccessibleTextRole)
