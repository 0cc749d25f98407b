"""What Qt may say on a bare machine is known once, to the app and to the tests alike."""

import logging
import tomllib

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType

from desktop import app
from desktop.ui.stage.backend import HARMLESS_MESSAGES
from tests.conftest import REPOSITORY


def test_the_tests_pass_over_what_the_app_does_and_nothing_else():
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        options = tomllib.load(file)["tool"]["pytest"]["ini_options"]
    assert tuple(options["qt_log_ignore"]) == HARMLESS_MESSAGES


@pytest.mark.parametrize(
    ("message", "level"),
    [("Immediate exit requested", logging.INFO), ("QPainter is odd", logging.WARNING)],
)
@pytest.mark.expects_log("QPainter is odd")
def test_only_what_is_known_to_be_harmless_is_no_warning(caplog, message, level):
    with caplog.at_level(logging.INFO, "qt"):
        app._log_qt(QtMsgType.QtWarningMsg, QMessageLogContext(), message)
    assert [record.levelno for record in caplog.records] == [level]
