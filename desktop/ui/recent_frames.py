"""What goes into Compose's strip of recent pictures, what is taken out of it, and what it gives."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.errors import StorageProblem
from desktop.core.tasks import has_loop
from desktop.library.start_frames import UsedFrame

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.core.tasks import TaskOwner
    from desktop.library.start_frames import StartFrames
    from desktop.ui.compose.panel import ComposePanel
    from desktop.ui.compose.start_frame import StartFrame

logger = logging.getLogger(__name__)

_USE, _WRITE = "use recent picture", "recent pictures"


class RecentFrames(QObject):
    """A picture is recent once it was brought in, and anew when a clip is ordered from it.

    Before there is a database they wait; whatever the disk refuses is only logged: nobody's
    clip depends on the strip.
    """

    def __init__(
        self, compose: ComposePanel, go: QAction, tasks: TaskOwner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._compose = compose
        self._go = go
        self._tasks = tasks
        self._store: StartFrames | None = None
        self._changes: list[tuple[bool, UsedFrame]] = []
        compose.picture.arrived.connect(self._on_used)
        compose.generate_requested.connect(self._on_ordered)
        compose.recents.chosen.connect(self._on_chosen)
        compose.recents.removed.connect(self._on_removed)
        go.triggered.connect(compose.focus_recents)
        go.setEnabled(False)

    def attach(self, store: StartFrames, known: list[UsedFrame]) -> None:
        """Show what is remembered, `known` of `store` so far, and remember from now on."""
        self._store = store
        self._show(known)
        self._write_soon()

    # ── remembered ───────────────────────────────────────────────────────────────────────────

    def _on_used(self, frame: StartFrame) -> None:
        self._change(UsedFrame(frame.path, frame.name, frame.width, frame.height), is_used=True)

    def _on_ordered(self, _compositions: object) -> None:
        if self._compose.picture.frame is not None:
            self._on_used(self._compose.picture.frame)

    def _on_removed(self, frame: UsedFrame) -> None:
        self._change(frame, is_used=False)

    def _change(self, frame: UsedFrame, *, is_used: bool) -> None:
        self._changes.append((is_used, frame))
        self._write_soon()

    def _write_soon(self) -> None:
        if self._store is not None and self._changes and has_loop():
            self._tasks.start(_WRITE, self._write(self._store))

    async def _write(self, store: StartFrames) -> None:
        while self._changes:
            is_used, frame = self._changes.pop(0)
            try:
                frames = await (store.use(frame) if is_used else store.remove(frame))
            except StorageProblem as problem:
                logger.info("the recent pictures are not written: %s", problem)
            else:
                self._show(frames)

    def _show(self, frames: list[UsedFrame]) -> None:
        self._compose.recents.show_frames(frames)
        self._go.setEnabled(bool(frames))

    # ── used again ───────────────────────────────────────────────────────────────────────────

    def _on_chosen(self, frame: UsedFrame) -> None:
        self._tasks.start(_USE, self._use(frame), replace=True)

    async def _use(self, frame: UsedFrame) -> None:
        if await asyncio.to_thread(frame.file.is_file):
            self._compose.picture.load(frame.file, frame.name)
            return
        title = self.tr("“{name}” is no longer there").format(name=frame.name)
        text = self.tr("It is off the strip now. Bring the picture in again to use it.")
        self._compose.picture.notice.say(title, text)
        self._on_removed(frame)
