"""The banner that counts down until many clips are sent, with the one Undo for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from desktop.ui.widgets.banner import Banner

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.queue_control import QueueControl

_TICK_MS = 200


class Countdown(Banner):
    """Comes with an order of several clips; gone when it is sent or taken back."""

    def __init__(self, queue: QueueControl, parent: QWidget) -> None:
        super().__init__("hourglass", parent=parent)
        self.setObjectName("batch_countdown")
        self._queue = queue
        self.button.setText(self.tr("Undo"))
        self.button.setObjectName("batch_undo_button")
        self.button.setAccessibleName(self.tr("Undo sending all of them"))
        self.button.show()
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self.refresh)
        self.pressed.connect(queue.take_back)
        queue.undo_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Say how long there is, or nothing."""
        count, left_s = len(self._queue.takeable), self._queue.takeable_left_s()
        if count < 2 or not left_s:  # noqa: PLR2004 - one says it on its own card
            self._tick.stop()
            self.hide()
            return
        if not self._tick.isActive():
            self._tick.start()
        title = self.tr("Sending {n} clips in {left}…").format(n=count, left=left_s)
        self.say(title, self.tr("Until then it costs nothing to take them back."))
