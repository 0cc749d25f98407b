"""The one window: its three places, what it remembers, and how it closes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from desktop.core.errors import Problem
from desktop.ui.about import BugReport
from desktop.ui.actions import Actions
from desktop.ui.compose.draft import DraftFile
from desktop.ui.compose.drop_target import DropTarget
from desktop.ui.compose.panel import ComposePanel
from desktop.ui.dialogs import confirm
from desktop.ui.header import Header
from desktop.ui.presenter import OFFERS, Presenter
from desktop.ui.shelf.view import ShelfView
from desktop.ui.stage.panel import StagePanel
from desktop.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent

    from desktop.core.catalogue import VideoModel
    from desktop.core.paths import AppPaths
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.ui.preferences import Preferences

HOME_SIZE = QSize(1280, 800)
SMALLEST_SIZE = QSize(1024, 640)
COMPOSE_WIDTH, COMPOSE_WIDTH_NARROW = 368, 340
NARROW_BELOW = 1200
SHELF_HEIGHT = 188


class MainWindow(QMainWindow):
    """Compose, Stage and Shelf; usable at once, complete when a studio is attached."""

    close_agreed = Signal()

    def __init__(
        self, model: VideoModel, *, paths: AppPaths, preferences: Preferences, tasks: TaskOwner
    ) -> None:
        super().__init__()
        self._paths = paths
        self._preferences = preferences
        self._tasks = tasks
        self._may_close = False
        self._is_closing = False
        self._painted = asyncio.Event()
        self.setObjectName("main_window")
        self.setWindowTitle("Startframe")
        self.setMinimumSize(SMALLEST_SIZE)
        self.actions_ = Actions(self)
        self._build(model)
        self.presenter = Presenter(self, preferences=preferences, tasks=tasks, paths=paths)
        self._draft_file = DraftFile(paths.draft_file, tasks)
        self._restore()

    def _build(self, model: VideoModel) -> None:
        self.header = Header(self)
        self.actions_.fill(self.header.menu_bar)
        self.setMenuWidget(self.header)
        self.compose = ComposePanel(model, frames=self._paths.frames, tasks=self._tasks)
        self.notice = Notice(self, offers=OFFERS)
        self.notice.setObjectName("window_notice")
        self.stage = StagePanel(self._tasks)
        self.shelf = ShelfView(self._tasks)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName("stage_shelf_splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(8)
        self.splitter.addWidget(self.stage)
        self.splitter.addWidget(self.shelf)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setSizes([HOME_SIZE.height() - SHELF_HEIGHT, SHELF_HEIGHT])
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.notice)
        right.addWidget(self.splitter, 1)
        central = QWidget(self)
        central.setObjectName("central")
        layout = QHBoxLayout(central)
        layout.setContentsMargins(8, 0, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.compose)
        layout.addLayout(right, 1)
        self.setCentralWidget(central)
        self.actions_.scope_to(self.stage, self.shelf)
        self.drop_target = DropTarget(self, self.compose, self._tasks)

    # ── what it remembers ────────────────────────────────────────────────────────────────────

    def _restore(self) -> None:
        settings = self._preferences.current
        self.resize(HOME_SIZE)
        if settings.window_geometry:
            self.restoreGeometry(_from_text(settings.window_geometry))
        if settings.splitter_state:
            self.splitter.restoreState(_from_text(settings.splitter_state))

    def restore_draft(self) -> None:
        """Show the draft that was left, ready to go on. Needs a running loop: tasks read it."""
        self.compose.focus_frame()
        draft = self._draft_file.load()
        if draft is not None:
            self.compose.restore(draft)
        self.compose.draft_changed.connect(self._draft_file.save_soon)

    async def flush(self) -> None:
        """Bring everything remembered to disk."""
        self._preferences.change(
            window_geometry=_to_text(self.saveGeometry()),
            splitter_state=_to_text(self.splitter.saveState()),
        )
        await self._draft_file.flush(self.compose.draft())

    # ── its life ─────────────────────────────────────────────────────────────────────────────

    async def until_painted(self) -> None:
        """Return when the window has been drawn once."""
        await self._painted.wait()

    def attach(self, studio: Studio) -> None:
        """From now on clips can be made."""
        self.presenter.attach(studio)

    def report(self, error: Exception) -> None:
        """Show a failure: a known problem as a line, a bug with a text to copy."""
        if isinstance(error, Problem):
            self.notice.show_problem(error)
        else:
            BugReport(error, self).open()

    def show_unable(self, problem: Problem) -> None:
        """The library could not be opened: say why; drafts can be written, clips not made."""
        self.notice.show_problem(problem)
        self.compose.set_blocker(self.tr("The library could not be opened"))

    def show_closing(self) -> None:
        """Say that the end has begun; nothing can be started any more."""
        self._is_closing = True
        self.compose.set_blocker(self.tr("Finishing…"))
        self.stage.release()

    def finish_close(self) -> None:
        """Go, after everything below has been closed."""
        self._may_close = True
        self.close()

    async def _ask_to_close(self) -> None:
        running = self.presenter.running_count()
        if running:
            one = self.tr("A clip is still being made.")
            many = self.tr("{n} clips are still being made.").format(n=running)
            rest = self.tr(
                "Leonardo goes on with what was sent, and Startframe fetches it at the next "
                "start. Nothing is paid for twice."
            )
            text = f"{one if running == 1 else many} {rest}"
            title, label = self.tr("Quit now?"), self.tr("Quit")
            if not await confirm(self, title, text, label):
                return
        self._is_closing = True
        self.close_agreed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ignored until everything below has been closed: app.py ends the program, not Qt."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        if not self._is_closing:
            self._tasks.start("ask to close", self._ask_to_close())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._painted.set()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_BELOW
        self.compose.setFixedWidth(COMPOSE_WIDTH_NARROW if is_narrow else COMPOSE_WIDTH)


def _to_text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _from_text(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "replace"))
