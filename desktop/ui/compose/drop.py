"""What may be dropped on the window or pasted into it, and what a drop brings."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage, QPixmap

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData


class Verdict(enum.Enum):
    """What comes of a drop, as far as it can be told while it hovers."""

    WELCOME = "welcome"
    NOT_A_PICTURE = "not a picture"
    FOLDER = "folder"
    ON_THE_WEB = "on the web"
    NOT_OURS = "not ours"

    @property
    def is_welcome(self) -> bool:
        return self is Verdict.WELCOME

    @property
    def words(self) -> str:
        """What to say while it hovers."""
        return {
            Verdict.WELCOME: _tr("Drop to use as start frame"),
            Verdict.NOT_A_PICTURE: _tr("Only PNG, JPEG and WebP pictures are taken"),
            Verdict.FOLDER: _tr("A folder cannot be a start frame"),
            Verdict.ON_THE_WEB: _tr("Copy the picture in the browser, then paste it here"),
            Verdict.NOT_OURS: "",
        }[self]


@dataclass(frozen=True)
class Dropped:
    """The first picture of a drop, as a file or as a bitmap, and how many there were."""

    path: Path | None = None
    image: QImage | None = None
    count: int = 1


def _tr(text: str) -> str:
    return QCoreApplication.translate("Drop", text)


def files_in(mime: QMimeData) -> list[Path]:
    """The local files it names."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def accepts(mime: QMimeData) -> Verdict:
    """What its formats promise; files are not opened for this (see `peek`)."""
    if files_in(mime) or mime.hasImage():
        return Verdict.WELCOME
    return Verdict.ON_THE_WEB if mime.hasUrls() else Verdict.NOT_OURS


def peek(path: Path) -> Verdict:
    """What the first bytes of a file say. It blocks: call it in a thread."""
    from desktop.media.kinds import HEAD_BYTES, PICTURES, kind_of

    if path.is_dir():
        return Verdict.FOLDER
    try:
        with path.open("rb") as file:
            kind = kind_of(file.read(HEAD_BYTES))
    except OSError:
        return Verdict.WELCOME  # the reason is told when it is dropped
    return Verdict.WELCOME if kind in PICTURES else Verdict.NOT_A_PICTURE


def take(mime: QMimeData) -> Dropped | None:
    """The picture it brings: a file before a bitmap. None where there is neither."""
    files = files_in(mime)
    if files:
        return Dropped(path=files[0], count=len(files))
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QPixmap):
        image = image.toImage()
    if isinstance(image, QImage) and not image.isNull():
        return Dropped(image=image)
    return None
