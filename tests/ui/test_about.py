"""What the program says of itself, and what it tells of its own faults."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

from desktop import __version__
from desktop.core import log
from desktop.ui.about import AboutDialog, BugReport, report_text

SECRET = "11111111-2222-3333-4444-555555555555"


def break_down():
    raise RuntimeError(f"broken with Bearer {SECRET}")


def fault():
    try:
        break_down()
    except RuntimeError as error:
        return error
    raise AssertionError("it did not break down")


def test_about_names_version_and_licence(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AboutDialog(parent)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert __version__ in words
    assert "GNU General Public License" in words
    assert "{" not in words


def test_a_report_holds_the_trace_and_no_key():
    log.redact_always(SECRET)
    text = report_text(fault())
    assert "RuntimeError" in text
    assert "test_about.py" in text
    assert SECRET not in text


def test_a_report_can_be_copied(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    report = BugReport(fault(), parent)
    buttons = report.findChild(QDialogButtonBox)
    assert buttons is not None
    copy = buttons.buttons()[-1]
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert "RuntimeError" in QGuiApplication.clipboard().text()
