"""The app started as `startframe --sandbox` starts it, told apart only by who looks on."""

import sys
from typing import Any

from PySide6.QtCore import QTimer

from desktop import __main__ as start
from desktop.ui.window import MainWindow
from tests.bench.first_paint import watch


def main() -> int:
    """Start the app; an argument is the seconds to idle before it is closed."""
    idle_s = float(sys.argv.pop()) if len(sys.argv) > 1 else 0.0
    watch(MainWindow, on_painted)
    _watch_attach(idle_s)
    sys.argv = ["startframe", "--sandbox"]
    return start.main() or 0


def on_painted(_window: MainWindow, painted_at: float) -> None:
    from tests.bench.children import tell
    from tests.bench.peak import peak_mb

    tell(painted_at=painted_at, peak_mb=peak_mb())


def _watch_attach(idle_s: float) -> None:
    original = MainWindow.attach

    def attach(self: Any, studio: Any) -> None:
        original(self, studio)
        QTimer.singleShot(int(idle_s * 1000), lambda: _leave(self))

    MainWindow.attach = attach  # type: ignore[method-assign]  # looking on


def _leave(window: MainWindow) -> None:
    from tests.bench.children import tell
    from tests.bench.peak import peak_mb

    tell(idle_peak_mb=peak_mb())
    window.close()


if __name__ == "__main__":
    sys.exit(main())
