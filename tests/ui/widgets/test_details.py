"""Details are folded away, shown and copied by key and by click."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.core import errors
from desktop.ui import theme
from desktop.ui.widgets.details import Details
from desktop.ui.widgets.notice import Notice


@pytest.fixture
def details(qapp, qtbot):
    theme.apply(qapp, "dark")
    found = Details("test")
    qtbot.addWidget(found)
    found.set_text("Status: 500\nRequest: r-1")
    found.show()
    return found


def test_they_are_folded_until_asked_for(details, qtbot):
    assert details.controls[1].isHidden()
    folded = details.sizeHint().height()
    with qtbot.waitSignal(details.unfolded):
        QTest.keyClick(details.button, Qt.Key.Key_Space)
    assert details.is_unfolded
    assert not details.copy_button.isHidden()
    assert details.sizeHint().height() > folded + 40
    QTest.mouseClick(details.button, Qt.MouseButton.LeftButton)
    assert details.sizeHint().height() == folded


def test_the_whole_text_is_copied(details):
    QTest.mouseClick(details.button, Qt.MouseButton.LeftButton)
    details.add_text("+0.0s state queued")
    QTest.keyClick(details.copy_button, Qt.Key.Key_Space)
    copied = QGuiApplication.clipboard().text()
    assert copied == "Status: 500\nRequest: r-1\n\n+0.0s state queued"


def test_another_text_is_folded_again_and_none_is_hidden(details):
    QTest.mouseClick(details.button, Qt.MouseButton.LeftButton)
    details.set_text("other")
    assert not details.is_unfolded
    details.set_text("")
    assert details.isHidden()


def test_the_parts_are_named_and_reached_in_order(details):
    details.button.click()
    names = [control.objectName() for control in details.controls]
    assert names == ["test_details_button", "test_details_copy", "test_details_text"]
    assert details.controls[1].accessibleName() == "Copy the details"
    assert details.controls[2].accessibleName() == "Details"
    assert details.copy_button.nextInFocusChain() is details.controls[2]
    assert details.controls[2].tabChangesFocus()


def test_a_notice_has_those_of_its_problem(qtbot):
    notice = Notice()
    qtbot.addWidget(notice)
    notice.show_problem(errors.ServerFailed(status=503, request_id="r-9"))
    assert "Request: r-9" in notice.details.text
    assert not notice.details.isHidden()
    notice.say("Something else")
    assert notice.details.isHidden()
    notice.show_problem(errors.PictureMissing(name="a.png"))
    assert notice.details.isHidden(), "the name of the problem alone helps nobody"
