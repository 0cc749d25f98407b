"""The panel of an unconfirmed clip: what happened, what was found, and what the user can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui import problems
from desktop.ui.stage.candidates import CandidateList
from desktop.ui.verbs import Verb
from desktop.ui.widgets.details import Details
from desktop.ui.widgets.icon_label import IconLabel
from desktop.ui.widgets.spinner import Spinner

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from desktop.jobs.job import Job
    from desktop.ui.models.standing import Standing

_WIDTH = 560
_ICON = 22


class UnconfirmedPanel(QFrame):
    """Hidden until it is told of a job; lies in the middle of its parent.

    `foot` is how much of the parent's lower end does not count for what is its middle.
    """

    pressed = Signal(object)
    adopt_requested = Signal(str)

    def __init__(self, parent: QWidget, *, foot: int = 0) -> None:
        super().__init__(parent)
        self._area, self._foot = parent, foot
        self.setObjectName("unconfirmed")
        self.setProperty("surface", "raised")
        title = _words("title", self)
        title.setText(self.tr("Not known whether it was accepted"))
        self._reason = _words("muted", self)
        self._reason.setText(
            self.tr(
                "The connection broke before Leonardo's reply: the clip may have been made and "
                "charged. Nothing is sent again unless you say so."
            )
        )
        self._spinner = Spinner(18, "accent", self)
        self._status = _words("strong", self)
        self._status.setObjectName("unconfirmed_status")
        self._hint = _words("muted", self)
        self._hint.setObjectName("unconfirmed_hint")
        self.candidates = CandidateList(self)
        self.candidates.chosen.connect(self.adopt_requested)
        self.look_button = self._button("unconfirmed_look", Verb.LOOK)
        self.send_button = self._button("unconfirmed_send_again", Verb.SEND_AGAIN)
        self.give_up_button = self._button("unconfirmed_give_up", Verb.GIVE_UP)
        self.give_up_button.setText(self.tr("Give up"))
        self.details = Details("unconfirmed", self)
        self._detailed = ("", "")
        self._lay_out(title)
        self.details.height_changed.connect(self.fit)
        self.hide()

    def _button(self, name: str, verb: Verb) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.pressed.emit(verb))
        return button

    def _lay_out(self, title: QLabel) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(IconLabel("triangle-alert", "warn", _ICON, self))
        head.addWidget(title, 1)
        status = QHBoxLayout()
        status.setSpacing(10)
        status.addWidget(self._spinner)
        status.addWidget(self._status, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.look_button, self.send_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.give_up_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(8)
        self._column.addLayout(head)
        self._column.addWidget(self._reason)
        self._column.addSpacing(4)
        self._column.addLayout(status)
        self._column.addWidget(self._hint)
        self._column.addWidget(self.candidates)
        self._column.addSpacing(4)
        self._column.addLayout(buttons)
        self._column.addWidget(self.details)

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def show_job(self, job: Job, standing: Standing, still: QPixmap | None) -> None:
        """Say how far the search for it is; `still` is its start frame."""
        found = standing.candidates
        self._spinner.setVisible(standing.is_searching)
        status, hint = self._found_words(standing)
        self._status.setText(status)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.candidates.show_candidates(found or (), still)
        self.candidates.setVisible(bool(found))
        self.look_button.setText(self.tr("Look now") if found is None else self.tr("Look again"))
        self.look_button.setEnabled(not standing.is_searching)
        self.send_button.setText(self._send_words(job))
        self._show_details(job)
        self.setAccessibleName(". ".join(filter(None, (self.title, status, hint))))
        self.show()
        self.fit()

    def _show_details(self, job: Job) -> None:
        """Once for each job and problem: what is being read is not folded away."""
        told = (job.id, problems.details(job.problem) if job.problem is not None else "")
        if told != self._detailed:
            self._detailed = told
            self.details.set_text(told[1])

    @property
    def title(self) -> str:
        return self.tr("Not known whether it was accepted")

    @property
    def status(self) -> str:
        return self._status.text()

    @property
    def hint(self) -> str:
        return self._hint.text()

    def _found_words(self, standing: Standing) -> tuple[str, str]:
        found = standing.candidates
        if found:
            one = self.tr("One of your clips at Leonardo could be it")
            many = self.tr("{n} of your clips at Leonardo could be it").format(n=len(found))
            hint = self.tr("They have the same prompt and size. Adopting one costs nothing.")
            return (one if len(found) == 1 else many), hint
        if standing.is_searching:
            hint = self.tr("Among your newest clips, by prompt, size and time.")
            return self.tr("Looking for it at Leonardo…"), hint
        if found is None:
            hint = self.tr("It is looked for by itself as soon as Leonardo can be reached.")
            return self.tr("It has not been looked for yet"), hint
        hint = self.tr(
            "It may still appear: look again in a minute. If it never does, it was most likely "
            "not made and not charged."
        )
        return self.tr("Nothing like it is among your newest clips"), hint

    def _send_words(self, job: Job) -> str:
        request = job.request
        amount = request.model.estimate_usd(request.dimensions, request.duration_s)
        if amount is None:
            return self.tr("Send again…")
        return self.tr("Send again · about ${amount}").format(amount=amount)

    def fit(self) -> None:
        """Lie in the middle of the parent, as tall as the words need."""
        area = self._area.rect().adjusted(0, 0, 0, -self._foot)
        self.setFixedWidth(max(300, min(_WIDTH, area.width() - 32)))
        room = self._area.height() - 16
        self.details.use_height(room)
        height = self._column.totalHeightForWidth(self.width())
        if height > room:
            self.details.use_height(self.details.text_height - (height - room))
            height = self._column.totalHeightForWidth(self.width())
        self.setFixedHeight(min(height, room))
        lowest = self._area.height() - 8 - self.height()
        top = max(8, min((area.height() - self.height()) // 2, lowest))
        self.move((area.width() - self.width()) // 2, top)


def _words(tone: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
