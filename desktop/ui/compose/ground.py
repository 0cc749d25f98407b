"""The ground behind a picture that is transparent in places: chosen, and shown as it is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QWidget

from desktop.core.errors import MediaProblem
from desktop.core.tasks import has_loop
from desktop.ui import dialogs
from desktop.ui.compose import start_frame

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.core.tasks import TaskOwner
    from desktop.ui.compose.frame_area import FrameArea
    from desktop.ui.compose.framing_bar import FramingBar
    from desktop.ui.compose.start_frame import StartFrame

ASKING, DRAWING = "choose ground", "draw ground"


class Ground(QObject):
    """Keeps the preview on the ground the framing names; there is none for opaque pictures."""

    def __init__(self, area: FrameArea, bar: FramingBar, tasks: TaskOwner, parent: QWidget) -> None:
        super().__init__(parent)
        self._area = area
        self._bar = bar
        self._tasks = tasks
        self._parent = parent
        self._action: QAction | None = None
        bar.ground_button.clicked.connect(self.ask)

    def use(self, action: QAction) -> None:
        """Let the menu's entry act here."""
        self._action = action
        action.triggered.connect(self.ask)

    def refresh(self) -> None:
        """Show the ground that is chosen; the preview follows once it is drawn."""
        frame, colour = self._area.frame, self._area.framing.matte
        is_seen = frame is not None and frame.has_transparency
        self._bar.show_ground(colour if is_seen else None)
        if self._action is not None:
            self._action.setEnabled(is_seen)
        if frame is not None and is_seen and frame.ground != colour and has_loop():
            self._tasks.start(DRAWING, self._draw(frame, colour), replace=True)

    def ask(self) -> None:
        """Let the user choose a colour."""
        frame = self._area.frame
        if frame is not None and frame.has_transparency:
            self._tasks.start(ASKING, self._ask(frame))

    async def _ask(self, frame: StartFrame) -> None:
        dialog = QColorDialog(QColor(self._area.framing.matte), self._parent.window())
        dialog.setObjectName("ground_dialog")
        dialog.setWindowTitle(self.tr("Ground behind the transparent parts"))
        is_chosen = await dialogs.ask(dialog)
        now = self._area.frame
        if is_chosen and now is not None and now.path == frame.path:
            colour = dialog.currentColor().name()
            self._area.change_framing(replace(self._area.framing, matte=colour))

    async def _draw(self, frame: StartFrame, colour: str) -> None:
        try:
            drawn = await start_frame.on_ground(frame, colour)
        except MediaProblem:
            return  # what is sent is drawn from the file as well, and tells of it
        now = self._area.frame
        if now is not None and now.path == frame.path and self._area.framing.matte == colour:
            self._area.show_frame(drawn)
