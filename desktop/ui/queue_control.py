"""The queue's verbs as the window offers them: asked for, confirmed where it may cost, told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.core.errors import Problem
from desktop.jobs.job import SANDBOX, JobState
from desktop.jobs.journal import AlreadyAdopted
from desktop.ui.compose.draft import Draft
from desktop.ui.models.wording import undo_left_s
from desktop.ui.queue_questions import Questions
from desktop.ui.verbs import Verb, possible

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.core.request import GenerationRequest
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.composition import Composition, Placed
    from desktop.jobs.job import Job
    from desktop.jobs.studio import Studio
    from desktop.ui.models.shelf import ShelfModel
    from desktop.ui.models.standing import Standings
    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow

    MaySendAll = Callable[[Sequence[GenerationRequest], str, QWidget | None], Awaitable[bool]]

_AT_LEONARDO = frozenset({JobState.GENERATING, JobState.DOWNLOADING})
_JUST_AFTER_MS = 50


async def _always(
    _requests: Sequence[GenerationRequest], _account: str, _parent: QWidget | None = None
) -> bool:
    return True


class QueueControl(QObject):
    """Turns wishes into calls of the queue; a new job's card becomes the current one.

    `may_send(requests, account)` is asked before clips are ordered: the money's own question.
    `may_send_all` is the one question about several of them, which is always asked.
    `undo_changed` tells that another job, or none, can be taken back now; `taken_back` carries
    the ids of the jobs that were.
    """

    undo_changed = Signal()
    taken_back = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        model: ShelfModel,
        standings: Standings,
        *,
        preferences: Preferences,
        tasks: TaskOwner,
    ) -> None:
        super().__init__(window)
        self.may_send: Callable[[Sequence[GenerationRequest], str], Awaitable[bool]] = _always
        self.may_send_all: MaySendAll = _always
        self._window = window
        self._model = model
        self._standings = standings
        self._preferences = preferences
        self._tasks = tasks
        self._questions = Questions(window)
        self._studio: Studio | None = None
        self._takeable: list[tuple[datetime, tuple[str, ...]]] = []
        self._typed: dict[str, str] = {}
        self._of_sheet: set[str] = set()
        self._last_second = QTimer(self, singleShot=True)
        self._last_second.timeout.connect(self.undo_changed)
        self._connect()

    def _connect(self) -> None:
        window, actions = self._window, self._window.actions_
        window.compose.generate_requested.connect(self.order)
        for action, verb in (
            (actions.cancel, Verb.CANCEL),
            (actions.retry, Verb.RETRY),
            (actions.move_up, Verb.MOVE_UP),
            (actions.move_down, Verb.MOVE_DOWN),
            (actions.send_next, Verb.SEND_NEXT),
            (actions.look_again, Verb.LOOK),
            (actions.send_again, Verb.SEND_AGAIN),
            (actions.give_up, Verb.GIVE_UP),
        ):
            action.triggered.connect(lambda _on=False, verb=verb: self._do_current(verb))
        actions.pause_queue.triggered.connect(self.pause)
        actions.retry_failed.triggered.connect(
            lambda: self._start("retry failed", self._retry_all())
        )
        actions.clear_finished.triggered.connect(lambda: self._start("clear", self._clear()))
        window.stage.verb_requested.connect(self.do)
        window.stage.adopt_requested.connect(
            lambda job_id, found: self._start(f"job {job_id}", self._adopt(job_id, found))
        )
        window.shelf.undo_requested.connect(lambda job_id: self.do(job_id, Verb.UNDO))
        window.shelf.moved.connect(self._on_moved)
        window.shelf.resume_pressed.connect(lambda: self.pause(False))  # noqa: FBT003 - a slot

    def attach(self, studio: Studio) -> None:
        """From now on there is a queue."""
        self._studio = studio
        self._show_pause()

    def _start(self, name: str, work: Coroutine[object, object, None]) -> bool:
        return self._tasks.start(name, self._told(work))

    async def _told(self, work: Coroutine[object, object, None]) -> None:
        """Tell of a known problem. A job that changed under the user's hand shows its new state."""
        if self._studio is None:
            work.close()
            return
        try:
            await work
        except Problem as problem:
            self._window.notice.show_problem(problem)

    @property
    def _opened(self) -> Studio:
        assert self._studio is not None, "nothing is started without a studio"
        return self._studio

    # ── one job ──────────────────────────────────────────────────────────────────────────────

    def possible(self, job_id: str | None) -> frozenset[Verb]:
        """What can be asked about this card now."""
        if job_id is None:
            return frozenset()
        standing, waiting = self._standings.of(job_id), self._standings.waiting_count
        return possible(self._model.entry(job_id), standing, waiting, datetime.now(UTC))

    def _do_current(self, verb: Verb) -> None:
        current = self._window.shelf.current_id()
        if current is not None:
            self.do(current, verb)

    def do(self, job_id: str, verb: Verb) -> None:
        """Ask this of the queue. While one wish about a job is under way, the next is not heard."""
        if verb is Verb.RESUME:
            self.pause(False)  # noqa: FBT003 - a slot of triggered(bool)
            return
        if verb in self.possible(job_id):
            self._start(f"job {job_id}", self._do(job_id, verb))

    async def _do(self, job_id: str, verb: Verb) -> None:
        queue = self._opened.queue
        verbs: dict[Verb, Callable[[str], Awaitable[object]]] = {
            Verb.UNDO: self._undo,
            Verb.CANCEL: self._cancel,
            Verb.RETRY: self._retry,
            Verb.MOVE_UP: queue.move_up,
            Verb.MOVE_DOWN: queue.move_down,
            Verb.SEND_NEXT: queue.move_first,
            Verb.LOOK: queue.search,
            Verb.SEND_AGAIN: self._send_again,
            Verb.GIVE_UP: self._give_up,
        }
        try:
            await verbs[verb](job_id)
        except ValueError:  # it went further meanwhile: its card says how it stands now
            self._catch_up(job_id)
        self._standings.refresh()

    def _catch_up(self, job_id: str) -> None:
        job = self._opened.queue.get(job_id)
        if job is None:
            self._model.remove(job_id)
        else:
            self._model.upsert_job(job)

    def _on_moved(self, job_id: str, other_id: str | None) -> None:
        self._start(f"job {job_id}", self._move(job_id, other_id))

    async def _move(self, job_id: str, other_id: str | None) -> None:
        await self._opened.queue.move_before(job_id, other_id)
        self._standings.refresh()

    # ── making ───────────────────────────────────────────────────────────────────────────────

    def order(self, compositions: Sequence[Composition]) -> None:
        """Order these clips, after the one question that their number or money may ask."""
        self._start("submit", self._order(compositions))

    async def _order(self, compositions: Sequence[Composition]) -> None:
        placed = await self.place(compositions)
        if placed is None or not placed.refused:
            return
        if len(compositions) == 1:
            raise placed.refused[0][1]
        self._questions.tell_refused(placed.refused, len(compositions))

    async def place(
        self, compositions: Sequence[Composition], parent: QWidget | None = None
    ) -> Placed | None:
        """Order these clips after the one question, asked over `parent`; None: better not.

        Raises Problem when none of them is ordered.
        """
        account = self._opened.accounts.active
        requests = [one.request for one in compositions]
        if len(requests) == 1:
            is_agreed = await self.may_send(requests, account)
        else:
            is_agreed = await self.may_send_all(requests, account, parent)
        if not is_agreed:
            return None
        undo_s = self._preferences.current.undo_s
        placed = await self._opened.orders.place_all(compositions, account=account, undo_s=undo_s)
        for job in placed.jobs:  # the board tells of them soon; what can be undone is asked now
            self._model.upsert_job(job)
        if placed.jobs:
            self._select(placed.jobs[-1])
            self._offer_undo(placed.jobs)
            if parent is None:
                self._typed = {job.id: one.typed for one, job in placed.ordered if one.typed}
            else:
                self._of_sheet |= {job.id for job in placed.jobs}
        return placed

    def _select(self, job: Job) -> None:
        self._model.upsert_job(job)
        self._window.shelf.select(job.id)

    async def _retry(self, job_id: str) -> None:
        orders = self._opened.orders
        if await self._may_send_jobs(orders.retried(job_id)):
            self._select(await orders.retry(job_id))

    async def _may_send_jobs(self, jobs: Sequence[Job]) -> bool:
        paid = [job for job in jobs if job.account != SANDBOX]
        requests = [job.request for job in paid]
        return not paid or await self.may_send(requests, paid[0].account)

    async def _retry_all(self) -> None:
        orders = self._opened.orders
        if await self._may_send_jobs(orders.all_retried()):
            for job in await orders.retry_failed():
                self._model.upsert_job(job)

    async def _send_again(self, job_id: str) -> None:
        job = self._opened.queue.get(job_id)
        if job is not None and await self._questions.sends_again(job):
            self._select(await self._opened.orders.send_again(job_id))

    # ── taking back ──────────────────────────────────────────────────────────────────────────

    @property
    def takeable(self) -> tuple[str, ...]:
        """The jobs of the newest order that can still be taken back."""
        now = datetime.now(UTC)
        self._takeable = [order for order in self._takeable if order[0] > now]
        for _send_at, ids in reversed(self._takeable):
            entries = ((job_id, self._model.entry(job_id)) for job_id in ids)
            found = [job_id for job_id, entry in entries if entry and entry.can_undo(now)]
            if found:
                return tuple(found)
        return ()

    def takeable_left_s(self) -> int:
        """Seconds, begun ones as well, in which they can be taken back."""
        now = datetime.now(UTC)
        entries = map(self._model.entry, self.takeable)
        return max((undo_left_s(e.job, now) for e in entries if e and e.job), default=0)

    def take_back(self) -> None:
        """Take back the newest order, as far as it was not sent."""
        ids = self.takeable
        if len(ids) == 1:
            self.do(ids[0], Verb.UNDO)
        elif ids:
            self._start("take back", self._take_back(ids))

    async def _take_back(self, job_ids: Sequence[str]) -> None:
        jobs = [self._opened.queue.get(job_id) for job_id in job_ids]
        gone = await self._opened.queue.cancel_all(job_ids)
        if len(gone) < len(job_ids):
            self._questions.tell_too_late(len(job_ids) - len(gone))
        self.undo_changed.emit()
        self.taken_back.emit(frozenset(gone))
        typed = [job for job in jobs if job and job.id in self._typed and job.id in gone]
        if typed:  # from Compose, by wildcards
            self._give_back(typed[0])
        self._standings.refresh()

    def _offer_undo(self, jobs: Sequence[Job]) -> None:
        send_at = jobs[0].send_at
        if send_at is None:
            return
        self._takeable.append((send_at, tuple(job.id for job in jobs)))
        left_s = (send_at - datetime.now(UTC)).total_seconds()
        self._last_second.start(max(0, round(left_s * 1000)) + _JUST_AFTER_MS)
        self.undo_changed.emit()

    async def _undo(self, job_id: str) -> None:
        job = self._opened.queue.get(job_id)
        if job is not None and await self._opened.queue.cancel(job_id):
            if job_id not in self._of_sheet:
                self._give_back(job)
            self.taken_back.emit(frozenset({job_id}))
        else:
            self._questions.tell_too_late()
        self.undo_changed.emit()

    def _give_back(self, job: Job) -> None:
        """Back to Compose, unless the user has something else there already."""
        compose = self._window.compose
        if not compose.is_empty:
            return
        draft = Draft.of_job(job)
        compose.restore(replace(draft, prompt=self._typed.get(job.id) or draft.prompt))

    async def _cancel(self, job_id: str) -> None:
        queue, entry = self._opened.queue, self._model.entry(job_id)
        if entry is not None and not entry.is_sent and await queue.cancel(job_id):
            return
        if not await self._questions.stops_listening():
            return
        job = queue.get(job_id)
        if job is not None and job.state in _AT_LEONARDO:
            await queue.stop_listening(job_id)
        elif job is not None and job.state.is_running:
            self._questions.tell_too_late()

    async def _give_up(self, job_id: str) -> None:
        if await self._questions.gives_up():
            await self._opened.queue.give_up(job_id)

    async def _adopt(self, job_id: str, generation_id: str) -> None:
        try:
            await self._opened.queue.adopt(job_id, generation_id)
        except AlreadyAdopted:
            self._questions.tell_already_adopted()
        except ValueError:
            self._catch_up(job_id)

    # ── the whole queue ──────────────────────────────────────────────────────────────────────

    def pause(self, is_paused: bool) -> None:  # noqa: FBT001 - Qt's triggered(bool)
        """Send nothing new, or go on; remembered."""
        if self._studio is None:
            return
        queue = self._studio.queue
        queue.pause() if is_paused else queue.go_on()
        self._preferences.change(is_queue_paused=is_paused)
        self._show_pause()

    def _show_pause(self) -> None:
        is_paused = self._opened.queue.is_paused
        self._window.actions_.pause_queue.setChecked(is_paused)
        self._window.shelf.show_paused(is_paused)
        self._standings.refresh()

    async def _clear(self) -> None:
        await self._opened.queue.clear_finished()
