"""What the program says of itself, and what it tells of its own faults."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton, QWidget

from desktop import __version__
from desktop.core import log, paths
from desktop.ui import licences as licences_
from desktop.ui.about import AboutDialog, BugReport, report_text
from desktop.ui.licences import LicencesDialog

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


@pytest.fixture
def licences(qtbot, monkeypatch, tmp_path):
    """The dialog of a bundle, as About opens it."""
    texts = {"parts": "Qt: LGPL-3.0-only", "startframe": "GNU GENERAL PUBLIC LICENSE"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(licences_, "licence_texts", lambda: {n: tmp_path / n for n in texts})
    parent = QWidget()
    qtbot.addWidget(parent)
    about = AboutDialog(parent)
    button = about.findChild(QPushButton, "licences_button")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = about.findChild(LicencesDialog)
    assert dialog is not None
    yield dialog
    parent.close()


def test_about_shows_the_licences_of_all_parts(licences):
    assert licences.isVisible()
    assert "Qt: LGPL-3.0-only" in licences.text.toPlainText()
    QTest.keyClick(licences.choice, Qt.Key.Key_Down)
    assert "GNU GENERAL PUBLIC LICENSE" in licences.text.toPlainText()


def test_a_long_text_comes_whole_and_is_shown_from_its_beginning(qtbot, licences, tmp_path):
    lines = [f"line {number}" for number in range(5000)]
    (tmp_path / "startframe").write_text("\n".join(lines), encoding="utf-8")
    QTest.keyClick(licences.choice, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: licences.text.toPlainText().endswith("line 4999"))
    assert licences.text.toPlainText().splitlines() == lines
    assert licences.text.verticalScrollBar().value() == 0


def test_a_licence_that_is_gone_is_said(licences, tmp_path):
    (tmp_path / "startframe").unlink()
    QTest.keyClick(licences.choice, Qt.Key.Key_Down)
    assert "cannot be read" in licences.text.toPlainText()


def test_a_bundle_has_the_texts_of_its_parts_beside_its_resources(monkeypatch, tmp_path):
    (tmp_path / "THIRD_PARTY_NOTICES.txt").touch()
    monkeypatch.setattr(paths, "resources_root", lambda: tmp_path / "resources")
    assert paths.licence_texts() == {"parts": tmp_path / "THIRD_PARTY_NOTICES.txt"}


def test_from_source_there_are_its_own_licence_and_the_icons():
    assert list(paths.licence_texts()) == ["startframe", "icons"]
