"""What is done with a clip's file outside the app: copied, shown, thrown away."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import shutil
import sys
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Trashed:
    """A file that went to the Trash, and where it lies there; None where that is not told."""

    path: Path
    place: Path | None


async def trash(path: Path) -> Trashed | None:
    """Move to the system's Trash; None where that is refused. A file that is gone is no trouble."""
    return await asyncio.to_thread(_trash, path)


async def untrash(trashed: Trashed) -> bool:
    """Move back to where it was; False where it cannot be, or another file has that place."""
    return await asyncio.to_thread(_untrash, trashed)


def _untrash(trashed: Trashed) -> bool:
    if trashed.path.exists() or trashed.place is None or not trashed.place.is_file():
        return False
    try:
        trashed.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(trashed.place, trashed.path)
    except OSError:
        return False
    # the note that lies beside it on Linux (freedesktop.org, Trash 1.0) is of no more use
    info = trashed.place.parent.with_name("info") / f"{trashed.place.name}.trashinfo"
    with contextlib.suppress(OSError):
        info.unlink(missing_ok=True)
    return True


def _trash(path: Path) -> Trashed | None:
    if sys.platform.startswith("linux"):
        # Qt makes the Trash, but not the folder it lies in; a fresh home may lack that
        data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
        Path(data).mkdir(parents=True, exist_ok=True)
    if not path.exists():
        return Trashed(path, None)
    file = QFile(str(path))
    if not file.moveToTrash():
        return None
    place = Path(file.fileName())
    return Trashed(path, None if place == path else place)


async def is_one_of(target: Path, files: Iterable[Path]) -> bool:
    """Whether `target` is one of these files, by whatever name: writing to it would destroy it."""
    return await asyncio.to_thread(_is_one_of, target, list(files))


def _is_one_of(target: Path, files: list[Path]) -> bool:
    for file in files:
        with contextlib.suppress(OSError):
            if target == file or target.samefile(file):
                return True
    return False


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
