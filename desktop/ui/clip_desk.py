"""All that is done with finished clips, wherever they are chosen: made together, kept together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.ui.bringing_in import BringingIn
from desktop.ui.chain.control import ChainControl
from desktop.ui.clip_control import ClipControl
from desktop.ui.clip_frames import ClipFrames
from desktop.ui.compare.control import CompareControl
from desktop.ui.exporting import Exporting
from desktop.ui.frame_files import FrameFiles
from desktop.ui.joining import JoinControl
from desktop.ui.library.control import LibraryControl
from desktop.ui.marks import Marks
from desktop.ui.moving import Moving
from desktop.ui.removal import Removal
from desktop.ui.reuse import Reuse

if TYPE_CHECKING:
    from desktop.core.paths import AppPaths
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.ui.chosen import Chosen
    from desktop.ui.models.shelf import ShelfModel
    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow


class ClipDesk(QObject):
    """One object for each kind of work; each connects the actions it answers."""

    def __init__(
        self,
        window: MainWindow,
        model: ShelfModel,
        chosen: Chosen,
        *,
        paths: AppPaths,
        preferences: Preferences,
        tasks: TaskOwner,
    ) -> None:
        super().__init__(window)
        self.clips = ClipControl(window, model, chosen, preferences=preferences, tasks=tasks)
        self.moving = Moving(window, tasks)
        self.clips.folder_changed.connect(lambda: self.moving.start(tells_none=False))
        self.removal = Removal(window, chosen, self.clips, tasks)
        self.library = LibraryControl(window, model, chosen, tasks)
        self.marks = Marks(window, chosen, tasks)
        self.reuse = Reuse(window, chosen, tasks)
        self.compare = CompareControl(window, chosen, tasks)
        self.bringing_in = BringingIn(window, tasks)
        self.joining = JoinControl(window, chosen, preferences=preferences, tasks=tasks)
        self.chain = ChainControl(
            window,
            chosen,
            self.joining,
            joined=paths.joined,
            preferences=preferences,
            tasks=tasks,
        )
        self.chain.opened.connect(self.library.show_on_stage)
        self.library.chain_wanted.connect(self.chain.open)
        self.chain.library_wanted.connect(self.library.show_chain)
        self.exporting = Exporting(window, chosen, preferences=preferences, tasks=tasks)
        window.menus.file.insertMenu(window.actions_.show_in_folder, self.exporting.menu)
        self.frames = ClipFrames(window, chosen, tasks)
        self.frame_files = FrameFiles(window, chosen.current, preferences=preferences, tasks=tasks)

    def attach(self, studio: Studio) -> None:
        """From now on there are clips."""
        for work in (
            self.clips,
            self.removal,
            self.moving,
            self.library,
            self.marks,
            self.joining,
            self.chain,
            self.bringing_in,
            self.compare,
        ):
            work.attach(studio)
