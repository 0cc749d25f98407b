"""The preview in Qt's own file dialog."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.core.tasks import TaskOwner
from desktop.ui import file_preview
from desktop.ui.dialogs import choose_picture
from desktop.ui.file_preview import FilePreview, add_preview
from tests.media.counted import counted_film
from tests.ui.compose.conftest import until


async def test_the_current_file_is_shown(qapp, samples, tmp_path):
    parent = QWidget()
    parent.show()
    choosing = asyncio.ensure_future(choose_picture(parent, tmp_path))
    await until(lambda: parent.findChild(FilePreview) is not None)
    preview, dialog = parent.findChild(FilePreview), parent.findChild(QFileDialog)
    assert preview is not None
    assert dialog is not None
    dialog.currentChanged.emit(str(samples / "rocket.jpg"))
    await until(lambda: preview.still.has_picture)
    dialog.currentChanged.emit(str(tmp_path))
    await until(lambda: not preview.still.has_picture)
    film = counted_film(tmp_path / "film.mp4", [0, 40, 80])
    dialog.currentChanged.emit(str(film))
    await until(lambda: preview.still.has_picture)
    dialog.reject()
    assert await choosing is None
    parent.close()
    parent.deleteLater()


@pytest.mark.parametrize("content", [b"", b"words", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypisom"])
async def test_what_has_no_preview_has_none(qapp, tmp_path, content):
    file = tmp_path / "a.png"
    file.write_bytes(content)
    tasks = TaskOwner()
    dialog = QFileDialog()
    preview = add_preview(dialog, tasks)
    assert preview is not None
    dialog.currentChanged.emit(str(file))
    await until(lambda: not tasks.is_live("file preview"))
    assert not preview.still.has_picture
    await tasks.close()
    dialog.deleteLater()


def test_a_dialog_of_the_system_is_left_alone(qapp):
    class Native:
        def layout(self):
            return None

    assert file_preview.add_preview(Native(), TaskOwner()) is None  # type: ignore[arg-type] # no widgets
