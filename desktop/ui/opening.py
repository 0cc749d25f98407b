"""The first thing seen: the window's frame, painted before anything heavy is imported.

The parts of the window take 150 ms more (asyncio, Qt's enumerations, sixty widget classes). The
user waits for them in front of a window that is there already, where it was, in its own colours.
"""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop import __version__
from desktop.core.paths import APP_ID, APP_NAME, AppPaths, app_paths, resource
from desktop.core.settings import Settings, SettingsFile
from desktop.ui import theme
from desktop.ui.file_open import Application
from desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from desktop.core.notices import Notice
    from desktop.ui.file_open import FileOpenings


@dataclass(frozen=True)
class Opened:
    """An application with a window that is shown and still without its parts."""

    qt_app: QApplication
    window: MainWindow
    paths: AppPaths
    settings: Settings
    notices: tuple[Notice, ...] = ()

    @property
    def openings(self) -> FileOpenings | None:
        """The files the system hands over; None in an application of somebody else's making."""
        return self.qt_app.openings if isinstance(self.qt_app, Application) else None


def open_window() -> Opened:
    """Show the window's frame and return once it is painted."""
    gc.disable()  # nothing that is made until the first paint is garbage
    paths = app_paths()
    qt_app = make_application()
    file = SettingsFile(paths.settings_file)
    settings = file.load()
    theme.apply(qt_app, settings.theme)
    window = MainWindow(settings.window_geometry)
    # Qt's own loop, ended before asyncio's begins: nothing is nested. The timer fires when the
    # whole paint is over.
    window.first_painted.connect(lambda: QTimer.singleShot(0, lambda: qt_app.exit(0)))
    window.show()
    qt_app.exec()
    gc.enable()
    _show_icon(qt_app)
    notices = () if file.reset is None else (file.reset,)
    return Opened(qt_app, window, paths, settings, notices)


def make_application() -> QApplication:
    """The one QApplication, named; it does not quit by itself when the window goes."""
    instance = QApplication.instance()
    qt_app = instance if isinstance(instance, QApplication) else Application(sys.argv[:1])
    qt_app.setApplicationName(APP_NAME)
    qt_app.setApplicationDisplayName(APP_NAME)
    qt_app.setApplicationVersion(__version__)
    qt_app.setDesktopFileName("startframe")
    _name_for_taskbar()
    qt_app.setQuitOnLastWindowClosed(False)
    return qt_app


def _name_for_taskbar() -> None:
    """Windows knows which shortcut a window belongs to by the AppUserModelID that both have."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)


def _show_icon(qt_app: QApplication) -> None:
    """The windows' icon; on macOS the bundle sees to it."""
    if sys.platform == "darwin":
        return
    from PySide6.QtGui import QIcon

    icon = QIcon()
    for file in sorted(resource("window_icon").glob("*.png")):
        icon.addFile(str(file))
    qt_app.setWindowIcon(icon)
