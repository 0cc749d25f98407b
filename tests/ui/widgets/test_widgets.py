"""Switch, icon button, pill, dropdown and notice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop.core.errors import NotAPicture, RateLimited
from desktop.ui import theme
from desktop.ui.problems import Action
from desktop.ui.widgets.combo_box import ComboBox
from desktop.ui.widgets.icon_button import IconButton
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.switch import Switch


@pytest.fixture
def show(qapp, qtbot):
    theme.apply(qapp, "dark")

    def shown(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.show()
        return widget

    return shown


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_switch_turns_by_key(show, key):
    switch = show(Switch("Sound"))
    QTest.keyClick(switch, key)
    assert switch.isChecked()
    assert switch.accessibleName() == "Sound"


def test_a_switch_shows_its_state_by_position(show, monkeypatch):
    monkeypatch.setattr(theme, "animation_ms", lambda _wanted: 0)
    switch = show(Switch("Sound"))
    off = switch.grab().toImage()
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.grab().toImage() != off
    assert switch._position == 1.0


def test_a_switch_slides(show, qtbot):
    switch = show(Switch("Sound"))
    switch.setChecked(True)
    qtbot.waitUntil(lambda: switch._position == 1.0)


def test_an_icon_button_is_named_and_large_enough(show):
    button = show(IconButton("play", "Play", shortcut="Space"))
    assert button.accessibleName() == "Play"
    assert button.toolTip() == "Play  Space"
    assert min(button.width(), button.height()) >= 24
    button.set_label("Pause")
    button.set_icon("pause")
    assert button.toolTip() == "Pause  Space"


def test_a_pill_is_pressed_only_where_it_can_be(show, qtbot):
    pill = show(Pill("hourglass", "$12.40"))
    assert pill.focusPolicy() == Qt.FocusPolicy.NoFocus
    pill.set_clickable(True)
    with qtbot.waitSignal(pill.clicked, timeout=1000):
        QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    pill.show_fact("flask-conical", "Sandbox", "warn")
    assert (pill.accessibleName(), pill.property("tone")) == ("Sandbox", "warn")


def test_a_dropdown_leaves_the_wheel_to_the_panel(show):
    combo = show(ComboBox("Size"))
    combo.addItems(["a", "b"])
    assert combo.accessibleName() == "Size"
    place = QPointF(combo.rect().center())
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    turned = QWheelEvent(
        place, combo.mapToGlobal(place), QPoint(), QPoint(0, -120), buttons, keys, phase, False
    )
    QApplication.sendEvent(combo, turned)
    assert combo.currentText() == "a"
    assert not turned.isAccepted()


def test_a_notice_explains_and_offers_the_next_step(show, qtbot):
    notice = show(Notice(offers=[Action.CHOOSE_PICTURE]))
    asked: list[Action] = []
    notice.action_requested.connect(asked.append)
    notice.show_problem(NotAPicture(name="a.pdf", kind="PDF"))
    button = notice.findChild(QPushButton, "notice_action")
    assert "PDF" in notice.reason
    assert button.text() == "Choose another picture"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == [Action.CHOOSE_PICTURE]
    assert notice.accessibleName() == f"{notice.title}. {notice.reason}"
    notice.show_problem(RateLimited())
    assert button.isHidden(), "a step that cannot be taken here"
    notice.say("Only a remark")
    assert button.isHidden()
    assert notice.accessibleName() == "Only a remark"


def test_a_notice_is_dismissed(show):
    notice = show(Notice())
    notice.say("A remark", "and why", tone="warn")
    QTest.mouseClick(notice.findChild(QWidget, "notice_dismiss"), Qt.MouseButton.LeftButton)
    assert notice.isHidden()
