"""The stage: one clip, one job, or one sentence; the only part of it the window knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.models.thumbnails import Thumbnails
from desktop.ui.stage import full_screen
from desktop.ui.stage.empty import EmptyStage
from desktop.ui.stage.film import FilmView
from desktop.ui.stage.job_view import JobView

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.tasks import TaskOwner
    from desktop.jobs.job import Job
    from desktop.library.clips import Clip
    from desktop.ui.models.standing import Standing

_STILL_SIDE = 1280
_STILLS = 6


class StagePanel(QFrame):
    """Shows what it is told to show. Playing starts only when told, and stops when left."""

    action_requested = Signal(str, object)
    verb_requested = Signal(str, object)
    adopt_requested = Signal(str, str)
    volume_changed = Signal(float)
    mute_changed = Signal(bool)
    loop_changed = Signal(bool)
    full_screen_changed = Signal(bool)

    def __init__(self, tasks: TaskOwner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAccessibleName(self.tr("Stage"))
        self.setProperty("surface", "panel")
        self._stills = Thumbnails(tasks, self, max_side=_STILL_SIDE, capacity=_STILLS)
        self.empty = EmptyStage(self)
        self.film = FilmView(tasks, self)
        self.job_view = JobView(self._stills, self.film.transport.sizeHint().height(), self)
        self._pages = QStackedWidget(self)
        for page in (self.empty, self.job_view, self.film):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self._pages)
        self.job_view.action_requested.connect(self.action_requested)
        self.job_view.verb_requested.connect(self.verb_requested)
        self.job_view.adopt_requested.connect(self.adopt_requested)
        self.film.volume_changed.connect(self.volume_changed)
        self.film.mute_changed.connect(self.mute_changed)
        self.film.loop_changed.connect(self.loop_changed)
        self.film.full_screen_changed.connect(self._on_full_screen_changed)
        self._turn_to(self.empty)

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def show_empty(self) -> None:
        """Say what will be here."""
        self._turn_to(self.empty)

    def show_clip(self, clip: Clip) -> None:
        """The clip's first frame, paused; a clip that is shown already stays as it is."""
        still = None
        if self._pages.currentWidget() is not self.film and clip.frame is not None:
            still = self._stills.get((clip.frame,))
        self.film.show_clip(clip, still)
        self._turn_to(self.film)

    def show_job(self, job: Job) -> None:
        """How a clip on its way stands, or why there will be none."""
        self.job_view.show_job(job)
        self._turn_to(self.job_view)

    def set_place_hint(self, *, is_sandbox: bool, has_key: bool) -> None:
        """Say on the empty stage what a clip made here would be."""
        hint = self.tr("Choose a picture, say how it should move, and press Generate.")
        if is_sandbox and not has_key:
            place = self.tr("No key is needed to try it: in the sandbox nothing is spent.")
            hint = f"{hint}\n{place}"
        elif is_sandbox:
            place = self.tr("You are in the sandbox: nothing is spent, clips are only stand-ins.")
            hint = f"{hint}\n{place}"
        self.empty.set_hint(hint)

    def set_standing_source(self, standing: Callable[[str], Standing]) -> None:
        """Where to ask how a job stands, by its id."""
        self.job_view.set_standing_source(standing)

    def refresh_job(self) -> None:
        """The same job, which may stand otherwise now."""
        if self._pages.currentWidget() is self.job_view:
            self.job_view.refresh()

    def _turn_to(self, page: QWidget) -> None:
        if page is not self.film:
            if self.film.is_full_screen:
                self.film.toggle_full_screen()
            self.film.release()
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self._pages.setCurrentWidget(page)
        self.setFocusProxy(page)
        if had_focus:
            page.setFocus()

    # ── playing ──────────────────────────────────────────────────────────────────────────────

    @property
    def _has_film(self) -> bool:
        return self._pages.currentWidget() is self.film or self.film.is_full_screen

    def play(self) -> None:
        """Play the clip that is shown; nothing where there is none."""
        if self._has_film:
            self.film.player.play()

    def pause(self) -> None:
        """Let nothing play."""
        if self._has_film:
            self.film.player.pause()

    def toggle_play(self) -> None:
        if self._has_film:
            self.film.player.toggle()

    def go_to_first_frame(self) -> None:
        self.film.go_to_first_frame()

    def go_to_last_frame(self) -> None:
        self.film.go_to_last_frame()

    def set_loop(self, is_on: bool) -> None:  # noqa: FBT001 - connected to triggered(bool)
        """Whether the clip begins again at its end; told on when it is a change."""
        is_change = is_on != self.film.player.loops
        self.film.set_loop(is_on)
        if is_change:
            self.loop_changed.emit(is_on)

    def set_muted(self, is_muted: bool) -> None:  # noqa: FBT001 - connected to triggered(bool)
        """Sound off or on; told on when it is a change."""
        is_change = is_muted != self.film.player.is_muted
        self.film.set_muted(is_muted)
        if is_change:
            self.mute_changed.emit(is_muted)

    def set_volume(self, volume: float) -> None:
        """0 to 1."""
        self.film.set_volume(volume)

    def toggle_full_screen(self) -> None:
        """Over the whole screen, or back."""
        if self._has_film:
            self.film.toggle_full_screen()

    def release(self) -> None:
        """Let go of the clip's file, so that it can be moved or deleted."""
        self.film.release()

    def _on_full_screen_changed(self, is_full: bool) -> None:  # noqa: FBT001 - a slot
        if is_full:
            self._pages.removeWidget(self.film)
        full_screen.follow(self.film, is_full=is_full, put_back=self._put_back)
        self.full_screen_changed.emit(is_full)

    def _put_back(self) -> None:
        self._pages.addWidget(self.film)
        self._pages.setCurrentWidget(self.film)
