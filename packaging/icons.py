"""The app's icon for each system, drawn from icon.svg: .png, .ico and .icns."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).resolve().parent / "icon.svg"
WINDOW_ICONS = SOURCE.parents[1] / "resources" / "window_icon"
WINDOW_SIZES_PX = (16, 32, 48, 256)
ICO_SIZES_PX = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICNS_SIZES_PX = (16, 32, 64, 128, 256, 512, 1024)
# Apple's grid: the shape is 824 of 1024 wide, with its shadow's room around it; the others'
# icons fill theirs
ICNS_FILL = 0.89


def main() -> int:
    """Draw the icon of the app's windows anew, after a change of icon.svg."""
    for size_px in WINDOW_SIZES_PX:
        draw(size_px).save(WINDOW_ICONS / f"{size_px}.png")
    return 0


def draw(size_px: int, fill: float = 1.0) -> Image.Image:
    """The icon, this wide and high, taking `fill` of it."""
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(size_px * (1 - fill) / 2, size_px * (1 - fill) / 2)
    painter.scale(fill, fill)
    QSvgRenderer(QByteArray(SOURCE.read_bytes())).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # PySide6's stubs leave this one out
    return Image.open(io.BytesIO(buffer.data().data())).convert("RGBA")


def write_ico(file: Path) -> None:
    """Windows' icon: every size drawn by itself, none made smaller from another."""
    images = [draw(size_px) for size_px in ICO_SIZES_PX]
    sizes = [image.size for image in images]
    images[-1].save(file, sizes=sizes, append_images=images[:-1])


def write_icns(file: Path) -> None:
    """macOS' icon, up to 512 points at double density."""
    images = [draw(size_px, ICNS_FILL) for size_px in ICNS_SIZES_PX]
    images[-1].save(file, append_images=images[:-1])


if __name__ == "__main__":
    sys.exit(main())
