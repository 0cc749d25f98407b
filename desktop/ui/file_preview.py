"""A preview beside the files of Qt's own dialog; those of Windows and macOS have one already."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.core.errors import MediaProblem
from desktop.ui.widgets.still_view import StillView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

    from desktop.core.tasks import TaskOwner

_LEAST = QSize(200, 150)
_SIDE = 480
_RGB_BYTES = 3
_TASK = "file preview"


class FilePreview(QWidget):
    """The picture, or the first frame of the video, that is current in a dialog."""

    def __init__(self, dialog: QFileDialog, tasks: TaskOwner) -> None:
        super().__init__(dialog)
        self._tasks = tasks
        self.setObjectName("file_preview")
        self.still = StillView(_LEAST, self)
        self.still.setAccessibleName(self.tr("Preview"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.still)
        dialog.currentChanged.connect(self._show)

    def _show(self, name: str) -> None:
        self._tasks.start(_TASK, self._load(Path(name)), replace=True)

    async def _load(self, path: Path) -> None:
        try:
            found = await asyncio.to_thread(read, path)
        except (MediaProblem, OSError):
            found = None
        if found is None:
            self.still.show_words(self.tr("No preview") if path.suffix else "")
        else:
            self.still.show_picture(found)


def add_preview(dialog: QFileDialog, tasks: TaskOwner) -> FilePreview | None:
    """Give the dialog a preview at its right; None for one of the system, which has its own."""
    layout = dialog.layout()
    if not isinstance(layout, QGridLayout):
        return None
    preview = FilePreview(dialog, tasks)
    layout.addWidget(preview, 0, layout.columnCount(), max(1, layout.rowCount()), 1)
    dialog.resize(dialog.width() + _LEAST.width() + 40, dialog.height())
    return preview


def read(path: Path) -> QImage | None:
    """The picture made small; None for what is neither picture nor video.

    Raises MediaProblem, OSError. It blocks: call it in a thread.
    """
    from desktop.media import film_frames, intake
    from desktop.media.films import film_kind
    from desktop.media.kinds import HEAD_BYTES, PICTURES, kind_of

    if not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if film_kind(head) is not None:
        picture = film_frames.first_frame(path, _SIDE)
        return _image(*picture.size, picture.tobytes())
    if kind_of(head) not in PICTURES:
        return None
    return _image(*intake.preview(path, _SIDE))


def _image(width: int, height: int, rgb: bytes) -> QImage:
    made = QImage(rgb, width, height, width * _RGB_BYTES, QImage.Format.Format_RGB888)
    return made.copy()  # the bytes go with the caller
