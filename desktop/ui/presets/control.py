"""Presets as the window offers them: read, chosen, saved, looked after, written soon."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core import atomic, presets
from desktop.core.errors import BadPresets, Problem, StorageProblem
from desktop.core.notices import PresetsReset, PresetsSkipped
from desktop.core.presets import Preset, Presets
from desktop.ui.dialogs import ask, choose_presets, confirm
from desktop.ui.presets.menu import PresetsMenu
from desktop.ui.save_place import SavePlace

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from desktop.core.catalogue import VideoModel
    from desktop.core.notices import Notice
    from desktop.core.presets_file import PresetsFile
    from desktop.core.tasks import TaskOwner
    from desktop.ui.preferences import Preferences
    from desktop.ui.presets.dialog import PresetsDialog
    from desktop.ui.window import MainWindow


class PresetControl(QObject):
    """Holds the presets and brings them to Compose; `tell` hears of a file that was damaged."""

    def __init__(
        self,
        window: MainWindow,
        model: VideoModel,
        file: PresetsFile,
        *,
        preferences: Preferences,
        tasks: TaskOwner,
        tell: Callable[[Notice], None],
    ) -> None:
        super().__init__(window)
        self.presets = Presets()
        self._window = window
        self._compose = window.compose
        self._model = model
        self._file = file
        self._save_place = SavePlace(preferences)
        self._tasks = tasks
        self._tell = tell
        self._saved = self.presets
        self._dialog: PresetsDialog | None = None
        self._menu = PresetsMenu(window.menus.presets)
        self._connect()

    def _connect(self) -> None:
        actions = self._window.actions_
        self._menu.chosen.connect(self.use)
        actions.save_preset.triggered.connect(lambda: self._start(self._save_as()))
        actions.manage_presets.triggered.connect(self.manage)
        actions.reset_choices.triggered.connect(self.reset)
        for action in (actions.save_preset, actions.manage_presets):
            action.setEnabled(False)  # until the file is read
        self._compose.presets_button.clicked.connect(self.open_menu)
        self._compose.draft_changed.connect(lambda _draft: self._mark())

    def open_menu(self) -> None:
        """Under the button in Compose, the same menu as in the menu bar."""
        button = self._compose.presets_button
        self._window.menus.presets.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def load(self, *, is_first_start: bool) -> None:
        """Read the file; at the first start the default preset is used."""
        self._tasks.start("read presets", self._load(is_first_start=is_first_start))

    async def _load(self, *, is_first_start: bool) -> None:
        try:
            found = await asyncio.to_thread(self._file.load)
        except BadPresets as problem:
            is_newer = problem.facts["reason"] == "version"
            self._tell(PresetsReset(self._file.kept, is_newer=is_newer))
            if self._file.kept is None:
                return  # it is not written over
            found = Presets()
        if self._file.skipped:
            self._tell(PresetsSkipped(len(self._file.skipped), self._file.skipped[0]))
        self._saved = found
        self._show(found)
        for action in (self._window.actions_.save_preset, self._window.actions_.manage_presets):
            action.setEnabled(True)
        default = found.default_preset
        if is_first_start and default is not None and self._compose.is_empty:
            # nobody asked for it just now: what is public waits to be chosen
            self._compose.use(dataclasses.replace(default, public=False), ())

    # ── chosen ───────────────────────────────────────────────────────────────────────────────

    def use(self, name: str) -> None:
        """Choose everything as this preset has it; going public is asked about."""
        preset = self.presets.get(name)
        if preset is not None:
            self._compose.use(preset, self._prefixes())
            self._mark()

    def reset(self) -> None:
        """Back to the default preset, or to what the model's page gives."""
        model = self._model
        plain = Preset(
            name="",
            model=model.id,
            dimensions=model.default_dimensions,
            duration_s=model.default_duration_s,
            audio=model.default_audio,
            public=model.default_public,
        )
        self._compose.use(self.presets.default_preset or plain, self._prefixes())
        self._mark()

    def _prefixes(self) -> list[str]:
        """How a prompt may begin by a preset, the longest first."""
        return sorted({preset.prefix for preset in self.presets.all}, key=len, reverse=True)

    def _chosen(self) -> Preset:
        """What is chosen now, without a name."""
        draft = self._compose.draft()
        prefix = next((one for one in self._prefixes() if draft.prompt.startswith(one)), "")
        return Preset(
            name="",
            model=self._model.id,
            dimensions=draft.dimensions,
            duration_s=draft.duration_s,
            audio=draft.audio,
            public=draft.public,
            prefix=prefix,
        )

    def _mark(self) -> None:
        chosen = self._chosen()
        alike = (p.name for p in self.presets.all if dataclasses.replace(p, name="") == chosen)
        self._menu.mark(next(alike, None))

    # ── looked after ─────────────────────────────────────────────────────────────────────────

    def manage(self) -> None:
        """Open the dialog."""
        if self._dialog is not None:
            return
        from desktop.ui.presets.dialog import PresetsDialog

        dialog = self._dialog = PresetsDialog(self.presets, self._window)
        dialog.use_requested.connect(self._use_and_close)
        dialog.rename_requested.connect(lambda name: self._start(self._rename(name)))
        dialog.default_requested.connect(self._make_default)
        dialog.delete_requested.connect(lambda name: self._start(self._delete(name)))
        dialog.import_requested.connect(lambda: self._start(self._import()))
        dialog.export_requested.connect(lambda: self._start(self._export()))
        self._tasks.start("manage presets", self._managed(dialog))

    async def _managed(self, dialog: PresetsDialog) -> None:
        try:
            await ask(dialog)
        finally:
            self._dialog = None

    def _use_and_close(self, name: str) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self.use(name)

    def _make_default(self, name: str) -> None:
        """Or no longer, when it is."""
        is_default = self.presets.default == name
        self._change(self.presets.with_default("" if is_default else name), name)

    def _start(self, work: Coroutine[object, object, None]) -> None:
        self._tasks.start("change presets", self._told(work))

    async def _told(self, work: Coroutine[object, object, None]) -> None:
        notice = self._window.notice if self._dialog is None else self._dialog.notice
        try:
            await work
        except Problem as problem:
            notice.show_problem(problem)

    async def _save_as(self) -> None:
        chosen = self._chosen()
        from desktop.ui.presets.naming import NamingDialog

        dialog = NamingDialog(chosen, self._names(), self._window, is_new=True)
        if await ask(dialog):
            dialog.preset.check()
            self._change(self.presets.with_preset(dialog.preset), dialog.preset.name)
            if dialog.preset.prefix != chosen.prefix:
                self._compose.use(dialog.preset, self._prefixes())
                self._mark()

    async def _rename(self, name: str) -> None:
        preset = self.presets.get(name)
        if preset is None:
            return
        taken = self._names() - {name}
        from desktop.ui.presets.naming import NamingDialog

        dialog = NamingDialog(preset, taken, self._over(), is_new=False)
        if await ask(dialog):
            self._change(self.presets.renamed(name, dialog.preset.name), dialog.preset.name)

    async def _delete(self, name: str) -> None:
        title = self.tr("Delete the preset “{name}”?").format(name=name)
        why, verb = self.tr("Clips that were made with it stay."), self.tr("Delete")
        if await confirm(self._over(), title, why, verb, is_destructive=True):
            self._change(self.presets.without(name))

    async def _import(self) -> None:
        path = await choose_presets(self._over(), self._save_place.folder)
        if path is None:
            return
        found = await asyncio.to_thread(presets.read, path)
        joined, count = self.presets.joined(found.all)
        self._change(joined)
        if self._dialog is not None:
            self._dialog.notice.say(*self._imported(count, len(found.all) - count))

    def _imported(self, count: int, known: int) -> tuple[str, str]:
        one, many = self.tr("1 preset imported"), self.tr("{n} presets imported").format(n=count)
        title = one if count == 1 else many
        why = self.tr("{n} were here already.").format(n=known) if known else ""
        return title, why

    async def _export(self) -> None:
        name = f"{self.tr('Startframe presets')}.json"
        path = await self._save_place.choose(self._over(), name)
        if path is None:
            return
        try:
            await asyncio.to_thread(atomic.write_text, path, presets.dump(self.presets))
        except OSError as error:
            raise StorageProblem(folder=str(path.parent), detail=error.strerror) from error
        if self._dialog is not None:
            self._dialog.notice.say(self.tr("Exported as {name}").format(name=path.name))

    def _names(self) -> set[str]:
        return {preset.name for preset in self.presets.all}

    def _over(self) -> MainWindow | PresetsDialog:
        return self._dialog or self._window

    # ── kept ─────────────────────────────────────────────────────────────────────────────────

    def _change(self, changed: Presets, current: str | None = None) -> None:
        self._show(changed, current)
        self._tasks.start("save presets", self._save())

    def _show(self, changed: Presets, current: str | None = None) -> None:
        self.presets = changed
        self._menu.show_presets(changed)
        self._mark()
        if self._dialog is not None:
            self._dialog.show_presets(changed, current)

    async def flush(self) -> None:
        """Write what is not written yet. Raises StorageProblem."""
        while self._saved != self.presets:
            writing = self.presets
            try:
                await asyncio.to_thread(self._file.save, writing)
            except OSError as error:
                folder = str(Path(error.filename or "").parent)
                raise StorageProblem(folder=folder, detail=error.strerror) from error
            self._saved = writing

    async def _save(self) -> None:
        await self._told(self.flush())
