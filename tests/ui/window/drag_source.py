"""A window of another program that pictures are dragged out of: `python drag_source.py <json>`.

The JSON is a list of files (a path) and bitmaps ("bitmap:#rrggbb"), dragged one after the other.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QDrag, QImage
from PySide6.QtWidgets import QApplication, QWidget

SIDE = 80


def content(what: str) -> QMimeData:
    mime = QMimeData()
    if what.startswith("bitmap:"):
        image = QImage(96, 64, QImage.Format.Format_RGB32)
        image.fill(QColor(what.removeprefix("bitmap:")))
        mime.setImageData(image)
    else:
        mime.setUrls([QUrl.fromLocalFile(what)])
    return mime


class Source(QWidget):
    """Tells, a line each: ready, begun, what the target would do, ended."""

    def __init__(self, things: list[str]):
        super().__init__()
        self._things = things
        self._is_dragging = False
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.BypassWindowManagerHint
        self._said = ""
        self._watch = QTimer(self, interval=10)
        self._watch.timeout.connect(self._look)
        self.setWindowFlags(flags | Qt.WindowType.WindowStaysOnTopHint)

    def mouseMoveEvent(self, event):  # noqa: N802 - Qt's name
        if self._is_dragging or not self._things:
            return
        self._is_dragging = True
        drag = QDrag(self)
        drag.setMimeData(content(self._things.pop(0)))
        self._said = ""
        self._watch.start()
        tell("begun")
        done = drag.exec(Qt.DropAction.CopyAction)
        self._is_dragging = False
        self._watch.stop()
        tell(f"ended {done.name}")

    def _look(self):
        """What a drop would do, by the cursor: `actionChanged` is silent at a second same one."""
        cursor = QApplication.overrideCursor()
        says = "" if cursor is None else cursor.shape().name
        if says and says != self._said:
            self._said = says
            tell(f"would {says}")


def tell(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> None:
    app = QApplication([])
    things = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    source = Source(things)
    source.setGeometry(int(sys.argv[2]), int(sys.argv[3]), SIDE, SIDE)
    source.show()
    app.processEvents()
    tell(f"ready {source.mapToGlobal(QPoint(0, 0)).toTuple()}")
    app.exec()


if __name__ == "__main__":
    main()
