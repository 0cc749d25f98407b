"""The switch between private and public; going public is asked about once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui import dialogs
from desktop.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.core.tasks import TaskOwner


class PrivateSwitch(Switch):
    """On is private. The first time it is turned off, the user is told what public means."""

    def __init__(self, tasks: TaskOwner, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._tasks = tasks
        self._is_told = False
        self.setText(self.tr("Private"))
        self.setAccessibleName(self.text())
        self.setObjectName("private_switch")
        self.clicked.connect(self._on_clicked)

    def show_public(self, *, is_public: bool) -> None:
        """Show a choice made earlier, without asking again."""
        self._is_told = self._is_told or is_public
        self.setChecked(not is_public)

    def choose_public(self, *, is_public: bool) -> None:
        """The same as a click that leads there: going public is asked about, once."""
        if is_public and self.isChecked():
            self.click()
        elif not is_public:
            self.setChecked(True)

    def _on_clicked(self) -> None:
        if self.isChecked() or self._is_told:
            return
        self.setChecked(True)
        self._tasks.start("ask about public", self._ask())

    async def _ask(self) -> None:
        text = self.tr("Public clips appear in Leonardo's community feed and others may use them.")
        title, label = self.tr("Make this clip public?"), self.tr("Make public")
        if await dialogs.confirm(self.window(), title, text, label, is_destructive=True):
            self.show_public(is_public=True)
