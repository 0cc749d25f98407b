"""Dialogs that are awaited: opened with `open()`, never with a nested event loop."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QStandardPaths, QTimer
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QPushButton, QWidget

from desktop.core.tasks import TaskOwner
from desktop.media.kinds import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

Folder = Path | str | None
_DEFAULT = "defaultName"
FILM_SUFFIXES = ("mp4", "m4v", "mov", "webm", "mkv")
"""A frame of one may be chosen."""


async def ask(dialog: QDialog) -> int:
    """Open a dialog and wait for its result; a cancelled wait closes it. It deletes itself."""
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        if not answer.done():
            answer.set_result(result)

    dialog.finished.connect(settle)
    dialog.open()
    try:
        return await answer
    finally:
        dialog.finished.disconnect(settle)
        if dialog.isVisible():
            dialog.close()
        dialog.deleteLater()


class _Question(QMessageBox):
    """Keeps its default answer when the theme changes: Qt then gives the focus to the first button,

    which makes that one the default.
    """

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            QTimer.singleShot(0, self, self._keep_default)

    def _keep_default(self) -> None:
        name = self.property(_DEFAULT)
        for button in self.findChildren(QPushButton):
            if button.objectName() == name:
                self.setDefaultButton(button)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Dialogs", text)


async def _chosen(dialog: QFileDialog) -> list[Path]:
    if not await ask(dialog):
        return []
    return [Path(name) for name in dialog.selectedFiles()]


def _patterns() -> str:
    """What the names of pictures and videos end in: `*.png …`; Qt takes capitals for the same."""
    pictures = [suffix for suffixes in SUFFIXES.values() for suffix in suffixes]
    return " ".join(f"*.{suffix}" for suffix in (*pictures, *FILM_SUFFIXES))


def pictures_folder() -> str:
    """Where the system keeps the user's pictures; home where there is no such folder."""
    found = QStandardPaths.locate(
        QStandardPaths.StandardLocation.PicturesLocation,
        "",
        QStandardPaths.LocateOption.LocateDirectory,
    )
    return found or str(Path.home())


async def choose_picture(parent: QWidget | None, folder: Folder) -> Path | None:
    """One picture of the user's choice, or None."""
    from desktop.ui.file_preview import add_preview

    dialog = QFileDialog(parent, _tr("Choose a picture"), str(folder or pictures_folder()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    pictures = _tr("Pictures and videos ({patterns})").format(patterns=_patterns())
    dialog.setNameFilters([pictures, _tr("All files (*)")])
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    tasks = TaskOwner()
    add_preview(dialog, tasks)
    try:
        return next(iter(await _chosen(dialog)), None)
    finally:
        await tasks.close()


async def choose_pictures(parent: QWidget | None, folder: Folder) -> list[Path]:
    """Some pictures, or tables of them, of the user's choice."""
    from desktop.jobs.batch.listing import PICTURE_SUFFIXES

    dialog = QFileDialog(parent, _tr("Choose pictures"), str(folder or pictures_folder()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    kinds = " ".join(f"*{suffix}" for suffix in (*sorted(PICTURE_SUFFIXES), ".csv", ".tsv"))
    dialog.setNameFilters([f"{_tr('Pictures and tables')} ({kinds})", _tr("All files (*)")])
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return await _chosen(dialog)


async def choose_presets(parent: QWidget | None, folder: Folder) -> Path | None:
    """A file that may hold presets, or None."""
    dialog = QFileDialog(parent, _tr("Choose a file with presets"), str(folder or ""))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    dialog.setNameFilters([_tr("Presets (*.json)"), _tr("All files (*)")])
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return next(iter(await _chosen(dialog)), None)


async def choose_save_path(parent: QWidget | None, folder: Folder, name: str) -> Path | None:
    """Where to save a file called `name`; the dialog asks before one is overwritten."""
    dialog = QFileDialog(parent, _tr("Save as"), str(folder or ""))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    suffix = Path(name).suffix.lstrip(".")
    if suffix:
        dialog.setDefaultSuffix(suffix)
        dialog.setNameFilters([f"{suffix.upper()} (*.{suffix})", _tr("All files (*)")])
    dialog.selectFile(name)
    return next(iter(await _chosen(dialog)), None)


async def choose_film(parent: QWidget | None, folder: Folder, title: str) -> Path | None:
    """One film of the user's choice, or None."""
    dialog = QFileDialog(parent, title, str(folder or ""))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    dialog.setNameFilters([_tr("Films (*.mp4)"), _tr("All files (*)")])
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return next(iter(await _chosen(dialog)), None)


async def choose_folder(parent: QWidget | None, folder: Folder) -> Path | None:
    """A folder of the user's choice, or None."""
    dialog = QFileDialog(parent, _tr("Choose a folder"), str(folder or ""))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return next(iter(await _chosen(dialog)), None)


async def confirm(
    parent: QWidget | None,
    title: str,
    text: str,
    confirm_label: str,
    *,
    is_destructive: bool = False,
) -> bool:
    """Whether the user agrees. What destroys is never the default answer."""
    labels = {"confirm_button": confirm_label, "cancel_button": _tr("Cancel")}
    answer = await choose(
        parent,
        title,
        text,
        labels,
        default="cancel_button" if is_destructive else "confirm_button",
        escape="cancel_button",
        destructive="confirm_button" if is_destructive else "",
    )
    return answer == "confirm_button"


async def choose(
    parent: QWidget | None,
    title: str,
    text: str,
    labels: Mapping[str, str],
    *,
    default: str,
    escape: str,
    destructive: str = "",
    name: str = "confirm_dialog",
) -> str:
    """Which of several buttons the user presses; `labels` are words by the button's object name.

    `default` is pressed by Enter, `escape` by Esc and by closing the box. The buttons stand in
    their order where the system has none of its own.
    """
    box = _Question(parent)
    box.setObjectName(name)
    box.setProperty(_DEFAULT, default)
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(text)
    roles = QMessageBox.ButtonRole
    made: dict[str, QPushButton] = {}
    for button_name, words in labels.items():
        button = made[button_name] = QPushButton(words, box)
        button.setObjectName(button_name)
        box.addButton(button, roles.RejectRole if button_name == escape else roles.AcceptRole)
        if button_name == escape:
            box.setEscapeButton(button)
        if button_name == default:
            box.setDefaultButton(button)
        if button_name == destructive:
            button.setProperty("kind", "destructive")
        elif button_name == default:
            button.setProperty("kind", "primary")  # measured in bold, unlike a mere default
    await ask(box)
    pressed = box.clickedButton()
    return next((key for key, button in made.items() if button is pressed), escape)
