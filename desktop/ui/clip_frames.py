"""Start frames out of the clip on the stage: its first, its last, the one that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.ui.compose import film_frame

if TYPE_CHECKING:
    from desktop.core.tasks import TaskOwner
    from desktop.library.clips import Clip
    from desktop.ui.chosen import Chosen
    from desktop.ui.window import MainWindow

_MS = 1000


class ClipFrames(QObject):
    """Acts on the clip that is chosen; the cursor goes to the prompt, which comes next."""

    def __init__(self, window: MainWindow, chosen: Chosen, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._window = window
        self._chosen = chosen
        actions = window.actions_
        actions.use_first_frame.triggered.connect(lambda: self._use(film_frame.first))
        actions.use_last_frame.triggered.connect(lambda: self._use(film_frame.last))
        actions.use_this_frame.triggered.connect(self.use_shown)
        actions.choose_last_frame.triggered.connect(self._choose)

    def use_shown(self) -> None:
        """The frame on the stage, while it plays as well."""
        self._use(film_frame.at(self._window.stage.film.player.position_ms / _MS))

    def _choose(self) -> None:
        """Choose one near the end, where the last is not as sharp as others before it."""
        from desktop.ui.compose.frame_picker import FramePicker

        clip = self._chosen.current()
        if clip is None:
            return
        picker = FramePicker(clip.video, self._tasks, self._window, proposes_sharpest=True)
        picker.failed.connect(self._window.notice.show_problem)
        picker.chosen.connect(lambda index: self._go_on(clip, lambda _times: index))
        picker.open()

    def _go_on(self, clip: Clip, choose: film_frame.Choose) -> None:
        self._window.compose.picture.load_frame(clip.video, choose, clip.id)
        self._window.compose.focus_prompt()

    def _use(self, choose: film_frame.Choose) -> None:
        clip = self._chosen.current()
        if clip is not None:
            self._go_on(clip, choose)
