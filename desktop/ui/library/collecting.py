"""Collections in the window: clips put into them, taken out; made, renamed, forgotten."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from desktop.core.errors import Problem
from desktop.library.collections import MAX_NAME_CHARS, Collection

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from desktop.core.tasks import TaskOwner
    from desktop.library.collections import Collections
    from desktop.ui.chosen import Chosen
    from desktop.ui.window import MainWindow

_TASK = "collections"


class Collecting(QObject):
    """Fills `menu` each time it opens; `changed` carries the collections there are."""

    changed = Signal(object)

    def __init__(self, window: MainWindow, chosen: Chosen, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._window = window
        self._chosen = chosen
        self._tasks = tasks
        self._verbs = count()
        self._collections: Collections | None = None
        self._known: list[Collection] = []
        self.shown: int | None = None
        """The number of the collection that the library shows."""
        self.menu = QMenu(self.tr("Collections"), window)
        self.menu.setObjectName("collections_menu")
        self.menu.aboutToShow.connect(self._fill)
        self._fill()

    def attach(self, collections: Collections) -> None:
        """From now on there are collections."""
        self._collections = collections
        collections.subscribe(self._look_soon)
        self._look_soon()

    def _look_soon(self, _ids: Sequence[str] = ()) -> None:
        self._tasks.start("read collections", self._look(), replace=True)

    async def _look(self) -> None:
        if self._collections is not None:
            self._known = await self._collections.all()
            self.changed.emit(self._known)

    # ── the menu ─────────────────────────────────────────────────────────────────────────────

    def _fill(self) -> None:
        self.menu.clear()
        has_clips = bool(self._chosen.clips())
        words = self.tr("Add to “{name}” ({n})")
        for one in self._known:
            add = self.menu.addAction(words.format(name=_plain(one.name), n=one.clips))
            add.setEnabled(has_clips)
            add.triggered.connect(lambda _on=False, number=one.number: self.put(number))
        self.menu.addSeparator()
        new = self.menu.addAction(self.tr("Add to a new collection…"))
        new.setEnabled(has_clips)
        new.triggered.connect(self.ask_for_new)
        shown = next((one for one in self._known if one.number == self.shown), None)
        if shown is not None:
            self._offer(shown, has_clips=has_clips)

    def _offer(self, shown: Collection, *, has_clips: bool) -> None:
        """What can be done about the collection that is looked at."""
        name = _plain(shown.name)
        self.menu.addSeparator()
        out = self.menu.addAction(self.tr("Take out of “{name}”").format(name=name))
        out.setEnabled(has_clips)
        out.triggered.connect(lambda: self._take_out(shown.number))
        rename = self.menu.addAction(self.tr("Rename “{name}”…").format(name=name))
        rename.triggered.connect(lambda: self._ask_for_name(shown))
        remove = self.menu.addAction(self.tr("Forget “{name}”, keep its clips").format(name=name))
        remove.triggered.connect(lambda: self._start(self._opened.remove(shown.number)))

    # ── done ─────────────────────────────────────────────────────────────────────────────────

    @property
    def _opened(self) -> Collections:
        assert self._collections is not None, "the menu offers nothing before"
        return self._collections

    def _start(self, work: Coroutine[object, object, object]) -> None:
        name = f"{_TASK} {next(self._verbs)}"  # each counts, also a quick second
        self._tasks.start(name, self._told(work))

    async def _told(self, work: Coroutine[object, object, object]) -> None:
        try:
            await work
        except Problem as problem:
            self._window.notice.show_problem(problem)

    def put(self, number: int) -> None:
        """Put the chosen clips into a collection."""
        self._start(self._put(number))

    async def _put(self, number: int) -> None:
        await self._opened.put(number, [clip.id for clip in await self._chosen.all()])

    def _take_out(self, number: int) -> None:
        async def work() -> None:
            await self._opened.take_out(number, [clip.id for clip in await self._chosen.all()])

        self._start(work())

    def ask_for_new(self) -> None:
        """Ask for the name of a collection to put the chosen clips into."""

        async def make(name: str) -> None:
            await self._put(await self._opened.make(name))

        self._ask(self.tr("New collection"), "", make)

    def _ask_for_name(self, shown: Collection) -> None:
        async def rename(name: str) -> None:
            if not await self._opened.rename(shown.number, name):
                self._window.notice.say(self.tr("Another collection has this name"), tone="warn")

        self._ask(self.tr("Rename collection"), shown.name, rename)

    def _ask(
        self, title: str, name: str, then: Callable[[str], Coroutine[object, object, None]]
    ) -> None:
        from PySide6.QtWidgets import QInputDialog

        dialog = QInputDialog(self._window)
        dialog.setObjectName("collection_dialog")
        dialog.setWindowTitle(title)
        dialog.setLabelText(self.tr("Name"))
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(
            lambda given: self._start(then(given[:MAX_NAME_CHARS])) if given.strip() else None
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _plain(name: str) -> str:
    """A name in a menu: an ampersand in it is no shortcut."""
    return name.replace("&", "&&")
