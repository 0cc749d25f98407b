"""The one Undo of the window: framing, clips about to be sent or deleted, another picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.ui.clip_control import ClipControl
    from desktop.ui.compose.panel import ComposePanel
    from desktop.ui.queue_control import QueueControl


class _Moment(NamedTuple):
    """A time, told by how much had been done: steps of framing, pictures replaced."""

    steps: int
    replacements: int


class Undoing(QObject):
    """Keeps the words of the action true; a field with the focus undoes its own typing first.

    The prompt does so only for what was typed since a clip was ordered that can be taken back.
    A step of framing is undone while the frame or its tools have the focus; what is older than
    the sending of a clip, framing or another picture, only after that.
    """

    def __init__(
        self, action: QAction, queue: QueueControl, compose: ComposePanel, clips: ClipControl
    ) -> None:
        super().__init__(action)
        self._action = action
        self._queue = queue
        self._compose = compose
        self._clips = clips
        self._deleted_at: _Moment | None = None
        clips.deleted_changed.connect(self._on_deleted)
        self._sent_at: dict[str, _Moment] = {}
        action.triggered.connect(self._undo)
        queue.undo_changed.connect(self.refresh)
        compose.draft_changed.connect(self.refresh)
        compose.framing.focus_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what would be undone now."""
        self._note_sending()
        count = len(self._queue.takeable)
        if self._is_deletion_newest:
            one, many = self.tr("Undo deleting the clip"), self.tr("Undo deleting {n} clips")
            if self._clips.is_removal:
                one, many = self.tr("Undo removing the clip"), self.tr("Undo removing {n} clips")
            deleted = self._clips.deleted
            self._say(one if deleted == 1 else many.format(n=deleted))
        elif self._is_framing_newest:
            self._say(self.tr("Undo framing"))
        elif self._is_picture_newest:
            self._say(self._picture_words())
        elif count > 1:
            self._say(self.tr("Undo sending {n} clips").format(n=count))
        elif count:
            self._say(self.tr("Undo sending"))
        elif self._compose.framing.can_undo:
            self._say(self.tr("Undo framing"))
        elif self._compose.can_undo_picture:
            self._say(self._picture_words())
        else:
            self._say(self.tr("Undo"), is_possible=False)

    def _picture_words(self) -> str:
        if self._compose.can_undo_settings:
            return self.tr("Undo restoring the settings")
        return self.tr("Undo replacing the picture")

    def _on_deleted(self) -> None:
        self._deleted_at = self._now if self._clips.deleted else None
        self.refresh()

    @property
    def _is_deletion_newest(self) -> bool:
        return self._deleted_at == self._now and not self._queue.takeable

    def _note_sending(self) -> None:
        takeable, edit = self._queue.takeable, self._compose.prompt.edit
        if not takeable:
            self._sent_at.clear()
            edit.yield_undo(wanted=False)
        for job_id in takeable:
            if job_id not in self._sent_at:
                self._sent_at[job_id] = self._now
                edit.yield_undo(wanted=True)

    @property
    def _now(self) -> _Moment:
        return _Moment(self._compose.framing.steps, self._compose.picture.replacements)

    @property
    def _before_sending(self) -> _Moment:
        """When what can be taken back was sent."""
        found = (self._sent_at[one] for one in self._queue.takeable if one in self._sent_at)
        return next(found, _Moment(0, 0))

    @property
    def _is_framing_newest(self) -> bool:
        return self._compose.framing.can_undo and self._now.steps > self._before_sending.steps

    @property
    def _is_picture_newest(self) -> bool:
        is_newer = self._now.replacements > self._before_sending.replacements
        return self._compose.can_undo_picture and is_newer

    def _say(self, words: str, *, is_possible: bool = True) -> None:
        self._action.setText(words)
        self._action.setEnabled(is_possible)

    def _undo(self) -> None:
        if self._is_deletion_newest:
            self._clips.undo_delete()
        elif self._is_framing_newest:
            self._compose.framing.undo()
        elif self._is_picture_newest:
            self._compose.undo_picture()
        elif self._queue.takeable:
            self._queue.take_back()
        elif self._compose.framing.can_undo:
            self._compose.framing.undo()
        else:
            self._compose.undo_picture()
        self.refresh()
