"""The start frame as the window holds it, and how it is brought in: checked, kept, made small."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from desktop.core.errors import DiskFull, MediaProblem
from desktop.media.conversion import Conversion
from desktop.media.framing import WHITE
from desktop.ui.compose import conversion_words

if TYPE_CHECKING:
    from desktop.core.origin import Origin
    from desktop.media.sketch import SmallCopy

PREVIEW_SIDE = 1200  # sharp in the drop area on a screen of three times the density
RGB_BYTES = 3


@dataclass(frozen=True)
class StartFrame:
    """Our copy of a picture, what it was called, its upright size, and a preview to paint.

    `kind` is its format, `conversion` what sending it changes; the preview shows what is
    transparent on `ground`, `#rrggbb`. `small` are the same pixels for drawing what will be sent.
    `origin` is the frame of a clip that it is, where it is one.
    """

    path: Path
    name: str
    width: int
    height: int
    preview: QImage
    small: SmallCopy
    kind: str = ""
    conversion: Conversion = field(default_factory=Conversion)
    ground: str = WHITE
    origin: Origin | None = None

    @property
    def has_transparency(self) -> bool:
        """Whether the ground behind it is seen, and can be chosen."""
        return self.conversion.has_transparency

    @property
    def conversion_note(self) -> str:
        """What was converted, in a few words: "Converted from HEIC"; empty for nothing."""
        return conversion_words.note(self.conversion)


async def bring_in(path: Path, frames: Path, name: str | None = None) -> StartFrame:
    """Check the file, keep a copy in `frames`, make a preview.

    Raises MediaProblem, StorageProblem.
    """
    return await asyncio.to_thread(_bring_in, path, frames, name)


async def bring_back(path: Path, frames: Path, name: str, origin: Origin | None) -> StartFrame:
    """A copy that was kept before, with the name and the origin it had; else as `bring_in`."""
    return replace(await bring_in(path, frames, name), origin=origin)


async def bring_in_image(image: QImage | bytes, frames: Path, name: str) -> StartFrame:
    """Keep a bitmap that never was a file in `frames`: pixels as a PNG, bytes as they are.

    Else as `bring_in`.
    """
    return await asyncio.to_thread(_bring_in_image, image, frames, name)


async def on_ground(frame: StartFrame, ground: str) -> StartFrame:
    """The same picture with another ground behind what is transparent. Raises MediaProblem."""
    return await asyncio.to_thread(_on_ground, frame, ground)


def _on_ground(frame: StartFrame, ground: str) -> StartFrame:
    from desktop.media import intake

    size = (frame.width, frame.height)
    preview, small = _drawn(*intake.preview(frame.path, PREVIEW_SIDE, ground), size)
    return replace(frame, preview=preview, small=small, ground=ground)


def _drawn(
    width: int, height: int, pixels: bytes, picture: tuple[int, int]
) -> tuple[QImage, SmallCopy]:
    """To be painted, as the screen has it: the GUI thread only hands it on. And to draw from."""
    from desktop.media.sketch import SmallCopy

    row_bytes = width * RGB_BYTES
    image = QImage(pixels, width, height, row_bytes, QImage.Format.Format_RGB888)
    small = SmallCopy(picture, width, height, row_bytes, pixels)
    return image.convertToFormat(QImage.Format.Format_RGB32), small  # a copy of its own


def _bring_in(path: Path, frames: Path, name: str | None) -> StartFrame:
    from desktop.media import intake

    try:
        kept, small = intake.take_in(path, frames, PREVIEW_SIDE)
    except MediaProblem as problem:
        # our copies are named by their digest: the user knows the name it came with
        raise problem.with_facts(name=name or path.name) from problem
    preview, copy = _drawn(small.width, small.height, small.pixels, (kept.width, kept.height))
    return StartFrame(
        path=kept.path,
        name=name or kept.name,
        width=kept.width,
        height=kept.height,
        preview=preview,
        small=copy,
        kind=kept.kind,
        conversion=kept.conversion,
    )


def _bring_in_image(image: QImage | bytes, frames: Path, name: str) -> StartFrame:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "picture.png")
        if not _is_written(image, file):
            raise DiskFull(folder=folder)
        return _bring_in(file, frames, name)


def _is_written(image: QImage | bytes, file: Path) -> bool:
    if isinstance(image, QImage):
        return image.save(str(file))
    try:
        file.write_bytes(image)
    except OSError:
        return False
    return True
