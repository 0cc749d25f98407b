"""The framing editor: the start frame, its tools and the menu's actions act on one framing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor
from PySide6.QtWidgets import QApplication, QColorDialog, QWidget

from desktop.media.framing import Bars, Fit
from desktop.ui import dialogs
from desktop.ui.compose.frame_hand import ZOOM_STEP
from desktop.ui.compose.framing_bar import FramingBar
from desktop.ui.compose.ground import Ground

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.tasks import TaskOwner
    from desktop.media.framing import Framing
    from desktop.ui.actions import Actions
    from desktop.ui.compose.frame_area import FrameArea


TOLD_AFTER_MS = 600  # a drag, a turn of the wheel or held keys are told once, at their end


class FramingEditor(QObject):
    """Opens and closes the tools, and keeps them in step with the framing.

    `focus_changed`: the frame and its tools have got the focus, or lost it.
    """

    focus_changed = Signal()
    opened_or_closed = Signal()

    def __init__(self, area: FrameArea, tasks: TaskOwner, parent: QWidget) -> None:
        super().__init__(parent)
        self._area = area
        self._tasks = tasks
        self._parent = parent
        self._actions: Actions | None = None
        self._is_open = False
        self._had_focus = False
        self.bar = FramingBar(parent)
        self._ground = Ground(area, self.bar, tasks, parent)
        self._telling = QTimer(self, singleShot=True, interval=TOLD_AFTER_MS)
        self._telling.timeout.connect(self._tell)
        self._connect()

    def _connect(self) -> None:
        area, bar = self._area, self.bar
        area.frame_button.clicked.connect(self._set_open)
        area.tools_requested.connect(self._on_tools_requested)
        area.tools_closed.connect(self.close)
        area.framing_changed.connect(self.refresh)
        area.framing_changed.connect(lambda _framing: self._telling.start())
        bar.fit_chosen.connect(lambda fit: self.choose_fit(Fit(fit)))
        bar.placed.connect(self.place)
        bar.reset_pressed.connect(self.reset)
        bar.zoom_pressed.connect(self.zoom)
        bar.closed.connect(self.close)
        bar.bars_combo.chosen.connect(self.choose_bars)
        bar.bars_combo.colour_wanted.connect(self.ask_for_colour)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def use(self, actions: Actions) -> None:
        """Let the menu's actions act here, and their single keys while the frame has the focus."""
        self._actions = actions
        actions.frame_picture.triggered.connect(self._on_asked_for)
        for fit, action in actions.fits.items():
            action.triggered.connect(lambda _on=False, fit=fit: self.choose_fit(Fit(fit)))
        actions.blurred_bars.triggered.connect(lambda: self.choose_bars(Bars.BLURRED))
        actions.mirrored_bars.triggered.connect(lambda: self.choose_bars(Bars.MIRRORED))
        actions.coloured_bars.triggered.connect(self.ask_for_colour)
        for (x, y), action in actions.places.items():
            action.triggered.connect(lambda _on=False, x=x, y=y: self.place(x, y))
        actions.zoom_in.triggered.connect(lambda: self.zoom(1))
        actions.zoom_out.triggered.connect(lambda: self.zoom(-1))
        actions.reset_framing.triggered.connect(self.reset)
        actions.scope_frame_to(self._area, self.bar)
        self._ground.use(actions.ground)
        self.refresh()

    # ── open and closed ──────────────────────────────────────────────────────────────────────

    @property
    def is_open(self) -> bool:
        """Whether the tools are shown."""
        return self._is_open and self._area.frame is not None

    def _set_open(self, is_open: bool) -> None:  # noqa: FBT001 a slot
        self._is_open = is_open
        self.refresh()
        self.opened_or_closed.emit()

    def _on_asked_for(self, is_open: bool) -> None:  # noqa: FBT001 a slot
        """By the menu or its keys: go on where the tools' single keys act."""
        self._set_open(is_open)
        self._area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_tools_requested(self) -> None:
        by_mouse = self._area.hasFocus() and QApplication.mouseButtons() == Qt.MouseButton.NoButton
        self._set_open(by_mouse or not self._is_open)

    def close(self) -> None:
        """Put the tools away; the framing stays."""
        self._set_open(False)  # noqa: FBT003 a slot
        self._area.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Show what is so now."""
        framing, reframing = self._area.framing, self._area.display.reframing
        has_frame, is_open = self._area.frame is not None, self.is_open
        self._area.frame_button.setChecked(is_open)
        self.bar.show_framing(framing, reframing)
        self.bar.setVisible(is_open)
        self._ground.refresh()
        actions = self._actions
        if actions is not None:
            actions.show_framing(framing, can_frame=reframing is not None, has_picture=has_frame)
            actions.frame_picture.setChecked(is_open)

    def _tell(self) -> None:
        words = self._area.framing_words
        if words:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._area, words))

    # ── undone ───────────────────────────────────────────────────────────────────────────────

    @property
    def has_focus(self) -> bool:
        """Whether the frame, a button on it or one of its tools has the focus."""
        now = QApplication.focusWidget()
        places = (self._area, self.bar)
        return now is not None and any(now is one or one.isAncestorOf(now) for one in places)

    @property
    def can_undo(self) -> bool:
        """Whether Undo takes back a step of framing now."""
        return self.has_focus and bool(self._area.history)

    @property
    def steps(self) -> int:
        """How many were ever taken."""
        return self._area.history.count

    def undo(self) -> None:
        """Take back the last step."""
        self._area.undo_framing()

    def _on_focus_changed(self, _old: QWidget | None, _now: QWidget | None) -> None:
        if self.has_focus != self._had_focus:
            self._had_focus = self.has_focus
            self.focus_changed.emit()

    # ── verbs ────────────────────────────────────────────────────────────────────────────────

    def choose_fit(self, fit: Fit) -> None:
        """Lay the picture in another way."""
        reframing = self._area.display.reframing
        if reframing is not None:
            self._change(reframing.fitted(self._area.framing, fit))

    def choose_bars(self, bars: Bars, colour: str = "") -> None:
        """Other bars; FILL, which has none, becomes FIT."""
        framing = self._area.framing
        fit = Fit.FIT if framing.fit is Fit.FILL else framing.fit
        self._change(replace(framing, fit=fit, bars=bars, colour=colour or framing.colour))

    def place(self, x: float | None, y: float | None) -> None:
        """The frame at this share of its way; FIT, which has none, becomes FILL."""
        reframing = self._area.display.reframing
        if reframing is not None:
            framing = self._area.framing
            if framing.fit is Fit.FIT:
                framing = reframing.fitted(framing, Fit.FILL)
            self._change(reframing.placed(framing, x, y))

    def zoom(self, steps: int) -> None:
        """Nearer by so many steps, or further away."""
        self._area.hand.zoom(ZOOM_STEP**steps)

    def reset(self) -> None:
        """The largest centred part again, or all of the picture; its bars stay as they are."""
        framing = self._area.framing
        self._change(replace(framing, fit=Fit.FILL, x=0.5, y=0.5, zoom=1.0))

    def ask_for_colour(self) -> None:
        """Let the user choose the colour of the bars."""
        self._tasks.start("choose colour of bars", self._ask_for_colour())

    async def _ask_for_colour(self) -> None:
        asked_of = self._path
        dialog = QColorDialog(QColor(self._area.framing.colour), self._parent.window())
        dialog.setObjectName("bars_colour_dialog")
        dialog.setWindowTitle(self.tr("Colour of the bars"))
        if await dialogs.ask(dialog) and self._path == asked_of:
            self.choose_bars(Bars.COLOURED, dialog.currentColor().name())

    @property
    def _path(self) -> Path | None:
        frame = self._area.frame
        return None if frame is None else frame.path

    def _change(self, framing: Framing) -> None:
        if self._area.display.reframing is not None:
            self._area.change_framing(framing)
        self.refresh()
