"""The start frame of the draft: brought in from anywhere, replaced, taken back, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from desktop.ui import dialogs
from desktop.ui.compose import conversion_words, drop
from desktop.ui.compose.frame_area import FrameArea
from desktop.ui.compose.frame_loader import FrameLoader
from desktop.ui.problems import Action
from desktop.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from desktop.core.tasks import TaskOwner
    from desktop.ui.compose.drop import Verdict
    from desktop.ui.compose.start_frame import StartFrame


class PictureDesk(QObject):
    """Owns the area the frame is shown in and the notice under it; both stand in Compose.

    `changed` is told whenever the frame is another one or is being loaded; `arrived` carries a
    frame the user has chosen, before it is shown.
    """

    changed = Signal()
    arrived = Signal(object)
    folder_used = Signal(str)

    def __init__(self, frames: Path, tasks: TaskOwner, parent: QWidget) -> None:
        super().__init__(parent)
        self.open_folder = ""
        self._parent = parent
        self._tasks = tasks
        self._loader = FrameLoader(frames, tasks, self)
        self._replaced: StartFrame | None = None
        self.area = FrameArea(tasks, parent)
        self.notice = Notice(parent, offers=[Action.CHOOSE_PICTURE])
        self.notice.setObjectName("frame_notice")
        self._connect()

    def _connect(self) -> None:
        self.area.replace_requested.connect(self.choose)
        self.area.remove_requested.connect(self.remove)
        self.area.sample_chosen.connect(self.load)
        self._loader.started.connect(self._on_load_started)
        self._loader.ended.connect(self._on_load_ended)
        self._loader.arrived.connect(self._on_arrived)
        self._loader.restored.connect(self.show)
        self._loader.refused.connect(self.notice.show_problem)
        self.notice.action_requested.connect(self._on_action_requested)

    # ── what there is ────────────────────────────────────────────────────────────────────────

    @property
    def frame(self) -> StartFrame | None:
        return self.area.frame

    @property
    def is_loading(self) -> bool:
        return self._loader.is_loading

    @property
    def kept(self) -> tuple[Path | None, str]:
        """Our copy of the picture, which may still be on its way back, and its name."""
        if self.frame is not None:
            return self.frame.path, self.frame.name
        return self._loader.restoring or (None, "")

    # ── brought in ───────────────────────────────────────────────────────────────────────────

    def load(self, path: Path, name: str | None = None) -> None:
        """Bring in a file; what stands in the way is said in place, and the earlier one stays.

        `name` is what it is called where that is not the file's name.
        """
        self._loader.load(path, name)

    def load_image(self, image: QImage, name: str) -> None:
        """Bring in a bitmap that never was a file."""
        self._loader.load_image(image, name)

    def restore(self, path: Path, name: str) -> None:
        """Show again what was kept before, under the name it had."""
        self._loader.restore(path, name)

    def paste(self) -> None:
        """Bring in the picture on the clipboard, or say that there is none."""
        if not self.take(QGuiApplication.clipboard().mimeData()):
            title = self.tr("No picture on the clipboard")
            self.notice.say(title, self.tr("Copy one, then paste it here."))

    def take(self, mime: QMimeData) -> bool:
        """Bring in the picture of a drop or of the clipboard; False if there is none."""
        dropped = drop.take(mime)
        if dropped is None:
            return False
        if dropped.image is not None:
            self.load_image(dropped.image, self.tr("Pasted picture"))
        elif dropped.path is not None:
            self.load(dropped.path)
        if dropped.count > 1:
            title = self.tr("The first of {n} files is used").format(n=dropped.count)
            self.notice.say(title, self.tr("A clip starts from one picture."))
        return True

    def show_drag(self, verdict: Verdict) -> None:
        """Say what a drop would do."""
        self.area.show_drag(verdict)

    def choose(self) -> None:
        """Ask for a file."""
        self._tasks.start("choose picture", self._choose())

    async def _choose(self) -> None:
        path = await dialogs.choose_picture(self._parent.window(), self.open_folder)
        if path is not None:
            self.open_folder = str(path.parent)
            self.folder_used.emit(self.open_folder)
            self.load(path)

    # ── shown, taken back, removed ───────────────────────────────────────────────────────────

    def show(self, frame: StartFrame | None) -> None:
        """Show a frame, or that there is none."""
        self.area.show_frame(frame)
        self.changed.emit()

    def remove(self) -> None:
        """Take the picture out."""
        self._loader.cancel()
        self._replaced = None
        self.show(None)
        self.notice.dismiss()
        self.area.setFocus()

    @property
    def can_undo(self) -> bool:
        """Whether the picture has taken the place of another one."""
        return self._replaced is not None and self.frame is not None

    def undo(self) -> None:
        """Bring back the picture before the last one."""
        if self._replaced is not None:
            frame, self._replaced = self._replaced, None
            self.show(frame)

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def _on_load_started(self, name: str) -> None:
        self.notice.dismiss()
        self.area.show_loading(name)
        self.changed.emit()

    def _on_load_ended(self) -> None:
        self.area.show_loading("")
        self.changed.emit()

    def _on_arrived(self, frame: StartFrame) -> None:
        before = self.frame
        is_other = before is not None and before.path != frame.path
        self._replaced = before if is_other else None
        self.arrived.emit(frame)
        self.show(frame)
        if conversion_words.needs_saying(frame.conversion) and self.notice.isHidden():
            self.notice.say(frame.conversion_note, conversion_words.explanation())

    def _on_action_requested(self, action: Action) -> None:
        if action is Action.CHOOSE_PICTURE:
            self.choose()
