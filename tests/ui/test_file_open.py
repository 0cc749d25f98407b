"""Files the system hands over: kept until the window is ready, several of a moment together."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent

from desktop.ui.file_open import FileOpenings
from tests.conftest import REPOSITORY


@pytest.fixture
def openings(qapp):
    made = FileOpenings()
    yield made
    made.close()


class Taking:
    """Takes what comes."""

    def __init__(self, openings):
        self.taken: list[list[Path]] = []
        openings.deliver_to(self.take)

    def take(self, files):
        self.taken.append(files)
        return True


def hand_over(openings, *addresses):
    for address in addresses:
        assert openings.take(QFileOpenEvent(QUrl(address)))


def test_what_comes_early_waits_and_goes_together(openings, qtbot):
    hand_over(openings, "file:///tmp/a%20b.png", "file:///tmp/%F0%9F%9A%80.png")
    taken = Taking(openings).taken
    qtbot.waitUntil(lambda: bool(taken))
    assert taken == [[Path("/tmp/a b.png"), Path("/tmp/🚀.png")]]
    hand_over(openings, "file:///tmp/c.png")
    qtbot.waitUntil(lambda: len(taken) == 2)
    assert taken[1] == [Path("/tmp/c.png")]


def test_an_address_that_is_no_file_is_left_alone(openings, qtbot):
    taken = Taking(openings).taken
    hand_over(openings, "startframe://something", "file:///tmp/a.png")
    qtbot.waitUntil(lambda: bool(taken))
    assert taken == [[Path("/tmp/a.png")]]


def test_other_events_go_their_way(openings):
    assert not openings.take(QEvent(QEvent.Type.User))


def test_the_application_hands_them_on():
    """In a process of its own: there is one application a process, and the tests have theirs."""
    script = """
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QFileOpenEvent
from desktop.ui.opening import make_application
app = make_application()
app.sendEvent(app, QFileOpenEvent(QUrl("file:///tmp/a%20b.png")))
app.openings.deliver_to(lambda files: print(*files) or app.exit(0) or True)
app.exec()
"""
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert Path(ended.stdout.strip()) == Path("/tmp/a b.png")
