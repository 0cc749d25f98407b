"""The start as the command does it: the window is made before the loop runs."""

import json
import time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop import app
from desktop.core import log
from desktop.core.catalogue import Dimensions
from desktop.core.paths import app_paths
from desktop.ui.compose.draft import Draft
from desktop.ui.garbage import GarbageCollector
from desktop.ui.opening import open_window
from tests.ui.window.conftest import top_level

DEADLINE_S = 30


@pytest.fixture
def start(qapp, monkeypatch):
    """Run the whole app until `is_there(window)` holds, then close its window."""
    monkeypatch.setattr(app, "install_hooks", lambda: None)
    monkeypatch.setattr(log, "start", lambda _folder: None)
    monkeypatch.setattr(GarbageCollector, "freeze", lambda _self: None)

    def run(is_there):
        deadline = time.monotonic() + DEADLINE_S
        seen = []

        def look():
            window = top_level("main_window")
            if window is None or window.findChild(QWidget, "compose_panel") is None:
                return
            if is_there(window) or time.monotonic() > deadline:
                seen.append(is_there(window))
                timer.stop()
                window.close()

        timer = QTimer(interval=20)
        timer.timeout.connect(look)
        timer.start()
        assert app.main(open_window(), uses_sandbox=True) == 0
        return seen

    yield run
    for left in qapp.findChildren(GarbageCollector):
        left.deleteLater()
    for widget in QApplication.topLevelWidgets():
        if widget.objectName() == "main_window":
            widget.deleteLater()


def leave_draft(picture):
    draft = Draft("lift off", picture, picture.name, Dimensions(736, 400), 9, True, False)
    paths = app_paths()
    paths.draft_file.parent.mkdir(parents=True, exist_ok=True)
    paths.draft_file.write_text(json.dumps(draft.to_record()), encoding="utf-8")
    return paths


def test_it_starts_on_the_draft_that_was_left(start, rocket):
    leave_draft(rocket)

    def is_there(window):
        area = window.compose.picture.area
        return area.frame is not None and window.focusWidget() is area

    assert start(is_there) == [True]


def test_a_window_closed_at_once_keeps_the_draft_it_has_not_shown_yet(start, rocket):
    paths = leave_draft(rocket)
    start(lambda _window: True)
    kept = json.loads(paths.draft_file.read_text(encoding="utf-8"))
    assert kept["picture_name"] == "rocket.jpg"


@pytest.mark.expects_log("settings could not be read")
def test_damaged_settings_are_said_in_the_window(start):
    file = app_paths().settings_file
    file.parent.mkdir(parents=True)
    file.write_text("{")
    told = "The settings could not be read."
    assert start(lambda window: window.notice.isVisible() and window.notice.title == told) == [True]


@pytest.mark.expects_log("uncaught")
def test_what_nobody_caught_is_told_on_the_terminal_too(capsys):
    app._log_uncaught(RuntimeError, RuntimeError("odd"), None)
    assert "RuntimeError: odd" in capsys.readouterr().err
