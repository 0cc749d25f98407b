"""What is done with a clip's file outside the app: copied, shown, thrown away."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QMimeData, QProcess, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from desktop.core.errors import DiskFull, PictureMissing, StorageProblem

if TYPE_CHECKING:
    from collections.abc import Iterable


async def save_copy(source: Path, target: Path) -> None:
    """Copy whole or not at all; an existing `target` is replaced (the dialog has asked).

    Raises PictureMissing when the clip is gone, DiskFull or StorageProblem for the target.
    """
    await asyncio.to_thread(_copy, source, target)


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise PictureMissing(name=source.name)
    if target.exists() and target.samefile(source):
        return
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(source, temporary)
        temporary.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        kind = DiskFull if error.errno == errno.ENOSPC else StorageProblem
        raise kind(folder=str(target.parent)) from error


async def trash(path: Path) -> bool:
    """Move to the system's Trash; True also when the file is gone already."""
    return await asyncio.to_thread(_trash, path)


def _trash(path: Path) -> bool:
    if sys.platform.startswith("linux"):
        # Qt makes the Trash, but not the folder it lies in; a fresh home may lack that
        data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
        Path(data).mkdir(parents=True, exist_ok=True)
    return not path.exists() or bool(QFile(str(path)).moveToTrash())


def mime_of(files: Iterable[Path]) -> QMimeData:
    """These as files, for the clipboard or a drag; their paths for what takes text only."""
    paths = list(files)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    mime.setText("\n".join(map(str, paths)))
    return mime


def show_in_folder(path: Path) -> None:
    """Open the file manager at `path`, with the file selected where the system can."""
    if sys.platform == "win32" and path.exists():
        QProcess.startDetached("explorer.exe", ["/select,", str(path).replace("/", "\\")])
    elif sys.platform == "darwin" and path.exists():
        QProcess.startDetached("/usr/bin/open", ["-R", str(path)])
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def open_in_system_player(path: Path) -> None:
    """Hand the file to whatever the system plays films with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
