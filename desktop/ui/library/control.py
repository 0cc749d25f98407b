"""Opens the library in the stage's place, and keeps it in step with the studio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMenu

from desktop.ui.account.money import account_name
from desktop.ui.library.attempts_control import AttemptsControl
from desktop.ui.library.collecting import Collecting

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.library.clips import Clip
    from desktop.library.collections import Collection
    from desktop.ui.chosen import Chosen
    from desktop.ui.library.panel import LibraryPanel
    from desktop.ui.models.library import LibraryModel
    from desktop.ui.models.shelf import ShelfModel
    from desktop.ui.window import MainWindow

_REST_S = 0.2


class LibraryControl(QObject):
    """The panel is made when it is first opened: most starts never show it.

    `chain_wanted` carries the id of a clip whose chain is to be played.
    """

    chain_wanted = Signal(str)

    def __init__(
        self, window: MainWindow, shelf: ShelfModel, chosen: Chosen, tasks: TaskOwner
    ) -> None:
        super().__init__(window)
        self._window = window
        self._shelf = shelf
        self._chosen = chosen
        self._tasks = tasks
        self._studio: Studio | None = None
        self.panel: LibraryPanel | None = None
        self._model: LibraryModel | None = None
        self._to_read: Clip | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._on_selected)
        actions = window.actions_
        actions.library.setEnabled(False)
        actions.find.setEnabled(False)
        actions.library.triggered.connect(self.toggle)
        actions.find.triggered.connect(self.find)
        actions.clips.show_chain.triggered.connect(self._show_chain)
        actions.clip_details.triggered.connect(self._show_details)
        window.shelf.library_requested.connect(self.open)
        self.collecting = Collecting(window, chosen, tasks)
        window.menus.edit.addMenu(self.collecting.menu)
        self.collecting.changed.connect(self._show_collections)

    def attach(self, studio: Studio) -> None:
        """From now on there are clips."""
        self._studio = studio
        for action in (self._window.actions_.library, self._window.actions_.find):
            action.setEnabled(True)
        self.collecting.attach(studio.collections)
        studio.library.subscribe(self._show_total)
        self._show_total()

    def _show_total(self, *_change: object) -> None:
        self._window.shelf.show_total(self._opened.library.total)

    # ── opened and closed ────────────────────────────────────────────────────────────────────

    @property
    def is_open(self) -> bool:
        """Whether it stands in the stage's place."""
        return self._chosen.is_library

    def toggle(self) -> None:
        """Open it, or go back to the stage."""
        if self.is_open:
            self.close()
        else:
            self.open()

    def open(self) -> None:
        """Show it, also over what stands before it; what plays stops."""
        if self._studio is None:
            return
        panel = self._made(self._studio)
        self._window.show_place(panel)
        if self.is_open:
            return
        self._window.stage.pause()
        self._window.actions_.library.setChecked(True)
        self._chosen.use_library(panel.grid, self._model)
        panel.grid.setFocus()

    def close(self) -> None:
        """Back to the stage."""
        if self.is_open:
            self._window.actions_.library.setChecked(False)
            self._chosen.use_library(None, None)
            self._window.show_place(None)
            self._window.shelf.focus_cards()

    def find(self) -> None:
        """Open it with the cursor in the search."""
        self.open()
        if self.panel is not None:
            self.panel.focus_search()

    def _show_chain(self) -> None:
        """Everything the chosen clip comes from, and all that goes on from there."""
        clip = self._chosen.current()
        if clip is not None:
            self.show_chain(clip.id, clip.title or clip.request.prompt)

    def show_chain(self, clip_id: str, name: str) -> None:
        """Open it with what this clip comes from, and all that goes on from there."""
        self.open()
        if self.panel is not None:
            self.panel.show_chain(clip_id, name)

    def _show_details(self) -> None:
        self.open()
        if self.panel is not None:
            self.panel.toggle_details()

    def _made(self, studio: Studio) -> LibraryPanel:
        if self.panel is not None:
            return self.panel
        from desktop.ui.library.panel import LibraryPanel
        from desktop.ui.models.library import LibraryModel

        model = self._model = LibraryModel(self._tasks, self)
        seconds = self._window.compose.video_model.durations_s
        panel = self.panel = LibraryPanel(model, seconds, self._tasks)
        self._window.actions_.scope_to(panel.grid)
        panel.closed.connect(self.close)
        self._window.films_unwanted.connect(panel.hover.stop)
        panel.chain_wanted.connect(self.chain_wanted)
        panel.picture_wanted.connect(self._window.compose.picture.choose)
        panel.collections.filled.connect(self.collecting.put)
        panel.collections.new_filled.connect(self.collecting.ask_for_new)
        panel.grid.opened.connect(self.show_on_stage)
        panel.grid.menu_wanted.connect(self._open_menu)
        panel.grid.selectionModel().selectionChanged.connect(self._on_selected)
        for change in (model.dataChanged, model.modelReset, model.found):
            change.connect(lambda *_what: self._soon.start())  # many are looked at once
        model.found.connect(self._on_found)
        panel.details.set_account_names(lambda account: account_name(studio.accounts, account))
        panel.details.edited.connect(self._keep)
        panel.details.timeline_wanted.connect(
            lambda clip_id: self._tasks.start("clip timeline", self._tell_timeline(clip_id))
        )
        panel.details.file_wanted.connect(self._start_reading)
        model.attach(studio.library)
        AttemptsControl(self._window, panel, studio, self._tasks)
        return panel

    def _on_found(self) -> None:
        """What the filters offer is looked up once everything is found: it can wait."""
        self.collecting.shown = None if self._model is None else self._model.search.collection
        if self._model is not None and self._model.search.is_everything:
            self._tasks.start("library choices", self._fill(self._opened))

    async def _fill(self, studio: Studio) -> None:
        """They offer what the clips there are have."""
        panel = self._made(studio)
        panel.filters.show_sizes(await studio.library.sizes())
        accounts = await studio.library.accounts()
        names = [(account, account_name(studio.accounts, account)) for account in accounts]
        panel.filters.show_accounts(names)
        self._offer(panel, await studio.collections.all())

    @staticmethod
    def _offer(panel: LibraryPanel, found: list[Collection]) -> None:
        panel.filters.show_collections([(one.number, one.name) for one in found])
        panel.collections.show_collections(found)

    def _show_collections(self, found: list[Collection]) -> None:
        """They have changed, and with them what a search among one of them finds."""
        if self.panel is not None:
            self._offer(self.panel, found)
            self.panel.refresh()

    # ── what is chosen ───────────────────────────────────────────────────────────────────────

    def _on_selected(self, *_about: object) -> None:
        if self.panel is not None and self.is_open:
            self.panel.details.show_clips(self._chosen.clips())
            self._chosen.changed.emit()

    def show_on_stage(self, clip_id: str) -> None:
        """Leave for the stage, with this clip on it."""
        self._tasks.start("open clip", self._open_clip(clip_id), replace=True)

    async def _open_clip(self, clip_id: str) -> None:
        clip = await self._opened.library.get(clip_id)
        if clip is not None:
            self._shelf.upsert_clip(clip)
            self.close()
            self._window.shelf.select(clip_id)
            self._window.stage.play()

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self.panel)
        menu.setObjectName("library_menu")
        for action in self._window.menus.of_library():
            if action is None:
                menu.addSeparator()
            elif action.isEnabled():
                menu.addAction(action)
        menu.insertMenu(self._window.actions_.clips.takes[1], self.collecting.menu)
        menu.popup(place)
        menu.aboutToHide.connect(menu.deleteLater)

    # ── kept ─────────────────────────────────────────────────────────────────────────────────

    @property
    def _opened(self) -> Studio:
        assert self._studio is not None, "the library is opened with a studio only"
        return self._studio

    async def flush(self) -> None:
        """Keep the title and the notes that are being typed. Raises StorageProblem."""
        words = None if self.panel is None else self.panel.details.take_unsaved()
        if words is not None:
            clip_id, title, notes = words
            await self._opened.library.change([clip_id], title=title, notes=notes)

    def _keep(self, clip_id: str, title: str, notes: str) -> None:
        change = self._opened.library.change([clip_id], title=title, notes=notes)
        self._tasks.start(f"keep clip {clip_id}", change, replace=True)  # the later words hold

    def _start_reading(self, clip: Clip) -> None:
        self._to_read = clip
        self._tasks.start("facts of the file", self._tell_file())

    async def _tell_file(self) -> None:
        """Once the eye rests on a clip: those that the arrows hurry over are not read."""
        from desktop.ui.library import file_facts

        while self._to_read is not None:
            clip = self._to_read
            await asyncio.sleep(_REST_S)
            if clip is not self._to_read:
                continue
            self._to_read = None
            found = await file_facts.read(self._opened, clip.video)
            if self.panel is not None:
                self.panel.details.show_file(clip.id, found)

    async def _tell_timeline(self, clip_id: str) -> None:
        from desktop.jobs import timeline

        events = await self._opened.timeline.of(clip_id)
        words = "\n".join(timeline.lines(events)) or self.tr("Nothing is kept of it.")
        if self.panel is not None:
            self.panel.details.show_timeline(clip_id, words)
