"""The picture behind the icons of the disk image, drawn from background.svg at 1x and 2x."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).resolve().parent / "background.svg"
SIZE = (640, 400)  # in points
DOTS_PER_METER = 2835  # 72 an inch: at 2x twice as many, so that both are as large in points


def write(folder: Path) -> Path:
    """Both densities; dmgbuild finds the second by its name and puts them into one .tiff."""
    folder.mkdir(parents=True, exist_ok=True)
    draw(2).save(str(folder / "background@2x.png"))
    file = folder / "background.png"
    draw(1).save(str(file))
    return file


def draw(scale: int) -> QImage:
    """The picture at `scale` pixels a point."""
    image = QImage(SIZE[0] * scale, SIZE[1] * scale, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(DOTS_PER_METER * scale)
    image.setDotsPerMeterY(DOTS_PER_METER * scale)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(SOURCE.read_bytes())).render(painter)
    painter.end()
    return image
