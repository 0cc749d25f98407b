"""A bare PySide6 window of the same size: what any program of this kind costs."""

import sys

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from tests.bench.first_paint import watch


class BareWindow(QMainWindow):
    """Empty."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)


def main() -> int:
    """Show it, tell when it was painted and what it weighs, and close it."""
    watch(BareWindow, on_painted)
    app = QApplication(sys.argv)
    window = BareWindow()
    window.resize(1280, 800)
    window.show()
    return app.exec()


def on_painted(window: BareWindow, painted_at: float) -> None:
    from tests.bench.children import tell
    from tests.bench.peak import peak_mb

    tell(painted_at=painted_at, peak_mb=peak_mb())
    window.close()


if __name__ == "__main__":
    sys.exit(main())
