"""The banner that says there is no connection, what waits for it, and that nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.widgets.banner import Banner

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.models.shelf import ShelfModel
    from desktop.ui.models.standing import Standings


class OfflineBanner(Banner):
    """Comes and goes with the connection, without a word from the user."""

    def __init__(self, model: ShelfModel, standings: Standings, parent: QWidget) -> None:
        super().__init__("wifi-off", tone="warn", parent=parent)
        self.setObjectName("offline_banner")
        self._model = model
        self._standings = standings
        standings.changed.connect(self.refresh)
        model.counts_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Say it as it is now, or nothing."""
        if not self._standings.is_offline:
            self.hide()
            return
        counts = self._model.counts()
        left = counts.running + (0 if self._standings.is_paused else counts.waiting)
        titles = {
            0: self.tr("Offline: Leonardo cannot be reached"),
            1: self.tr("Offline: 1 clip waits and goes on by itself"),
        }
        many = self.tr("Offline: {n} clips wait and go on by themselves").format(n=left)
        details = self.tr("What was sent goes on at Leonardo. Nothing is sent twice.")
        if not left:
            details = self.tr("New clips wait until the connection is back.")
        self.say(titles.get(left, many), details)
