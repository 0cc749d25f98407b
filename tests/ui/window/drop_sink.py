"""A window of another program that files are dropped into: `python drop_sink.py <x> <y>`."""

import hashlib
import json
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

SIDE = 120


class Sink(QWidget):
    """Tells, a line each: ready, welcome, and what was dropped with the digests of its bytes."""

    def __init__(self):
        super().__init__()
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.BypassWindowManagerHint
        self.setWindowFlags(flags | Qt.WindowType.WindowStaysOnTopHint)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event):  # noqa: N802 - Qt's name
        if event.mimeData().hasUrls():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            tell("welcome")

    def dropEvent(self, event):  # noqa: N802 - Qt's name
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
        found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
        tell(f"dropped {json.dumps(found)}")


def tell(words: str) -> None:
    print(words, flush=True)


def main() -> None:
    x, y = map(int, sys.argv[1:])
    app = QApplication([])
    sink = Sink()
    sink.setGeometry(x, y, SIDE, SIDE)
    sink.show()
    tell("ready")
    app.exec()


if __name__ == "__main__":
    main()
