"""What can be done with finished clips wherever they are chosen: marked, copied, used again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.ui.action_maker import ActionMaker

_SEVERAL = (2, 3, 4, 6, 8)


class ClipActions(QObject):
    """Their actions, made once; `takes` are those of other takes, by how many."""

    def __init__(self, make: ActionMaker, parent: QObject) -> None:
        super().__init__(parent)
        self.favourite = make.scoped(self.tr("Favourite"), "S", "favourite")
        self.reject = make.scoped(self.tr("Rejected"), "X", "reject")
        for action in (self.favourite, self.reject):
            action.setCheckable(True)
            action.setAutoRepeat(False)
        self.copy_file = make.scoped(self.tr("Copy the file"), "Ctrl+C", "copy_file")
        self.copy_path = make.scoped(self.tr("Copy the path"), "Ctrl+Shift+C", "copy_path")
        self.fetch_again = make.everywhere(
            self.tr("Fetch again from Leonardo"), None, "fetch_again"
        )
        self.remove = make.everywhere(
            self.tr("Remove from the library…"), None, "remove_from_library"
        )
        self.delete_at_leonardo = make.everywhere(
            self.tr("Delete at Leonardo…"), None, "delete_at_leonardo"
        )
        self.move_here = make.everywhere(
            self.tr("Move the clips to the videos folder…"), None, "move_clips"
        )
        for action in self.of_removal:
            action.setAutoRepeat(False)
        self.open_file = make.everywhere(self.tr("Open in the system's player"), None, "open_file")
        self.join = make.everywhere(self.tr("Join into one film…"), "Ctrl+J", "join")
        self.join.setAutoRepeat(False)
        self.export_timeline = make.everywhere(
            self.tr("Export as a timeline…"), None, "export_timeline"
        )
        self.show_chain = make.everywhere(
            self.tr("Show its chain in the library"), "Ctrl+Shift+J", "show_chain"
        )
        self.play_chain = make.everywhere(
            self.tr("Play its chain as one film"), "Ctrl+Alt+J", "play_chain"
        )
        self.compare = make.everywhere(self.tr("Compare"), "Ctrl+D", "compare")
        self.compare.setAutoRepeat(False)
        self.reuse_all = make.everywhere(self.tr("Use everything again"), "Ctrl+U", "reuse_all")
        self.reuse_prompt = make.everywhere(
            self.tr("Use its prompt"), "Ctrl+Shift+U", "reuse_prompt"
        )
        self.reuse_picture = make.everywhere(self.tr("Use its picture"), None, "reuse_picture")
        self.reuse_settings = make.everywhere(self.tr("Use its settings"), None, "reuse_settings")
        self.takes = {1: make.everywhere(self.tr("Another take"), "Ctrl+T", "take")}
        self.takes |= {
            n: make.everywhere(self.tr("{n} takes").format(n=n), None, f"takes_{n}")
            for n in _SEVERAL
        }
        self.of_reuse = [
            *self.takes.values(),
            self.reuse_all,
            self.reuse_prompt,
            self.reuse_picture,
            self.reuse_settings,
        ]
        for action in self.of_reuse:
            action.setAutoRepeat(False)

    @property
    def of_removal(self) -> list[QAction]:
        """What takes something away, or brings it back, beside the Trash."""
        return [self.fetch_again, self.remove, self.delete_at_leonardo]
