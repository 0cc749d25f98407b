"""The one Undo of the window: clips about to be sent, else the picture that was replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.ui.compose.panel import ComposePanel
    from desktop.ui.queue_control import QueueControl


class Undoing(QObject):
    """Keeps the words of the action true; a field with the focus undoes its own typing first."""

    def __init__(self, action: QAction, queue: QueueControl, compose: ComposePanel) -> None:
        super().__init__(action)
        self._action = action
        self._queue = queue
        self._compose = compose
        action.triggered.connect(self._undo)
        queue.undo_changed.connect(self.refresh)
        compose.draft_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what would be undone now."""
        count = len(self._queue.takeable_ids)
        if count > 1:
            self._say(self.tr("Undo sending {n} clips").format(n=count))
        elif count:
            self._say(self.tr("Undo sending"))
        elif self._compose.can_undo_picture:
            self._say(self.tr("Undo replacing the picture"))
        else:
            self._say(self.tr("Undo"), is_possible=False)

    def _say(self, words: str, *, is_possible: bool = True) -> None:
        self._action.setText(words)
        self._action.setEnabled(is_possible)

    def _undo(self) -> None:
        if self._queue.takeable_ids:
            self._queue.take_back()
        else:
            self._compose.undo_picture()
        self.refresh()
