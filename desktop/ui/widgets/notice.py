"""A notice in place: what happened, why, and the next step; never a box in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui import problems, theme
from desktop.ui.problems import Action
from desktop.ui.widgets.details import Details
from desktop.ui.widgets.icon_button import IconButton
from desktop.ui.widgets.icon_label import IconLabel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.core.errors import Problem

NoticeTone = Literal["info", "warn", "error"]
_ICONS = {"info": ("info", "muted"), "warn": ("triangle-alert", "warn")}
_ERROR_ICON = ("circle-alert", "error")


class Notice(QFrame):
    """Icon, title, reason, at most one action, and a problem's details, folded away.

    Hidden until it has something to say. `offers` are the next steps that can be taken here: no
    button is shown for another.
    """

    action_requested = Signal(object)
    shown = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, offers: Iterable[Action] = ()) -> None:
        super().__init__(parent)
        self._offers = frozenset(offers)
        self._icon = IconLabel(*_ERROR_ICON, theme.ICON_SIZE, self)
        self._action = Action.NONE
        self.setObjectName("notice")
        self.setProperty("surface", "notice")
        self._title = _words("strong", self)
        self._reason = _words("muted", self)
        self._button = QPushButton(self)
        self._button.setObjectName("notice_action")
        self._button.setProperty("kind", "link")
        self._button.setAutoDefault(False)
        self.details = Details("notice", self)
        self._close = IconButton("x", self.tr("Dismiss"), role="muted", parent=self)
        self._close.setObjectName("notice_dismiss")
        self._lay_out()
        self._button.clicked.connect(lambda: self.action_requested.emit(self._action))
        self._close.clicked.connect(self.dismiss)
        self.hide()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.setContentsMargins(0, 4, 0, 4)
        words.addWidget(self._title)
        words.addWidget(self._reason)
        words.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(self.details)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 4, 4)
        row.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        self._icon.setContentsMargins(0, 5, 0, 0)
        row.addWidget(self._icon, 0, top)
        row.addLayout(words, 1)
        row.addWidget(self._close, 0, top)

    def say(
        self,
        title: str,
        reason: str = "",
        *,
        tone: NoticeTone = "info",
        action: Action = Action.NONE,
    ) -> None:
        """Show a sentence and, under it, why, and what can be done about it."""
        self.details.set_text("")
        self._show(title, reason, tone, action)

    def show_problem(self, problem: Problem) -> None:
        """Show what `problems.explain` says, with its next step as a button."""
        said = problems.explain(problem)
        action = said.action if said.action in self._offers else Action.NONE
        self.details.set_text(said.details if "\n" in said.details else "")
        self._show(said.title, said.reason, "error", action)

    def _show(self, title: str, reason: str, tone: NoticeTone, action: Action) -> None:
        self._action = action
        self._title.setText(title)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._button.setText(problems.action_label(action))
        self._button.setVisible(action is not Action.NONE)
        self._icon.show_icon(*_ICONS.get(tone, _ERROR_ICON))
        self.setProperty("tone", tone)
        self.setAccessibleName(". ".join(filter(None, (title, reason))))
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        self.shown.emit(self)

    def dismiss(self) -> None:
        """Say nothing more."""
        self.hide()

    @property
    def controls(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        return [self._button, *self.details.controls, self._close]

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def reason(self) -> str:
        return self._reason.text()


def _words(tone: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
