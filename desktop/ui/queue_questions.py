"""What is asked and told before a clip is given up, sent again, or listened to no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.ui import problems
from desktop.ui.dialogs import choose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.core.errors import Problem
    from desktop.jobs.composition import Composition
    from desktop.jobs.job import Job
    from desktop.ui.window import MainWindow


class Questions(QObject):
    """Each question says what may be billed; what costs or loses something is never the default."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    async def stops_listening(self) -> bool:
        """Whether nobody is to fetch a clip that Leonardo has already."""
        text = self.tr(
            "It has been sent, and Leonardo cannot be told to stop: the clip may be billed either "
            "way. Keep listening, and you get what you may have paid for."
        )
        answer = await choose(
            self._window,
            self.tr("It is too late to cancel for free"),
            text,
            {"keep_button": self.tr("Keep listening"), "stop_button": self.tr("Stop listening")},
            default="keep_button",
            escape="keep_button",
            destructive="stop_button",
            name="cancel_dialog",
        )
        return answer == "stop_button"

    async def sends_again(self, job: Job) -> bool:
        """Whether to pay perhaps twice."""
        request = job.request
        amount = request.model.estimate_usd(request.dimensions, request.duration_s)
        price = self.tr("The new one costs about ${amount}.").format(amount=amount)
        if amount is None:
            price = self.tr("What the new one costs is known after sending.")
        text = self.tr(
            "The first request may have been accepted and charged. If so, you pay for both clips."
        )
        answer = await choose(
            self._window,
            self.tr("Send it again?"),
            f"{text} {price}",
            {
                "send_again_button": self.tr("Send again"),
                "keep_button": self.tr("Do not send"),
            },
            default="keep_button",
            escape="keep_button",
            name="send_again_dialog",
        )
        return answer == "send_again_button"

    async def gives_up(self) -> bool:
        """Whether nobody is to look for the clip any more."""
        text = self.tr(
            "Startframe stops looking for it. Should Leonardo have made it, it is billed all the "
            "same and lies in your account at app.leonardo.ai."
        )
        answer = await choose(
            self._window,
            self.tr("Give this clip up?"),
            text,
            {"give_up_button": self.tr("Give up"), "keep_button": self.tr("Keep it")},
            default="keep_button",
            escape="keep_button",
            destructive="give_up_button",
            name="give_up_dialog",
        )
        return answer == "give_up_button"

    def tell_too_late(self, count: int = 1) -> None:
        """It was sent in this very moment; `count` of several were."""
        title = self.tr("It has just been sent")
        why = self.tr("It can no longer be taken back for free, and may be billed.")
        if count > 1:
            title = self.tr("{n} clips have just been sent").format(n=count)
            why = self.tr("They can no longer be taken back for free, and may be billed.")
        self._window.notice.say(title, why, tone="warn")

    def tell_refused(self, refused: Sequence[tuple[Composition, Problem]], count: int) -> None:
        """Some of several clips could not be ordered; the others were."""
        title = self.tr("{n} of {count} clips could not be ordered")
        composition, problem = refused[0]
        why = f"{composition.picture_name}: {problems.explain(problem).reason}"
        self._window.notice.say(title.format(n=len(refused), count=count), why, tone="warn")

    def tell_already_adopted(self) -> None:
        """One generation is one clip."""
        title = self.tr("That one belongs to another clip on your shelf")
        why = self.tr("Each clip at Leonardo can be taken once. Choose another, or look again.")
        self._window.notice.say(title, why, tone="warn")
