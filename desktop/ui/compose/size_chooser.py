"""Two dropdowns, aspect ratio and size, that hold only the pairs the model takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.ui.widgets.combo_box import ComboBox

if TYPE_CHECKING:
    from desktop.core.catalogue import Dimensions, SizeOption, VideoModel

AUTO = "auto"


class SizeChooser(QWidget):
    """Whatever is chosen here is one of the model's sizes."""

    changed = Signal(object)

    def __init__(self, model: VideoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.aspect_combo = ComboBox(self.tr("Aspect ratio"), self)
        self.aspect_combo.setObjectName("aspect_combo")
        self.size_combo = ComboBox(self.tr("Size"), self)
        self.size_combo.setObjectName("size_combo")
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

    def _fill(self, chosen: SizeOption) -> None:
        options = self._model.sizes_of(chosen.aspect)
        with QSignalBlocker(self.size_combo):
            self.size_combo.clear()
            for option in options:
                self.size_combo.addItem(self._size_label(option.dimensions), option.dimensions)
            self.size_combo.setCurrentIndex(options.index(chosen))
        self.size_combo.setEnabled(len(options) > 1)
        self._on_size_changed()

    def _on_aspect_changed(self) -> None:
        """Keep the price class where the other ratio has it."""
        before = self._model.size(self.dimensions)
        options = self._model.sizes_of(self.aspect_combo.currentData())
        same = [option for option in options if before and option.tier == before.tier]
        self._fill(next(iter(same), options[0]))

    def _on_size_changed(self) -> None:
        self.changed.emit(self.dimensions)
