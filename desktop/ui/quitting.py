"""How the window ends while clips are being made: asked once, now or when they are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from desktop.ui.dialogs import choose
from desktop.ui.widgets.banner import Banner

if TYPE_CHECKING:
    from PySide6.QtGui import QSessionManager
    from PySide6.QtWidgets import QWidget

    from desktop.core.tasks import TaskOwner
    from desktop.ui.models.shelf import ShelfModel
    from desktop.ui.models.standing import Standings
    from desktop.ui.models.tally import Counts

QUIT, WAIT, STAY = "quit_button", "wait_button", "stay_button"
TASK = "ask to close"
_SETTLED_MS = 300


class Quitting(QObject):
    """Asks, waits, and tells `agreed` once. The `banner` shows that it waits, and ends that."""

    agreed = Signal()

    def __init__(
        self, window: QWidget, model: ShelfModel, standings: Standings, tasks: TaskOwner
    ) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._standings = standings
        self._tasks = tasks
        self._is_agreed = False
        self.is_waiting = False
        self.banner = Banner("hourglass", button=self.tr("Do not quit"), parent=window)
        self.banner.setObjectName("quit_banner")
        self.banner.button.setObjectName("quit_banner_stay")
        self.banner.pressed.connect(self.stay)
        # between two jobs there may be a moment in which none runs
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._quit_when_done)
        model.counts_changed.connect(self._on_change)
        standings.changed.connect(self._on_change)
        qt_app = QGuiApplication.instance()
        if isinstance(qt_app, QGuiApplication):
            qt_app.commitDataRequest.connect(self.end_session)

    # ── verbs ────────────────────────────────────────────────────────────────────────────────

    def ask(self) -> None:
        """The user wants to leave: at once where nothing is under way, else by their choice."""
        if not self._is_agreed:
            self._tasks.start(TASK, self._ask())

    def stay(self) -> None:
        """Do not quit by itself after all."""
        self.is_waiting = False
        self.banner.hide()

    def end_session(self, _session: QSessionManager | None = None) -> None:
        """The system ends: no question may hold it up. What runs is taken up at the next start."""
        self._tasks.cancel(TASK)
        self._agree()

    # ── the works ────────────────────────────────────────────────────────────────────────────

    async def _ask(self) -> None:
        counts = self._model.counts()
        if not counts.running and not counts.waiting:
            self._agree()
            return
        buttons = {QUIT: self.tr("Quit"), STAY: self.tr("Stay")}
        if self._is_under_way(counts) and not self.is_waiting:
            words = self.tr("Wait, then quit")
            buttons = {QUIT: buttons[QUIT], WAIT: words, STAY: buttons[STAY]}
        title, text = self._title(counts), self._text(counts)
        answer = await choose(
            self._window, title, text, buttons, default=STAY, escape=STAY, name="quit_dialog"
        )
        if answer == QUIT:
            self._agree()
        elif answer == WAIT:
            self.is_waiting = True
            self._on_change()

    def _agree(self) -> None:
        if not self._is_agreed:
            self._is_agreed = True
            self.banner.hide()
            self.agreed.emit()

    def _is_under_way(self, counts: Counts) -> bool:
        """Whether something comes to its end if one waits; a paused line never does."""
        return bool(counts.running) or bool(counts.waiting and not self._standings.is_paused)

    def _on_change(self) -> None:
        if not self.is_waiting or self._is_agreed:
            return
        counts = self._model.counts()
        if not self._is_under_way(counts):
            self._settled.start()
            return
        left = counts.running + (0 if self._standings.is_paused else counts.waiting)
        one = self.tr("Startframe quits when this clip is done")
        many = self.tr("Startframe quits when these {n} clips are done").format(n=left)
        self.banner.say(one if left == 1 else many, self.tr("You can go on working until then."))

    def _quit_when_done(self) -> None:
        if self.is_waiting and not self._is_under_way(self._model.counts()):
            self._agree()

    # ── words ────────────────────────────────────────────────────────────────────────────────

    def _title(self, counts: Counts) -> str:
        sent = _sent(counts)
        if sent == 1:
            return self.tr("A clip is still being made")
        if sent:
            return self.tr("{n} clips are still being made").format(n=sent)
        one, many = self.tr("A clip has not been sent yet"), self.tr("{n} clips are not sent yet")
        return one if counts.unsent == 1 else many.format(n=counts.unsent)

    def _text(self, counts: Counts) -> str:
        parts = []
        if _sent(counts):
            parts.append(
                self.tr(
                    "If you quit, Leonardo goes on with what was sent, and Startframe fetches it "
                    "at the next start. Nothing is paid for twice."
                )
            )
        if counts.unsent and parts:
            one, many = self._and_unsent()
            parts.append(one if counts.unsent == 1 else many.format(n=counts.unsent))
        elif counts.unsent:
            one, many = self._only_unsent()
            parts.append(one if counts.unsent == 1 else many)
        return "\n\n".join(parts)

    def _and_unsent(self) -> tuple[str, str]:
        """One clip, or several; a pause outlasts the end of the window."""
        if self._standings.is_paused:
            return (
                self.tr("1 not sent yet waits until you resume the queue."),
                self.tr("{n} not sent yet wait until you resume the queue."),
            )
        return (
            self.tr("1 not sent yet will be sent at the next start."),
            self.tr("{n} not sent yet will be sent at the next start."),
        )

    def _only_unsent(self) -> tuple[str, str]:
        if self._standings.is_paused:
            return (
                self.tr(
                    "The queue stays paused: it is sent when you resume; until then it costs "
                    "nothing."
                ),
                self.tr(
                    "The queue stays paused: they are sent when you resume; until then they cost "
                    "nothing."
                ),
            )
        return (
            self.tr("It will be sent at the next start; until then it costs nothing."),
            self.tr("They will be sent at the next start; until then they cost nothing."),
        )


def _sent(counts: Counts) -> int:
    """How many Leonardo has, or may have."""
    return counts.running + counts.waiting - counts.unsent
