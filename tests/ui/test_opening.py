"""The first paint: in the colours and place that were left, and before anything heavy."""

import os
import subprocess
import sys

import pytest

from desktop.ui import theme
from desktop.ui.window import MainWindow
from tests.conftest import REPOSITORY

HEAVY = {"asyncio", "qasync", "httpx", "av", "PIL", "keyring", "sqlite3", "PySide6.QtMultimedia"}


def test_nothing_heavy_is_imported_before_the_first_paint():
    asks = "import sys, desktop.ui.opening; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", asks], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    imported = set(told.stdout.split())
    assert "PySide6.QtWidgets" in imported
    assert imported & HEAVY == set()
    assert not [name for name in imported if name.startswith(("desktop.jobs", "desktop.leonardo"))]


@pytest.mark.parametrize(("name", "tokens"), [("dark", theme.DARK), ("light", theme.LIGHT)])
def test_the_frame_shows_the_panels_in_the_theme_that_was_chosen(qtbot, qapp, name, tokens):
    theme.apply(qapp, name)
    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    picture = window.grab().toImage()
    assert picture.pixelColor(200, 400) == tokens.colour("panel")
    assert picture.pixelColor(800, 300) == tokens.colour("panel")
    assert picture.pixelColor(4, 400) == tokens.colour("window")


def test_a_geometry_that_is_none_is_ignored(qtbot, qapp):
    window = MainWindow("no geometry ü")
    qtbot.addWidget(window)
    assert (window.width(), window.height()) == (1280, 800)


@pytest.mark.skipif(sys.platform == "darwin", reason="the bundle has the icon")
def test_the_opened_window_has_the_icon_in_its_sizes(tmp_path):
    asks = (
        "from desktop.ui.opening import open_window; icon = open_window().window.windowIcon();"
        "print(sorted(size.width() for size in icon.availableSizes()))"
    )
    environment = os.environ | {"STARTFRAME_HOME": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", asks],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[16, 32, 48, 256]"
