"""The whole window as a drop target, with a hint over it while something hovers."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from desktop.ui import theme
from desktop.ui.compose import drop
from desktop.ui.compose.verdict import Outcome, Verdict
from desktop.ui.icons import icon

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.tasks import TaskOwner
    from desktop.ui.compose.panel import ComposePanel

TASK = "look at drag"
DECODER = "desktop.media.intake"  # in memory before the picture falls
PILL_HEIGHT = 44
PILL_ICON = 20
FRAME = 6  # pixels at the window's edges, with the line in their middle


class DropHint(QWidget):
    """A frame around the window and one sentence in its middle; it takes no mouse."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("drop_hint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._verdict = Verdict.NOT_OURS
        self.hide()

    def show_verdict(self, verdict: Verdict) -> None:
        """Say what a drop would do; nothing for what is not ours."""
        if verdict is Verdict.NOT_OURS:
            self.hide()
            return
        self._verdict = verdict
        self.setGeometry(self._window.rect())
        self.setMask(self._painted())
        self.raise_()
        self.show()
        self.update()

    def _painted(self) -> QRegion:
        """The frame and the sentence: once hidden, only what they covered is painted anew."""
        pill = QRect(0, 0, self._pill_width(), PILL_HEIGHT)
        pill.moveCenter(self.rect().center())
        inner = self.rect().adjusted(FRAME, FRAME, -FRAME, -FRAME)
        return QRegion(self.rect()) - QRegion(inner) + QRegion(pill.adjusted(-1, -1, 1, 1))

    def _pill_width(self) -> int:
        words = self.fontMetrics().horizontalAdvance(self._verdict.words)
        return min(words + PILL_ICON + 44, self.width() - 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        role = "accent" if self._verdict.is_welcome else "error"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.current().colour(role), 3))
        frame = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.drawRoundedRect(frame, theme.PANEL_RADIUS, theme.PANEL_RADIUS)
        self._paint_sentence(painter, role)

    def _paint_sentence(self, painter: QPainter, role: str) -> None:
        tokens = theme.current()
        words = self._verdict.words
        pill = QRectF(0, 0, self._pill_width(), PILL_HEIGHT)
        pill.moveCenter(QRectF(self.rect()).center())
        painter.setPen(QPen(tokens.colour(role), 1))
        painter.setBrush(tokens.colour("raised"))
        painter.drawRoundedRect(pill, PILL_HEIGHT / 2, PILL_HEIGHT / 2)
        name = "image-plus" if self._verdict.is_welcome else "circle-alert"
        if self._verdict.outcome is Outcome.FILM:
            name = "film"
        sign = icon(name, role).pixmap(QSize(PILL_ICON, PILL_ICON), self.devicePixelRatioF())
        painter.drawPixmap(int(pill.left() + 16), int(pill.center().y() - PILL_ICON / 2), sign)
        painter.setPen(tokens.colour("text"))
        area = pill.adjusted(16 + PILL_ICON + 8, 0, -16, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)


class DropTarget(QObject):
    """Install once: every picture dropped anywhere on `window` goes to `panel`.

    A hovering file's first bytes are read in a thread; until they are known it is welcome.
    """

    def __init__(self, window: QWidget, panel: ComposePanel, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._window = window
        self._panel = panel
        self._tasks = tasks
        self._verdict = Verdict.NOT_OURS
        self.hint = DropHint(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragEnter and isinstance(event, QDragMoveEvent):
            return self._enter(event)
        if kind == QEvent.Type.DragMove and isinstance(event, QDragMoveEvent):
            return self._move(event)
        if kind == QEvent.Type.DragLeave:
            self._tasks.cancel(TASK)
            self._show(Verdict.NOT_OURS)
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            return self._drop(event)
        return False

    def _is_ours_elsewhere(self, event: QDropEvent) -> bool:
        """A clip of this window on its way out: only over Compose it is meant for Compose."""
        if event.source() is None:
            return False
        place = self._panel.mapFrom(self._window, event.position().toPoint())
        return not self._panel.rect().contains(place)

    def _enter(self, event: QDragMoveEvent) -> bool:
        mime = event.mimeData()
        self._tasks.cancel(TASK)  # of a drag that never left
        if self._is_ours_elsewhere(event):
            self._show(Verdict.NOT_OURS)
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()  # else it would not be told when it comes over Compose
            return True
        self._show(drop.accepts(mime, opens_several=self._panel.picture.opens_several))
        self._answer(event)
        if self._verdict is not Verdict.NOT_OURS:
            self._panel.expect_picture()
        files = drop.files_in(mime)
        if len(files) == 1:
            self._tasks.start(TASK, self._look(files[0]), replace=True)
        return self._verdict is not Verdict.NOT_OURS

    def _answer(self, event: QDropEvent) -> None:
        """Also what is not welcome is taken, so that the reason can be told when it falls."""
        if self._verdict is Verdict.NOT_OURS:
            event.ignore()
            return
        event.setDropAction(_action(event))
        event.accept()

    async def _look(self, path: Path) -> None:
        is_welcome = self._panel.picture.opens_several
        verdict = await asyncio.to_thread(drop.peek, path, opens_several=is_welcome)
        if self._verdict is not Verdict.NOT_OURS:
            self._show(verdict)
            await asyncio.to_thread(importlib.import_module, DECODER)

    def _move(self, event: QDragMoveEvent) -> bool:
        if event.source() is not None:
            if self._is_ours_elsewhere(event):
                self._show(Verdict.NOT_OURS)
                event.ignore()
                return True
            if self._verdict is Verdict.NOT_OURS:
                return self._enter(event)
        self._answer(event)
        return self._verdict is not Verdict.NOT_OURS

    def _drop(self, event: QDropEvent) -> bool:
        self._tasks.cancel(TASK)
        if self._is_ours_elsewhere(event):
            self._show(Verdict.NOT_OURS)
            event.ignore()
            return True
        is_taken = self._panel.picture.take(event.mimeData())
        self._show(Verdict.NOT_OURS)
        if is_taken:
            event.setDropAction(_action(event))
            event.accept()
        return is_taken

    def _show(self, verdict: Verdict) -> None:
        self._verdict = verdict
        self.hint.show_verdict(verdict)
        self._panel.picture.show_drag(verdict)


def _action(event: QDropEvent) -> Qt.DropAction:
    """A copy; a link where no copy is offered. Never a move: that would take it from its place."""
    actions = Qt.DropAction
    possible = event.possibleActions()
    if not possible & actions.CopyAction and possible & actions.LinkAction:
        return actions.LinkAction
    return actions.CopyAction
