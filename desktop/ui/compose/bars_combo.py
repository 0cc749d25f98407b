"""The choice of what stands beside a picture that does not fill its frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Signal

from desktop.media.framing import BLACK, GREY, WHITE, Bars, Framing
from desktop.ui.compose.swatch import swatch
from desktop.ui.widgets.combo_box import ComboBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

OTHER = "other"


class BarsCombo(ComboBox):
    """`chosen` carries bars and a colour; `colour_wanted` asks for a colour not in the list."""

    chosen = Signal(object, str)
    colour_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Bars"), parent)
        self.setObjectName("bars_combo")
        self._shown = Framing()
        self._fill()
        self.activated.connect(self._on_activated)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.count():
            self._fill()  # the swatches' edges are the theme's

    def _fill(self) -> None:
        swatches = {
            BLACK: self.tr("Black"),
            WHITE: self.tr("White"),
            GREY: self.tr("Grey"),
        }
        colour = self._shown.colour.lower()
        if self._shown.bars is Bars.COLOURED and colour not in swatches:
            swatches[colour] = self.tr("Colour {code}").format(code=colour)
        with QSignalBlocker(self):
            self.clear()
            self.addItem(self.tr("Blurred"), (Bars.BLURRED.value, ""))
            self.addItem(self.tr("Mirrored"), (Bars.MIRRORED.value, ""))
            for code, name in swatches.items():
                self.addItem(swatch(code), name, (Bars.COLOURED.value, code))
            self.addItem(self.tr("Other colour…"), (OTHER, ""))
            self._show()

    def _show(self) -> None:
        is_coloured = self._shown.bars is Bars.COLOURED
        colour = self._shown.colour.lower() if is_coloured else ""
        wanted = (self._shown.bars.value, colour)
        places = [index for index in range(self.count()) if tuple(self.itemData(index)) == wanted]
        self.setCurrentIndex(places[0])

    def show_bars(self, framing: Framing) -> None:
        """Show what is chosen."""
        if (framing.bars, framing.colour) != (self._shown.bars, self._shown.colour):
            self._shown = framing
            self._fill()

    def _on_activated(self, index: int) -> None:
        kind, colour = self.itemData(index)
        with QSignalBlocker(self):
            self._show()  # what was asked for is shown once it is so
        if kind == OTHER:
            self.colour_wanted.emit()
        else:
            self.chosen.emit(Bars(kind), colour)
