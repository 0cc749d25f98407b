"""The look before paying: facts of the draft at once, measures of the picture as they come."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.core.errors import MediaProblem
from desktop.core.preflight import Facts, hints
from desktop.core.tasks import has_loop
from desktop.media.framing import crop_for
from desktop.ui.compose.prompt_words import PromptWords

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from desktop.core.catalogue import Dimensions
    from desktop.core.tasks import TaskOwner
    from desktop.media.framing import Framing
    from desktop.media.survey import Survey
    from desktop.ui.compose.draft import Draft
    from desktop.ui.compose.hints import Hints
    from desktop.ui.compose.start_frame import StartFrame

    View = tuple[Path, Dimensions, Framing]

logger = logging.getLogger(__name__)

TASK = "preflight"
REST_MS = 150  # a frame that is being dragged is measured once it rests
_MOST_KEPT = 32


class Preflight(QObject):
    """Fills `view` from what is composed; the picture is looked at in a task, the newest wins."""

    def __init__(self, view: Hints, tasks: TaskOwner, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._tasks = tasks
        self._draft: Draft | None = None
        self._frame: StartFrame | None = None
        self._words = PromptWords(tasks, REST_MS, self)
        self._words.changed.connect(self._show)
        self._dismissed: Collection[str] = ()
        self._wanted: View | None = None
        self._surveys: OrderedDict[View, Survey | None] = OrderedDict()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._start)
        self._shown: tuple[Path, Survey | None] | None = None

    def dismiss(self, concerns: Collection[str]) -> None:
        """From now on show none of these."""
        self._dismissed = concerns
        self._show()

    def look(self, draft: Draft, frame: StartFrame | None) -> None:
        """Show what is known of this draft, and find out what is not."""
        self._draft, self._frame = draft, frame
        if frame is not None:
            self._words.look(draft.prompt)
        wanted = None if frame is None else _view(draft, frame)
        if wanted in self._surveys and wanted is not None:
            self._shown, wanted = (wanted[0], self._surveys[wanted]), None
        if wanted != self._wanted:
            self._wanted = wanted
            self._tasks.cancel(TASK)
            self._rest.start()
        self._show()

    @property
    def is_measuring(self) -> bool:
        """Whether more is about to be known."""
        return self._wanted is not None or self._words.is_reading

    def _start(self) -> None:
        frame, view = self._frame, self._wanted
        if frame is not None and view is not None and has_loop():
            measuring = self._measure(asyncio.get_running_loop(), view, (frame.width, frame.height))
            self._tasks.start(TASK, measuring, replace=True)

    async def _measure(
        self, loop: asyncio.AbstractEventLoop, view: View, size: tuple[int, int]
    ) -> None:
        found = await loop.run_in_executor(None, _survey, view, size)
        self._wanted = None
        self._surveys[view] = found
        while len(self._surveys) > _MOST_KEPT:
            self._surveys.popitem(last=False)
        self._shown = view[0], found
        self._show()

    def _show(self) -> None:
        draft, frame = self._draft, self._frame
        if draft is None or frame is None:
            self._view.show_hints(())  # there is nothing to be paid for yet
            return
        facts = self._facts(draft, frame)
        self._view.show_hints(hints(facts, self._words.told, self._dismissed))

    def _facts(self, draft: Draft, frame: StartFrame) -> Facts:
        crop = crop_for(frame.width, frame.height, draft.dimensions, draft.framing)
        # while a new frame is measured, what was seen of the same picture before stands
        is_seen = self._shown is not None and self._shown[0] == frame.path
        survey = self._shown[1] if self._shown is not None and is_seen else None
        return Facts(
            prompt=draft.prompt,
            duration_s=draft.duration_s,
            is_silent=not draft.audio,
            is_public=draft.public,
            loss=crop.loss(frame.width, frame.height),
            enlargement=0.0 if draft.dimensions.is_auto else draft.dimensions.width / crop.width,
            sharpness=survey.sharpness if survey is not None else None,
            is_text_cut=survey is not None and survey.is_text_cut,
        )


def _view(draft: Draft, frame: StartFrame) -> View:
    return frame.path, draft.dimensions, draft.framing


def _survey(view: View, size: tuple[int, int]) -> Survey | None:
    """None for a picture that cannot be read, which is told when it is sent. Runs in a thread."""
    from desktop.media.survey import survey

    path, dimensions, framing = view
    try:
        return survey(path, size, dimensions, framing)
    except MediaProblem as problem:
        logger.info("the picture could not be looked at: %s", problem.code)
        return None
