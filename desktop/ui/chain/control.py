"""Opens a chain in the stage's place, and has the ways through it made into films to look at."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.core.errors import Problem
from desktop.ui.chain.path_film import PathFilms
from desktop.ui.joining import described
from desktop.ui.problems import explain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.library.clips import Clip
    from desktop.media.joining.plan import Plan
    from desktop.ui.chain.panel import ChainPanel
    from desktop.ui.chosen import Chosen
    from desktop.ui.joining import JoinControl
    from desktop.ui.preferences import Preferences
    from desktop.ui.stage.film import FilmView
    from desktop.ui.window import MainWindow

_OPEN, _REFRESH, _PREPARE = "open chain", "refresh chain", "film of the chain"
_REST_S = 0.2


class ChainControl(QObject):
    """The panel is made when it is first wanted; going back shows what was there before.

    `opened` carries the id of a clip for the stage, `library_wanted` that of one whose chain is
    to be seen in the library.
    """

    opened = Signal(str)
    library_wanted = Signal(str, str)

    def __init__(
        self,
        window: MainWindow,
        chosen: Chosen,
        joining: JoinControl,
        *,
        joined: Path,
        preferences: Preferences,
        tasks: TaskOwner,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._chosen = chosen
        self._joining = joining
        self._films = PathFilms(joined)
        self._preferences = preferences
        self._tasks = tasks
        self._studio: Studio | None = None
        self.panel: ChainPanel | None = None
        window.actions_.clips.play_chain.triggered.connect(self._open_current)

    def attach(self, studio: Studio) -> None:
        """From now on there are clips."""
        self._studio = studio
        studio.library.subscribe(self._on_clip)

    def open(self, clip_id: str) -> None:
        """Show the chain that this clip is part of."""
        if self._studio is not None:
            self._tasks.start(_OPEN, self._open(self._studio, clip_id), replace=True)

    def _on_clip(self, clip_id: str, clip: Clip | None) -> None:
        """What is seen changes with it: another one goes on, or one is gone."""
        if self.panel is None or not self.panel.isVisible():
            return
        tree = self.panel.model.tree
        parent = None if clip is None or clip.origin is None else clip.origin.clip_id
        if any(node.clip.id in {clip_id, parent} for node in tree.nodes):
            others = (n.clip.id for n in tree.nodes if clip is not None or n.clip.id != clip_id)
            self._tasks.start(_REFRESH, self._refresh(next(others, "")), replace=True)

    async def _refresh(self, clip_id: str) -> None:
        if self._studio is not None and self.panel is not None:
            self.panel.refresh(await self._studio.library.family(clip_id))

    def _open_current(self) -> None:
        clip = self._chosen.current()
        if clip is not None:
            self.open(clip.id)

    async def _open(self, studio: Studio, clip_id: str) -> None:
        clips = await studio.library.family(clip_id)
        if not clips:
            return
        self._window.stage.pause()
        panel = self._made(studio)
        self._window.show_over(panel)
        panel.show_chain(clips, clip_id)
        panel.strip.setFocus()

    def _made(self, studio: Studio) -> ChainPanel:
        if self.panel is not None:
            return self.panel
        from desktop.ui.chain.panel import ChainPanel

        panel = self.panel = ChainPanel(self._tasks)
        panel.film.set_look_source(studio.look_at)
        panel.film.trouble.set_copy_source(studio.playable.of)
        self._share_sound(panel.film)
        panel.shown_or_left.connect(self._on_shown_or_left)
        panel.current_changed.connect(self._chosen.changed)
        panel.closed.connect(self.close)
        panel.path_wanted.connect(self._prepare)
        panel.opened.connect(self._show_on_stage)
        panel.join_wanted.connect(lambda: self._joining.join(panel.path))
        panel.timeline_wanted.connect(lambda: self._joining.join(panel.path, is_timeline=True))
        panel.library_wanted.connect(self._show_in_library)
        self._window.films_unwanted.connect(panel.release)
        return panel

    def _share_sound(self, film: FilmView) -> None:
        """Volume, mute and loop are one with the stage's, which keeps them."""
        stage = self._window.stage
        film.mute_changed.connect(stage.set_muted)
        film.loop_changed.connect(stage.set_loop)
        film.volume_changed.connect(stage.set_volume)
        film.volume_changed.connect(lambda volume: self._preferences.change(volume=volume))

    def _on_shown_or_left(self, is_shown: bool) -> None:  # noqa: FBT001 - a slot
        if not is_shown or self.panel is None:
            self._tasks.cancel(_PREPARE)
            self._chosen.use_chain(None)
            return
        film, player = self.panel.film, self._window.stage.film.player
        film.set_volume(self._preferences.current.volume)
        film.set_muted(player.is_muted)
        film.set_loop(player.loops)
        self._chosen.use_chain(self.panel.current)

    def close(self) -> None:
        """Back to where it was opened."""
        if self.panel is not None:
            self._tasks.cancel(_PREPARE)
            self.panel.release()
            self._window.leave(self.panel)

    def _show_on_stage(self, clip_id: str) -> None:
        self.close()
        self.opened.emit(clip_id)

    def _show_in_library(self) -> None:
        if self.panel is not None and self.panel.path:
            first = self.panel.path[0]
            self.close()
            self.library_wanted.emit(first.id, first.title or first.request.prompt)

    # ── the film ─────────────────────────────────────────────────────────────────────────────

    def _prepare(self, clips: Sequence[Clip], part: int) -> None:
        """Chosen in haste, only the last way is made: those hurried over are not even read."""
        rest_s = _REST_S if self._tasks.is_live(_PREPARE) else 0.0
        self._tasks.start(_PREPARE, self._make(clips, part, rest_s), replace=True)

    async def _make(self, clips: Sequence[Clip], part: int, rest_s: float) -> None:
        panel = self.panel
        if panel is None:
            return
        await asyncio.sleep(rest_s)

        def tell(made: Plan) -> None:
            panel.show_preparing(described(made))

        try:
            film = await self._films.make(clips, tell)
        except Problem as problem:
            told = explain(problem)
            panel.show_failure(told.title, told.reason)
            return
        if panel.isVisible():
            panel.show_film(film, part)
            panel.film.player.play()
        await asyncio.to_thread(self._films.clear, film.clip.video)
