"""The app started as `startframe --sandbox` starts it, told apart only by who looks on."""

import sys
import time
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

from desktop import __main__ as start

WINDOW = "desktop.ui.window"


class Onlooker:
    """Reaches the window's class as soon as the app has imported it: in the app's own order."""

    def __init__(self, idle_s: float) -> None:
        self._idle_s = idle_s

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == WINDOW else None
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def execute_and_watch(module: Any) -> None:
            execute(module)
            self._watch(module.MainWindow)

        spec.loader.exec_module = execute_and_watch  # type: ignore[method-assign]  # looking on
        return spec

    def _watch(self, window_class: Any) -> None:
        from tests.bench.first_paint import watch

        watch(window_class, on_painted)
        _watch_attach(window_class, self._idle_s)


def main() -> int:
    """Start the app; an argument is the seconds to idle before it is closed."""
    idle_s = float(sys.argv.pop()) if len(sys.argv) > 1 else 0.0
    sys.meta_path.insert(0, Onlooker(idle_s))
    sys.argv = ["startframe", "--sandbox"]
    return start.main()


def on_painted(_window: Any, painted_at: float) -> None:
    from tests.bench.children import tell
    from tests.bench.peak import peak_mb

    tell(painted_at=painted_at, peak_mb=peak_mb())


def _watch_attach(window_class: Any, idle_s: float) -> None:
    """Clips can be made once the studio is attached: from then on the app is idle."""
    from PySide6.QtCore import QTimer

    original = window_class.attach

    def attach(self: Any, studio: Any) -> None:
        original(self, studio)
        ready_at = time.perf_counter()
        QTimer.singleShot(int(idle_s * 1000), lambda: _leave(self, ready_at))

    window_class.attach = attach


def _leave(window: Any, ready_at: float) -> None:
    from tests.bench.children import tell
    from tests.bench.peak import peak_mb

    tell(idle_peak_mb=peak_mb(), ready_at=ready_at)
    window.close()


if __name__ == "__main__":
    sys.exit(main())
