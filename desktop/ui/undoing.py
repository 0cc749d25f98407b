"""The one Undo of the window: of framing, of clips about to be sent, of replacing a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.ui.compose.panel import ComposePanel
    from desktop.ui.queue_control import QueueControl


class Undoing(QObject):
    """Keeps the words of the action true; a field with the focus undoes its own typing first.

    The prompt does so only for what was typed since a clip was ordered that can be taken back.
    A step of framing is undone while the frame or its tools have the focus; one that is older
    than the sending of a clip only after that.
    """

    def __init__(self, action: QAction, queue: QueueControl, compose: ComposePanel) -> None:
        super().__init__(action)
        self._action = action
        self._queue = queue
        self._compose = compose
        self._sending: set[str] = set()
        self._steps_before_sending = 0
        action.triggered.connect(self._undo)
        queue.undo_changed.connect(self.refresh)
        compose.draft_changed.connect(self.refresh)
        compose.framing.focus_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what would be undone now."""
        self._note_sending()
        count = len(self._queue.takeable)
        if self._is_framing_newest:
            self._say(self.tr("Undo framing"))
        elif count > 1:
            self._say(self.tr("Undo sending {n} clips").format(n=count))
        elif count:
            self._say(self.tr("Undo sending"))
        elif self._compose.framing.can_undo:
            self._say(self.tr("Undo framing"))
        elif self._compose.can_undo_picture:
            self._say(self.tr("Undo replacing the picture"))
        else:
            self._say(self.tr("Undo"), is_possible=False)

    def _note_sending(self) -> None:
        sending = set(self._queue.takeable)
        if sending - self._sending:  # not where one of them has only gone
            self._steps_before_sending = self._compose.framing.steps
            self._compose.prompt.edit.yield_undo(wanted=True)
        elif not sending:
            self._compose.prompt.edit.yield_undo(wanted=False)
        self._sending = sending

    @property
    def _is_framing_newest(self) -> bool:
        framing = self._compose.framing
        return framing.can_undo and framing.steps > self._steps_before_sending

    def _say(self, words: str, *, is_possible: bool = True) -> None:
        self._action.setText(words)
        self._action.setEnabled(is_possible)

    def _undo(self) -> None:
        if self._is_framing_newest:
            self._compose.framing.undo()
        elif self._queue.takeable:
            self._queue.take_back()
        elif self._compose.framing.can_undo:
            self._compose.framing.undo()
        else:
            self._compose.undo_picture()
        self.refresh()
