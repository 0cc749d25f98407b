"""Clips dragged out of the window as files: into a folder, an editor, a chat.

`QDrag.exec` runs a loop of its own, and Qt has no other way to drag. It is entered from a mouse
event, never from a task of ours, so no coroutine is on the stack while the others go on.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QDrag, QPainter, QPixmap

from desktop.ui import theme
from desktop.ui.clip_files import mime_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from desktop.ui.models.entry import ShelfEntry
    from desktop.ui.models.thumbnails import Thumbnails

_SIZE = QSize(128, 72)
_BADGE = 24
_OWN = "application/x-startframe-clips"
_HERE = str(os.getpid()).encode()


def drag_entries(
    source: QWidget, entries: Sequence[ShelfEntry | None], thumbnails: Thumbnails
) -> bool:
    """Drag the files of these cards, as `drag_files` does; nothing where one is no clip."""
    clips = [entry.clip for entry in entries if entry is not None and entry.clip is not None]
    if not clips or len(clips) < len(entries) or entries[0] is None:
        return False
    picture = thumbnails.get(entries[0].pictures)
    return drag_files(source, [clip.video for clip in clips], picture)


def drag_files(source: QWidget, files: Sequence[Path], picture: QPixmap | None) -> bool:
    """Drag these, as copies, until they are let go; whether anybody took them.

    What is gone from the disk is left out; nothing is dragged where nothing remains.
    """
    there = [file for file in files if file.is_file()]
    if not there:
        return False
    drag = QDrag(source)
    mime = mime_of(there)
    mime.setData(_OWN, _HERE)
    drag.setMimeData(mime)
    drag.setPixmap(_seen(picture, len(there), source.devicePixelRatioF()))
    drag.setHotSpot(QPoint(_SIZE.width() // 2, _SIZE.height() // 2))
    return drag.exec(Qt.DropAction.CopyAction) != Qt.DropAction.IgnoreAction


def are_own_clips(mime: QMimeData) -> bool:
    """Whether these are clips dragged out of this very window."""
    return mime.data(_OWN).data() == _HERE


def _seen(picture: QPixmap | None, count: int, ratio: float) -> QPixmap:
    """What hangs on the cursor: the first picture, and how many there are."""
    tokens = theme.current()
    made = QPixmap(_SIZE * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(tokens.colour("well"))
    painter = QPainter(made)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    if picture is not None and not picture.isNull():
        shown = picture.size().scaled(_SIZE, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        place = QRect(QPoint(0, 0), shown)
        place.moveCenter(QRect(QPoint(0, 0), _SIZE).center())
        painter.drawPixmap(place, picture)
    if count > 1:
        badge = QRect(_SIZE.width() - _BADGE - 4, 4, _BADGE, _BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("accent"))
        painter.drawEllipse(badge)
        painter.setPen(tokens.colour("on_accent"))
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), str(count))
    painter.end()
    return made
