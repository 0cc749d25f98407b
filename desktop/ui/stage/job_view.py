"""A job on the stage: its start frame, dimmed, and over it in words how it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QWidget

from desktop.jobs.job import JobState
from desktop.ui import problems, theme
from desktop.ui.models.entry import ShelfEntry
from desktop.ui.models.standing import Standing
from desktop.ui.models.wording import undo_left_s
from desktop.ui.problems import Action
from desktop.ui.stage import story
from desktop.ui.stage.message import Message
from desktop.ui.stage.story_view import StoryView
from desktop.ui.stage.surface import paint_focus
from desktop.ui.stage.unconfirmed import UnconfirmedPanel
from desktop.ui.verbs import Verb
from desktop.ui.widgets.fitting import covering, fitted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import (
        QHideEvent,
        QKeyEvent,
        QPaintEvent,
        QPixmap,
        QResizeEvent,
        QShowEvent,
    )

    from desktop.jobs.job import Job
    from desktop.ui.models.thumbnails import Thumbnails

_TICK_MS = 1000
_COUNTDOWN_TICK_MS = 200
_VEIL = 0.66
_MARGIN = 14


def _now() -> datetime:
    return datetime.now(UTC)


class JobView(QWidget):
    """Follows one job; the time goes on by itself while it runs.

    `foot` is the height left free under the picture, that of a film's transport.
    """

    action_requested = Signal(str, object)
    verb_requested = Signal(str, object)
    adopt_requested = Signal(str, str)
    details_opened = Signal(str)

    def __init__(
        self,
        stills: Thumbnails,
        foot: int,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        super().__init__(parent)
        self._stills = stills
        self._foot = foot
        self._clock = clock
        self._standing: Callable[[str], Standing] = lambda _id: Standing()
        self._job: Job | None = None
        self._story = story.Story(title="")
        self.setObjectName("stage_job")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.story_view = StoryView(self)
        self.story_view.pressed.connect(self._on_verb)
        self.message = Message(self, foot=foot)
        self.message.pressed.connect(self._on_pressed)
        self.unconfirmed = UnconfirmedPanel(self, foot=foot)
        self.unconfirmed.pressed.connect(self._on_verb)
        self.unconfirmed.adopt_requested.connect(self._on_adopt)
        for details in (self.message.details, self.unconfirmed.details):
            details.unfolded.connect(self._on_details_opened)
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self.refresh)
        stills.loaded.connect(self._on_still_loaded)

    def set_standing_source(self, standing: Callable[[str], Standing]) -> None:
        """Where to ask how a job stands, by its id."""
        self._standing = standing

    def show_job(self, job: Job) -> None:
        self._job = job
        self.refresh()

    def refresh(self) -> None:
        """Say it as it stands now."""
        self._tell()
        self._keep_time()

    @property
    def story(self) -> story.Story:
        """What is said now."""
        return self._story

    @property
    def _is_unconfirmed(self) -> bool:
        return self._job is not None and self._job.state is JobState.UNCONFIRMED

    def _pictures(self) -> tuple[Path, ...]:
        return ShelfEntry.of_job(self._job).pictures if self._job else ()

    # ── what is said ─────────────────────────────────────────────────────────────────────────

    def _tell(self) -> None:
        if self._job is None:
            return
        standing = self._standing(self._job.id)
        if self._is_unconfirmed:
            self._tell_unconfirmed(self._job, standing)
            return
        self.unconfirmed.hide()
        said = story.tell(self._job, self._clock(), standing)
        if said != self._story:
            self._story = said
            self._show_story()

    def _tell_unconfirmed(self, job: Job, standing: Standing) -> None:
        self._story = story.Story(title=self.unconfirmed.title, is_card=True)
        self.story_view.hide()
        self.message.hide()
        self.unconfirmed.show_job(job, standing, self._stills.get(self._pictures()))
        self.setAccessibleName(self.unconfirmed.accessibleName())
        self.update()

    def _show_story(self) -> None:
        said = self._story
        self.story_view.setVisible(not said.is_card)
        if said.is_card:
            words = said.button or problems.action_label(said.action)
            self.message.say(
                said.title, said.detail, sign=said.sign, button=words, details=said.details
            )
        else:
            self.message.hide()
            self.story_view.show_story(said)
        self.setAccessibleName(". ".join(filter(None, (said.title, said.detail, said.hint))))
        self.update()

    def _on_pressed(self) -> None:
        if self._job is not None and self._story.action is not Action.NONE:
            self.action_requested.emit(self._job.id, self._story.action)

    def _on_details_opened(self) -> None:
        if self._job is not None:
            self.details_opened.emit(self._job.id)

    def add_details(self, job_id: str, text: str) -> None:
        """Tell more of the job in its unfolded details; nothing once another one is shown."""
        details = (self.unconfirmed if self._is_unconfirmed else self.message).details
        if self._job is not None and self._job.id == job_id and details.is_unfolded:
            details.add_text(text)

    def _on_verb(self, verb: Verb) -> None:
        if self._job is not None:
            self.verb_requested.emit(self._job.id, verb)

    def _on_adopt(self, generation_id: str) -> None:
        if self._job is not None:
            self.adopt_requested.emit(self._job.id, generation_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes a clip back that is about to be sent."""
        if event.key() == Qt.Key.Key_Escape and self._story.verb is Verb.UNDO:
            self._on_verb(Verb.UNDO)
        else:
            super().keyPressEvent(event)

    def _on_still_loaded(self, files: object) -> None:
        if files == self._pictures():
            self._tell()
            self.update()

    # ── time ─────────────────────────────────────────────────────────────────────────────────

    def _keep_time(self) -> None:
        job = self._job
        goes_on = job is not None and (job.state.is_running or self._is_unconfirmed)
        counts = job is not None and undo_left_s(job, self._clock()) > 0
        wanted = _COUNTDOWN_TICK_MS if counts else _TICK_MS
        if self._ticks.interval() != wanted:
            self._ticks.setInterval(wanted)
        is_wanted = goes_on and self.isVisible()
        if is_wanted != self._ticks.isActive():
            self._ticks.start() if is_wanted else self._ticks.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keep_time()

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.story_view.setGeometry(self._stage())
        for card in (self.message, self.unconfirmed):
            if card.isVisibleTo(self):
                card.fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        radius = theme.PANEL_RADIUS - 1
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setClipPath(outline)
        tokens = theme.current()
        stage = self._stage()
        painter.fillRect(stage, tokens.colour("scrim_hover"))
        still = self._stills.get(self._pictures())
        if still is not None:
            target = fitted(self._shape(still), QRectF(stage))
            painter.drawPixmap(target, still, covering(still.size(), target.size()))
        veil = tokens.colour("scrim")
        veil.setAlphaF(_VEIL)
        painter.fillRect(stage, veil)
        self._paint_foot(painter)
        if theme.shows_focus(self):
            paint_focus(painter, self, radius)

    def _stage(self) -> QRect:
        """Where a film would lie, so that the picture stays in its place when the clip is there."""
        return self.rect().adjusted(0, 0, 0, -self._foot)

    def _shape(self, still: QPixmap) -> QSizeF:
        """The shape of the clip to come; with Auto it follows the picture."""
        size = self._job.request.dimensions if self._job else None
        if size is None or size.is_auto:
            return QSizeF(still.size())
        return QSizeF(size.width, size.height)

    def _paint_foot(self, painter: QPainter) -> None:
        """What was asked for, where the transport would be."""
        if self._job is None:
            return
        tokens, entry = theme.current(), ShelfEntry.of_job(self._job)
        area = self.rect().adjusted(_MARGIN, self._stage().height(), -_MARGIN, 0)
        metrics = self.fontMetrics()
        painter.setFont(self.font())
        painter.setPen(tokens.colour("muted"))
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, flags | Qt.AlignmentFlag.AlignRight, entry.meta_text)
        room = area.width() - metrics.horizontalAdvance(entry.meta_text) - 2 * _MARGIN
        painter.setPen(tokens.colour("text"))
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, flags | Qt.AlignmentFlag.AlignLeft, title)
