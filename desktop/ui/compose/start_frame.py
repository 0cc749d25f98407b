"""The start frame as the window holds it, and how it is brought in: checked, kept, made small."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from desktop.core.errors import DiskFull, MediaProblem

if TYPE_CHECKING:
    from desktop.core.catalogue import Dimensions

PREVIEW_SIDE = 1200  # sharp in the drop area on a screen of three times the density
RGB_BYTES = 3


@dataclass(frozen=True)
class StartFrame:
    """Our copy of a picture, what it was called, its upright size, and a preview to paint."""

    path: Path
    name: str
    width: int
    height: int
    preview: QImage

    def is_smaller_than(self, dimensions: Dimensions) -> bool:
        """Whether its pixels have to be stretched for a clip of these dimensions."""
        if dimensions.is_auto:
            return False
        return self.width < dimensions.width or self.height < dimensions.height


async def bring_in(path: Path, frames: Path, name: str | None = None) -> StartFrame:
    """Check the file, keep a copy in `frames`, make a preview.

    Raises MediaProblem, StorageProblem.
    """
    return await asyncio.to_thread(_bring_in, path, frames, name)


async def bring_in_image(image: QImage, frames: Path, name: str) -> StartFrame:
    """Keep a bitmap that never was a file as a PNG in `frames`; else as `bring_in`."""
    return await asyncio.to_thread(_bring_in_image, image, frames, name)


def _bring_in(path: Path, frames: Path, name: str | None) -> StartFrame:
    from desktop.media import intake

    try:
        kept = intake.keep(path, frames)
    except MediaProblem as problem:
        # our copies are named by their digest: the user knows the name it came with
        raise problem.with_facts(name=name or path.name) from problem
    width, height, rgb = intake.preview(kept.path, PREVIEW_SIDE)
    image = QImage(rgb, width, height, width * RGB_BYTES, QImage.Format.Format_RGB888)
    # a copy of its own: the bytes go when this function ends
    return StartFrame(kept.path, name or kept.name, kept.width, kept.height, image.copy())


def _bring_in_image(image: QImage, frames: Path, name: str) -> StartFrame:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "picture.png")
        if not image.save(str(file)):
            raise DiskFull(folder=folder)
        return _bring_in(file, frames, name)
