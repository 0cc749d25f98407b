"""A job on the stage: its start frame, dimmed, and over it in words how it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont, QPainter, QPainterPath
from PySide6.QtWidgets import QWidget

from desktop.ui import problems, theme
from desktop.ui.models.entry import Progress, ShelfEntry
from desktop.ui.problems import Action
from desktop.ui.stage import story
from desktop.ui.stage.message import Message
from desktop.ui.stage.surface import paint_focus
from desktop.ui.widgets.fitting import covering, fitted
from desktop.ui.widgets.spinner import paint_spinner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QHideEvent, QPaintEvent, QPixmap, QResizeEvent, QShowEvent

    from desktop.jobs.job import Job
    from desktop.ui.models.thumbnails import Thumbnails

_SPINNER = 28
_BAR_WIDTH, _BAR_HEIGHT = 240, 4
_FRAME_MS = 40
_TICK_MS = 1000
_VEIL = 0.66
_MARGIN = 14


def _now() -> datetime:
    return datetime.now(UTC)


class JobView(QWidget):
    """Follows one job; the time goes on by itself while it runs.

    `foot` is the height left free under the picture, that of a film's transport.
    """

    action_requested = Signal(str, object)

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
        self._progress: Callable[[str], Progress | None] = lambda _id: None
        self._job: Job | None = None
        self._story = story.Story(title="")
        self.setObjectName("stage_job")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.message = Message(self, foot=foot)
        self.message.pressed.connect(self._on_pressed)
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self._tell)
        self._turns = QTimer(self, interval=_FRAME_MS)
        self._turns.timeout.connect(lambda: self.update(self._spinner_rect()))
        stills.loaded.connect(self._on_still_loaded)

    def set_progress_source(self, progress: Callable[[str], Progress | None]) -> None:
        """Where the bytes of a download are asked for, by job id."""
        self._progress = progress

    def show_job(self, job: Job) -> None:
        self._job = job
        self._tell()
        self._keep_time()

    @property
    def story(self) -> story.Story:
        """What is said now."""
        return self._story

    def _pictures(self) -> tuple[Path, ...]:
        return ShelfEntry.of_job(self._job).pictures if self._job else ()

    def _tell(self) -> None:
        if self._job is None:
            return
        said = story.tell(self._job, self._clock(), self._progress(self._job.id))
        if said != self._story:
            self._story = said
            self._show_card()
            self.setAccessibleName(". ".join(filter(None, (said.title, said.detail, said.hint))))
            self.update()

    def _show_card(self) -> None:
        said = self._story
        if not said.is_card:
            self.message.hide()
            return
        words = problems.action_label(said.action)
        if said.page:
            words = self.tr("Open app.leonardo.ai")
        self.message.say(
            said.title, said.detail, sign=said.sign, button=words, details=said.details
        )

    def _on_pressed(self) -> None:
        if self._story.page:
            QDesktopServices.openUrl(QUrl(self._story.page))
        elif self._job is not None and self._story.action is not Action.NONE:
            self.action_requested.emit(self._job.id, self._story.action)

    def _on_still_loaded(self, files: object) -> None:
        if files == self._pictures():
            self.update()

    # ── time ─────────────────────────────────────────────────────────────────────────────────

    def _keep_time(self) -> None:
        is_running = self.isVisible() and self._job is not None and self._job.state.is_running
        turns = is_running and not self._story.is_card and theme.animation_ms(_FRAME_MS) > 0
        for timer, is_wanted in ((self._ticks, is_running), (self._turns, turns)):
            if is_wanted != timer.isActive():
                timer.start() if is_wanted else timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()
        self._keep_time()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keep_time()

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.message.isVisibleTo(self):
            self.message.fit()

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
        if not self._story.is_card:
            self._paint_story(painter)
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

    def _spinner_rect(self) -> QRect:
        top = self._stage().height() // 2 - 72
        return QRect((self.width() - _SPINNER) // 2, top, _SPINNER, _SPINNER)

    def _paint_story(self, painter: QPainter) -> None:
        said, tokens, rect = self._story, theme.current(), self._spinner_rect()
        paint_spinner(painter, QRectF(rect), tokens.colour("scrim_accent"))
        top = rect.bottom() + 14
        painter.setPen(tokens.colour("on_scrim"))
        headline = theme.scaled(self.font(), 1.7)
        headline.setWeight(QFont.Weight.DemiBold)
        top = self._line(painter, said.title, top, headline)
        top = self._line(painter, said.detail, top + 5, theme.scaled(self.font(), 1.25))
        if said.share is not None:
            top = self._paint_bar(painter, top + 10, said.share)
        soft = tokens.colour("on_scrim")
        soft.setAlphaF(0.9)
        painter.setPen(soft)
        self._line(painter, said.hint, top + 10, self.font())

    def _line(self, painter: QPainter, text: str, top: int, font: QFont) -> int:
        """One centred line or more; returns where the next may begin."""
        if not text:
            return top
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        area = QRect(24, top, self.width() - 48, self.height())
        return painter.drawText(area, int(flags), text).bottom() + 1

    def _paint_bar(self, painter: QPainter, top: int, share: float) -> int:
        tokens = theme.current()
        bar = QRectF((self.width() - _BAR_WIDTH) / 2, top, _BAR_WIDTH, _BAR_HEIGHT)
        ground = tokens.colour("on_scrim")
        ground.setAlphaF(0.25)
        painter.setPen(Qt.PenStyle.NoPen)
        for width, colour in ((bar.width(), ground), (bar.width() * share, "scrim_accent")):
            painter.setBrush(tokens.colour(colour) if isinstance(colour, str) else colour)
            painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(width, bar.height())), 2, 2)
        return top + _BAR_HEIGHT
