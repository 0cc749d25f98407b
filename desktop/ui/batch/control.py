"""The sheet as the window offers it: opened, filled, ordered, and brought back when undone."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core import wildcards
from desktop.core.errors import MediaProblem, Problem
from desktop.ui import dialogs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

    from desktop.core.catalogue import VideoModel
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.batch.row import Row, Shared
    from desktop.jobs.composition import Composition, Placed
    from desktop.jobs.rendering import Kind
    from desktop.jobs.studio import Studio
    from desktop.ui.account.purse import Purse
    from desktop.ui.batch.sheet import BatchSheet
    from desktop.ui.preferences import Preferences
    from desktop.ui.queue_control import QueueControl
    from desktop.ui.window import MainWindow

    Clip = tuple[Row, Composition]


class BatchControl(QObject):
    """At most one sheet is open. What a cancelled one held is there again at the next."""

    def __init__(
        self,
        window: MainWindow,
        model: VideoModel,
        *,
        queue: QueueControl,
        purse: Purse,
        preferences: Preferences,
        tasks: TaskOwner,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._queue = queue
        self._purse = purse
        self._preferences = preferences
        self._tasks = tasks
        self._studio: Studio | None = None
        self._sheet: BatchSheet | None = None
        self._left: tuple[list[Row], Shared] | None = None
        self._early: list[Path] = []
        self._sent: dict[str, tuple[Clip, Shared]] = {}
        action = window.actions_.batch
        action.setEnabled(False)
        action.triggered.connect(lambda: self.open([]))
        queue.taken_back.connect(self._on_taken_back)

    def attach(self, studio: Studio) -> None:
        """From now on clips can be ordered."""
        self._studio = studio
        self._window.actions_.batch.setEnabled(True)
        early = self.give_early()
        if early:
            self.open(early)

    def give_early(self) -> list[Path]:
        """What came before clips could be ordered; it waits no longer."""
        early, self._early = self._early, []
        return early

    def open(self, paths: Sequence[Path]) -> None:
        """Show the sheet with these files, folders or tables; without any with what was left.

        What comes before there is a studio waits for it.
        """
        if self._studio is None:
            self._early += paths
            return
        if self._sheet is None:
            left = None
            if not paths:
                left, self._left = self._left, None
            self._show(*(left or ([], self._usual())))
        if self._sheet is not None:
            self._sheet.add(paths)

    def _show(self, rows: list[Row], shared: Shared) -> None:
        from desktop.ui.batch.sheet import BatchSheet  # who opens none keeps its memory

        sheet = self._sheet = BatchSheet(shared, self, self._tasks, self._window)
        sheet.table.add(rows)
        sheet.generate_requested.connect(self._generate)
        sheet.files_requested.connect(lambda: self._choose(sheet, is_folder=False))
        sheet.folder_requested.connect(lambda: self._choose(sheet, is_folder=True))
        self._tasks.start("batch", self._until_closed(sheet))

    async def _until_closed(self, sheet: BatchSheet) -> None:
        try:
            await dialogs.ask(sheet)
        finally:
            self._sheet = None
        if sheet.table.rows:
            self._keep(sheet.table.rows, sheet.table.shared)
        for name in ("choose batch", "ask about public"):
            self._tasks.cancel(name)

    def _keep(self, rows: Sequence[Row], shared: Shared) -> None:
        """There again at the next opening, after what was left before."""
        before, base = self._left or ([], shared)
        if shared != base:
            rows = [row.apart(shared) for row in rows]
            base = replace(base, public=base.public and shared.public)
        self._left = [*before, *rows], base

    def _usual(self) -> Shared:
        """What Compose holds, but for the size: each picture has one of its own."""
        from desktop.jobs.batch.row import Shared

        draft = self._window.compose.draft()
        return Shared(
            model=self._model,
            prompt=draft.prompt,
            duration_s=draft.duration_s,
            audio=draft.audio,
            public=draft.public,
            reads_wildcards=True,
        )

    # ── pictures ─────────────────────────────────────────────────────────────────────────────

    def _choose(self, sheet: BatchSheet, *, is_folder: bool) -> None:
        self._tasks.start("choose batch", self._chosen(sheet, is_folder=is_folder))

    async def _chosen(self, sheet: BatchSheet, *, is_folder: bool) -> None:
        folder = self._preferences.current.last_open_folder
        if is_folder:
            found = await dialogs.choose_folder(sheet, folder)
            paths = [found] if found is not None else []
        else:
            paths = await dialogs.choose_pictures(sheet, folder)
        if paths:
            self._preferences.change(
                last_open_folder=str(paths[0] if is_folder else paths[0].parent)
            )
            sheet.add(paths)

    # ── advice ───────────────────────────────────────────────────────────────────────────────

    def hindrance(self, total_usd: Decimal) -> str:
        """What money has against it; empty when nothing."""
        return self._purse.hindrance_of(total_usd)

    def span_s(self, kinds: Sequence[Kind]) -> tuple[float, float] | None:
        """How long they usually take with the slots there are, in seconds."""
        if self._studio is None:
            return None
        pace = self._studio.experience(self._studio.accounts.active)
        from desktop.jobs.batch import forecast

        return forecast.total_s(kinds, pace, self._studio.queue.concurrency)

    # ── ordering ─────────────────────────────────────────────────────────────────────────────

    def _generate(self, rows: list[Row], shared: Shared) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        if not self._tasks.start("submit", self._order(sheet, rows, shared)):
            sheet.show_sending(is_sending=False)  # another order is just being placed

    async def _order(self, sheet: BatchSheet, rows: list[Row], shared: Shared) -> None:
        """Ask, order, and leave on the sheet what could not be ordered."""
        try:
            clips = await asyncio.to_thread(_clips, rows, shared)
            placed = await self._queue.place([one for _row, one in clips], parent=sheet)
        except Problem as problem:
            sheet.notice.show_problem(problem)
        else:
            if placed is not None:
                self._settle(sheet, clips, placed)
        finally:
            if self._sheet is sheet:
                sheet.show_sending(is_sending=False)

    def _settle(self, sheet: BatchSheet, clips: Sequence[Clip], placed: Placed) -> None:
        from desktop.ui.batch.sheet import marked

        refused = {id(composition): problem for composition, problem in placed.refused}
        shared = sheet.table.shared
        asked = {id(clip[1]): clip for clip in clips}
        self._sent |= {job.id: (asked[id(one)], shared) for one, job in placed.ordered}
        lost = [clip for clip in clips if id(clip[1]) in refused]
        reasons = {row.wish.picture: refused[id(one)] for row, one in lost}
        left = [
            marked(row, problem) if isinstance(problem, MediaProblem) else row
            for row in _rows(lost, shared)
            for problem in [reasons[row.wish.picture]]
        ]
        sheet.settle([row for row, _one in clips], left)
        if not left:
            return
        title = self.tr("{n} of {all} could not be ordered; the others are on their way")
        sheet.notice.show_problem(placed.refused[0][1])
        words = title.format(n=len(lost), all=len(clips))
        sheet.notice.say(words, sheet.notice.reason, tone="warn")

    def _on_taken_back(self, job_ids: frozenset[str]) -> None:
        """Nothing of it is lost: the rows are on the sheet again.

        While others of the order can be taken back as well, no sheet stands in the way of that:
        the rows are there when it is opened next.
        """
        taken = [self._sent.pop(job_id) for job_id in list(self._sent) if job_id in job_ids]
        if not taken:
            return
        shared = taken[0][1]
        rows = _rows([clip for clip, _shared in taken], shared)
        if self._sheet is not None or self._sent.keys() & set(self._queue.takeable):
            self._keep(rows, shared)
        else:
            self._show(rows, shared)


def _clips(rows: Sequence[Row], shared: Shared) -> list[Clip]:
    """The clips to be ordered. Looks at every character of every prompt: call it in a thread."""
    return [(row, one) for row in rows for one in row.compositions(shared)]


def _rows(clips: Sequence[Clip], shared: Shared) -> list[Row]:
    """The rows of these clips; one that made more than these is a row of each, and says no more."""
    rows: list[Row] = []
    for _id, group in itertools.groupby(clips, key=lambda clip: id(clip[0])):
        pairs = list(group)
        row, found = pairs[0][0], [one for _row, one in pairs]
        if len(found) == row.count(shared):
            rows.append(row)
        else:
            prompts = (wildcards.escaped(one.request.prompt) for one in found)
            rows += [row.changed(prompt=prompt) for prompt in prompts]
    return rows
