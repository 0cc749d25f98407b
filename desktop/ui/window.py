"""The one window: its three places, what it remembers, and how it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import theme

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent

    from desktop.core.catalogue import VideoModel
    from desktop.core.errors import Problem
    from desktop.core.paths import AppPaths
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.ui.preferences import Preferences

HOME_SIZE = QSize(1280, 800)
SMALLEST_SIZE = QSize(1024, 640)
COMPOSE_WIDTH, COMPOSE_WIDTH_NARROW = 368, 340
NARROW_BELOW = 1200
SHELF_HEIGHT = 188
HEADER_HEIGHT = 34
GAP = 8


class MainWindow(QMainWindow):
    """First a frame, then Compose, Stage and Shelf, complete when a studio is attached.

    The parts are imported by `build`: this module is all that the first paint waits for.
    """

    first_painted = Signal()
    close_agreed = Signal()
    films_unwanted = Signal()

    def __init__(self, geometry: str = "") -> None:
        """Where the window was, as `flush` has kept it; empty for its home size."""
        super().__init__()
        self._is_built = False
        self._is_painted = False
        self._may_close = False
        self._is_closing = False
        self.setObjectName("main_window")
        self.setWindowTitle("Startframe")
        self.setMinimumSize(SMALLEST_SIZE)
        self.resize(HOME_SIZE)
        if geometry:
            self.restoreGeometry(_from_text(geometry))

    def build(
        self,
        video_model: VideoModel,
        *,
        paths: AppPaths,
        preferences: Preferences,
        tasks: TaskOwner,
    ) -> None:
        """Put everything in its place; once."""
        from desktop.core.presets_file import PresetsFile
        from desktop.ui.actions import Actions
        from desktop.ui.compose.draft import DraftFile
        from desktop.ui.offline_banner import OfflineBanner
        from desktop.ui.presenter import Presenter
        from desktop.ui.presets.control import PresetControl
        from desktop.ui.quitting import Quitting
        from desktop.ui.support import Support
        from desktop.ui.updates.control import UpdateControl

        self._preferences = preferences
        self._tasks = tasks
        self.actions_ = Actions(self)
        self._make_parts(video_model, paths)
        self._lay_out()
        self.presenter = Presenter(self, preferences=preferences, tasks=tasks, paths=paths)
        self.support = Support(self, tasks=tasks, paths=paths)
        model, standings = self.presenter.model, self.presenter.standings
        self.quitting = Quitting(self, model, standings, tasks)
        self.quitting.agreed.connect(self._agree_to_close)
        self.offline_banner = OfflineBanner(model, standings, self)
        self.updates = UpdateControl(self, preferences=preferences, tasks=tasks)
        banners = (self.offline_banner, self.quitting.banner, self.presenter.countdown)
        for banner in (*banners, self.updates.note):
            self._banners.addWidget(banner)
        self.presets = PresetControl(
            self,
            video_model,
            PresetsFile(paths.presets_file),
            preferences=preferences,
            tasks=tasks,
            tell=self.support.tell,
        )
        self._draft_file = DraftFile(paths.draft_file, tasks)
        if preferences.current.splitter_state:
            self.splitter.restoreState(_from_text(preferences.current.splitter_state))
        self._is_built = True
        self._fit_compose()

    def _make_parts(self, model: VideoModel, paths: AppPaths) -> None:
        from desktop.ui.compose.drop_target import DropTarget
        from desktop.ui.compose.panel import ComposePanel
        from desktop.ui.header import Header
        from desktop.ui.menus import Menus
        from desktop.ui.presenter import OFFERS
        from desktop.ui.shelf.view import ShelfView
        from desktop.ui.stage.panel import StagePanel
        from desktop.ui.widgets.notice import Notice

        self.header = Header(self)
        self.menus = Menus(self.actions_, self.header.menu_bar)
        self.setMenuWidget(self.header)
        self.compose = ComposePanel(model, frames=paths.frames, tasks=self._tasks)
        self.menus.edit.addMenu(self.compose.prompt.snippets)
        self.notice = Notice(self, offers=OFFERS)
        self.notice.setObjectName("window_notice")
        self.stage = StagePanel(self._tasks)
        self.films_unwanted.connect(self.stage.release)
        self.shelf = ShelfView(self._tasks)
        self.drop_target = DropTarget(self, self.compose, self._tasks)

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName("stage_shelf_splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(GAP)
        self.splitter.addWidget(self.stage)
        self.splitter.addWidget(self.shelf)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setSizes([HOME_SIZE.height() - SHELF_HEIGHT, SHELF_HEIGHT])
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self.notice)
        self._places_before: list[QWidget] = []
        self._places = QStackedWidget()
        self._places.addWidget(self.splitter)
        right.addWidget(self._places, 1)
        central = QWidget(self)
        central.setObjectName("central")
        places = QHBoxLayout()
        places.setSpacing(GAP)
        places.addWidget(self.compose)
        places.addLayout(right, 1)
        self._banners = QVBoxLayout()
        self._banners.setSpacing(GAP)
        layout = QVBoxLayout(central)
        layout.setContentsMargins(GAP, 0, GAP, GAP)
        layout.setSpacing(GAP)
        layout.addLayout(self._banners)
        layout.addLayout(places, 1)
        self.setCentralWidget(central)
        self.actions_.scope_to(self.stage, self.shelf)

    # ── what it remembers ────────────────────────────────────────────────────────────────────

    def restore_draft(self) -> None:
        """Show the draft that was left, ready to go on. Needs a running loop: tasks read it."""
        self.compose.focus_frame()
        draft = self._draft_file.load()
        if draft is not None:
            self.compose.restore(draft)
        self.presets.load(is_first_start=draft is None)
        self.compose.draft_changed.connect(self._draft_file.save_soon)

    async def flush(self) -> None:
        """Bring everything remembered to disk."""
        self._preferences.change(
            window_geometry=_to_text(self.saveGeometry()),
            splitter_state=_to_text(self.splitter.saveState()),
        )
        await self._draft_file.flush(self.compose.draft())
        await self.presets.flush()
        await self.presenter.desk.library.flush()

    def release_films(self) -> None:
        """Let go of every film, so that it can be moved or deleted: Windows keeps open ones."""
        self.films_unwanted.emit()

    def show_place(self, place: QWidget | None) -> None:
        """Show this in the place of stage and shelf; None brings them back."""
        self._places_before.clear()
        self._turn_to(place)

    def _turn_to(self, place: QWidget | None) -> None:
        if place is not None and self._places.indexOf(place) < 0:
            self._places.addWidget(place)
        self._places.setCurrentWidget(place or self.splitter)

    def show_over(self, place: QWidget) -> None:
        """Show this until `leave`, which brings back what was there."""
        current = self._places.currentWidget()
        if current is not None and current is not place:
            self._places_before.append(current)
            self._turn_to(place)

    def leave(self, place: QWidget) -> None:
        """Show again what was there before; nothing if something else is shown by now."""
        if self._places.currentWidget() is place:
            self._turn_to(self._places_before.pop() if self._places_before else None)

    # ── its life ─────────────────────────────────────────────────────────────────────────────

    def attach(self, studio: Studio) -> None:
        """From now on clips can be made."""
        self.presenter.attach(studio)
        self.support.attach(studio)
        self.updates.attach(studio)

    def report(self, error: Exception) -> None:
        """Show a failure: a known problem as a line, a bug with a text to copy."""
        from desktop.core.errors import Problem
        from desktop.ui.about import BugReport

        if isinstance(error, Problem):
            self.notice.show_problem(error)
        else:
            BugReport(error, self).open()

    def show_unable(self, problem: Problem) -> None:
        """The library could not be opened: say why; drafts can be written, clips not made."""
        self.notice.show_problem(problem)
        self.compose.set_blocker(self.tr("The library could not be opened"))
        self.presenter.show_unable()

    def receive(self, picture: Path | None) -> bool:
        """A second start hands over: come to the front, with its picture as if it was dropped.

        False while the window is about to go: the second start opens one of its own then.
        """
        return self.open_files([] if picture is None else [picture])

    def open_files(self, files: list[Path]) -> bool:
        """The same with files from the system: a file manager, the Dock."""
        if not self._is_built or self._is_closing:
            return False
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        if files:
            self.compose.picture.load_several(files)
        return True

    def close_in_front(self) -> None:
        """Somebody else asks for the end, an installer: what is asked of the user is seen."""
        self.open_files([])
        self.close()

    def show_closing(self) -> None:
        """Say that the end has begun; nothing can be started any more."""
        self._is_closing = True
        self.compose.set_blocker(self.tr("Finishing…"))
        self.release_films()

    def finish_close(self) -> None:
        """Go, after everything below has been closed."""
        self._may_close = True
        self.close()

    def _agree_to_close(self) -> None:
        self._is_closing = True
        self.close_agreed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ignored until everything below has been closed: app.py ends the program, not Qt."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        if self._is_built and not self._is_closing:
            self.quitting.ask()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_built:
            self._paint_frame()
        if not self._is_painted:
            self._is_painted = True
            self.first_painted.emit()

    def _paint_frame(self) -> None:
        """The panels as they will stand, still empty."""
        width, height, left = self.width(), self.height(), GAP + self._compose_width()
        panels = (
            QRectF(GAP, HEADER_HEIGHT, left - GAP, height - HEADER_HEIGHT - GAP),
            QRectF(
                left + GAP,
                HEADER_HEIGHT,
                width - left - 2 * GAP,
                height - HEADER_HEIGHT - SHELF_HEIGHT - 2 * GAP,
            ),
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.current().colour("line"))
        painter.setBrush(theme.current().colour("panel"))
        for panel in panels:
            inner = panel.adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(inner, theme.PANEL_RADIUS, theme.PANEL_RADIUS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_built:
            self._fit_compose()

    def _fit_compose(self) -> None:
        self.compose.setFixedWidth(self._compose_width())

    def _compose_width(self) -> int:
        return COMPOSE_WIDTH_NARROW if self.width() < NARROW_BELOW else COMPOSE_WIDTH


def _to_text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _from_text(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "replace"))
