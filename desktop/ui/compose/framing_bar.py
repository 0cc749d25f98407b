"""The framing tools under the start frame: how it is laid, its bars, its place, its zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.media.framing import Fit, crop_for
from desktop.ui.compose.bars_combo import BarsCombo
from desktop.ui.compose.swatch import swatch
from desktop.ui.widgets.icon_button import IconButton
from desktop.ui.widgets.segments import Segments

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from desktop.media.framing import Framing
    from desktop.media.reframing import Reframing

GAP = 8
ROW_GAP = 6
ACROSS = ("align-start-vertical", "align-center-vertical", "align-end-vertical")
DOWN = ("align-start-horizontal", "align-center-horizontal", "align-end-horizontal")
SHARES = (0.0, 0.5, 1.0)


class FramingBar(QWidget):
    """Hidden until it is asked for; where the model frames, it says what is known of that."""

    fit_chosen = Signal(str)
    zoom_pressed = Signal(int)
    placed = Signal(object, object)
    reset_pressed = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("framing_bar")
        self._is_across = False
        self._make_tools()
        self._lay_out()
        self.hide()

    def _make_tools(self) -> None:
        modes = {
            Fit.FILL.value: self.tr("Fill"),
            Fit.FIT.value: self.tr("Fit"),
            Fit.FREE.value: self.tr("Free"),
        }
        self.fits = Segments(self.tr("Framing"), modes, self)
        self.fits.setObjectName("fit_segments")
        self.fits.buttons[Fit.FILL.value].setToolTip(self.tr("No bars: what is too much is cut"))
        self.fits.buttons[Fit.FIT.value].setToolTip(self.tr("The whole picture, with bars"))
        self.fits.buttons[Fit.FREE.value].setToolTip(self.tr("Anywhere, with bars where it ends"))
        self.fits.chosen.connect(self.fit_chosen)
        self.place_buttons = [self._button(name, f"place_{i}") for i, name in enumerate(DOWN)]
        for share, button in zip(SHARES, self.place_buttons, strict=True):
            button.clicked.connect(lambda _on, share=share: self._place(share))
        self.reset_button = self._button("rotate-ccw", "reset_framing")
        self.reset_button.set_label(self.tr("Reset the framing"))
        self.reset_button.clicked.connect(self.reset_pressed)
        self.bars_combo = BarsCombo(self)
        self.out_button = self._button("minus", "zoom_out_button")
        self.out_button.set_label(self.tr("Zoom out"))
        self.out_button.clicked.connect(lambda: self.zoom_pressed.emit(-1))
        self.zoom_label = QLabel(self)
        self.zoom_label.setProperty("tone", "muted")
        self.zoom_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.zoom_label.setMinimumWidth(self.fontMetrics().horizontalAdvance("800 %") + 4)
        self.in_button = self._button("plus", "zoom_in_button")
        self.in_button.set_label(self.tr("Zoom in"))
        self.in_button.clicked.connect(lambda: self.zoom_pressed.emit(1))
        self.ground_button = QPushButton(self.tr("Ground…"), self)
        self.ground_button.setObjectName("ground_button")
        self.ground_button.setProperty("kind", "quiet")
        self.ground_button.setAutoDefault(False)
        self.ground_button.hide()
        self.ground_button.setToolTip(self.tr("What is seen through the transparent parts"))
        self.auto_words = QLabel(self._of_auto(), self)
        self.auto_words.setObjectName("auto_words")
        self.auto_words.setWordWrap(True)
        self.auto_words.setProperty("tone", "small")

    def _button(self, icon_name: str, name: str) -> IconButton:
        button = IconButton(icon_name, "", role="muted", parent=self)
        button.setObjectName(name)
        return button

    def _of_auto(self) -> str:
        """What is known: Leonardo's pages on FLUX 3 Video, Nano Banana and Grok Imagine 1.5."""
        return self.tr(
            "Auto sends the whole picture, and the clip should take its shape: Leonardo's pages "
            "on FLUX 3 Video and Nano Banana say that Auto matches the input picture. The page "
            "on this model offers Auto without saying more, nor how large the clip will be."
        )

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self.fits, 1)
        top.addSpacing(GAP)
        top.addWidget(self.reset_button)
        low = QHBoxLayout()
        low.setSpacing(GAP)
        low.addWidget(self.bars_combo, 1)
        self._places = self._group(*self.place_buttons)
        low.addWidget(self._places, 1, Qt.AlignmentFlag.AlignLeft)
        self._zoom = self._group(self.out_button, self.zoom_label, self.in_button)
        low.addWidget(self._zoom)
        self._tools = QWidget(self)
        rows = QVBoxLayout(self._tools)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(ROW_GAP)
        rows.addLayout(top)
        rows.addLayout(low)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._tools)
        layout.addWidget(self.auto_words)
        layout.addWidget(self.ground_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _group(self, *widgets: QWidget) -> QWidget:
        group = QWidget(self)
        layout = QHBoxLayout(group)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for widget in widgets:
            layout.addWidget(widget)
        return group

    @property
    def controls(self) -> list[QWidget]:
        """In the order of reading, for Tab."""
        return [
            *self.fits.buttons.values(),
            self.reset_button,
            self.bars_combo,
            *self.place_buttons,
            self.out_button,
            self.in_button,
            self.ground_button,
        ]

    def show_framing(self, framing: Framing, reframing: Reframing | None) -> None:
        """Show what is chosen; without a `reframing` the model frames."""
        self._tools.setVisible(reframing is not None)
        self.auto_words.setVisible(reframing is None)
        if reframing is None:
            return
        self.fits.choose(framing.fit.value)
        self.bars_combo.show_bars(framing)
        self.bars_combo.setVisible(framing.fit is not Fit.FILL)
        self._places.setVisible(framing.fit is Fit.FILL)
        self._zoom.setVisible(framing.fit is not Fit.FIT)
        self.zoom_label.setText(self.tr("{n} %").format(n=round(100 * framing.zoom)))
        self._show_places(reframing)

    def show_ground(self, colour: str | None) -> None:
        """The colour behind a picture that is transparent in places; None for any other."""
        self.ground_button.setVisible(colour is not None)
        if colour is not None:
            self.ground_button.setIcon(swatch(colour))
            said = self.tr("Ground behind the transparent parts: {colour}")
            self.ground_button.setAccessibleName(said.format(colour=colour))

    def _show_places(self, reframing: Reframing) -> None:
        """The places along the way the largest frame can go."""
        crop = crop_for(reframing.width, reframing.height, reframing.dimensions)
        self._is_across = crop.width < reframing.width
        names = (self.tr("Left"), self.tr("Centre"), self.tr("Right"))
        if not self._is_across:
            names = (self.tr("Top"), self.tr("Centre"), self.tr("Bottom"))
        icons = ACROSS if self._is_across else DOWN
        for button, icon_name, name in zip(self.place_buttons, icons, names, strict=True):
            button.set_icon(icon_name)
            button.set_label(name)

    def _place(self, share: float) -> None:
        is_middle = share == SHARES[1]
        x = share if self._is_across or is_middle else None
        y = share if not self._is_across or is_middle else None
        self.placed.emit(x, y)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
