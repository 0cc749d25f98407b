"""Opens the comparison in the stage's place, and keeps what is chosen there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from desktop.core.errors import Problem

if TYPE_CHECKING:
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.library.clips import Clip
    from desktop.ui.chosen import Chosen
    from desktop.ui.compare.panel import ComparePanel
    from desktop.ui.window import MainWindow

MOST = 4
_RGB_BYTES = 3


class CompareControl(QObject):
    """The panel is made when it is first wanted; going back shows what was there before."""

    def __init__(self, window: MainWindow, chosen: Chosen, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._window = window
        self._chosen = chosen
        self._tasks = tasks
        self._studio: Studio | None = None
        self.panel: ComparePanel | None = None
        window.actions_.clips.compare.triggered.connect(
            lambda: tasks.start("compare", self._open())
        )
        chosen.changed.connect(self.refresh)
        self.refresh()

    def attach(self, studio: Studio) -> None:
        """From now on there are clips."""
        self._studio = studio

    def refresh(self) -> None:
        """Two to four takes, or one that has a start frame."""
        clips = self._chosen.clips()
        is_single = len(clips) == 1 and clips[0].frame is not None
        self._window.actions_.clips.compare.setEnabled(is_single or 1 < len(clips) <= MOST)

    async def _open(self) -> None:
        clips = sorted(await self._chosen.all(), key=lambda clip: clip.created_at)
        if not 0 < len(clips) <= MOST:
            return
        still = await asyncio.to_thread(_start_frame, clips[0]) if len(clips) == 1 else None
        self._window.stage.pause()
        panel = self._made()
        self._window.show_over(panel)
        panel.show_clips(clips, still)

    def _made(self) -> ComparePanel:
        if self.panel is None:
            from desktop.ui.compare.panel import ComparePanel

            panel = self.panel = ComparePanel(self._tasks)
            panel.closed.connect(self.close)
            self._window.films_unwanted.connect(panel.release)
            panel.kept.connect(lambda clip: self._mark(clip, is_kept=True))
            panel.rejected.connect(lambda clip: self._mark(clip, is_kept=False))
        return self.panel

    def close(self) -> None:
        """Back to where it was opened."""
        if self.panel is not None:
            self.panel.release()
            self._window.leave(self.panel)

    def _mark(self, clip: Clip, *, is_kept: bool) -> None:
        name = f"mark {clip.id}"
        self._tasks.start(name, self._keep(clip.id, is_kept=is_kept), replace=True)

    async def _keep(self, clip_id: str, *, is_kept: bool) -> None:
        if self._studio is None:
            return
        try:
            marks = {"is_favourite": is_kept, "is_rejected": not is_kept}
            await self._studio.library.change([clip_id], **marks)
        except Problem as problem:
            self._window.notice.show_problem(problem)
            return
        words = self.tr("Kept as a favourite") if is_kept else self.tr("Rejected")
        self._window.notice.say(words)


def _start_frame(clip: Clip) -> QImage | None:
    """The start frame as it was sent: framed as the recipe says, at the film's size."""
    from desktop.media import recipe
    from desktop.media.framing import WHOLE, Framing
    from desktop.media.prepare import proof

    if clip.frame is None or not clip.frame.is_file():
        return None
    told = recipe.read(clip.video) or {}
    try:
        framing = Framing.from_record(told.get("framing"))
    except (KeyError, TypeError, ValueError):
        framing = WHOLE
    size = (clip.width, clip.height)
    try:
        width, height, rgb = proof(clip.frame, clip.request.dimensions, framing, size)
    except Problem:
        return None
    image = QImage(rgb, width, height, width * _RGB_BYTES, QImage.Format.Format_RGB888)
    return image.copy()  # the bytes go when this function ends
