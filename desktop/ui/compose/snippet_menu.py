"""The phrases for camera and sound as a menu; whoever shows it inserts what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QMenu

from desktop.core import snippets

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from desktop.core.snippets import SnippetGroup

VARIANTS = "{slow|fast}"


def _label(text: str) -> str:
    """The English label is what its translation is looked up by: the file stays the one list."""
    return QCoreApplication.translate("Snippets", text).replace("&", "&&")


class SnippetMenu(QMenu):
    """One submenu a group, filled when it is first opened.

    Without sound the phrases about it cannot be chosen: the menu says so and offers to turn it on.
    """

    chosen = Signal(str)
    sound_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("snippet_menu")
        self.setTitle(self.tr("Insert a phrase"))
        self._has_sound = True
        self._of_sound: list[QAction] = []
        self._offers: list[QAction] = []
        self.aboutToShow.connect(self.fill)

    def show_sound(self, has_sound: bool) -> None:  # noqa: FBT001 - a slot of toggled(bool)
        """Whether the clip has sound."""
        self._has_sound = has_sound
        for action in self._of_sound:
            action.setEnabled(has_sound)
        for action in self._offers:
            action.setVisible(not has_sound)

    def fill(self) -> None:
        """Read the phrases and make the entries, once."""
        if self.actions():
            return
        was_sound = False
        for group in snippets.groups():
            if group.needs_sound and not was_sound:
                self.addSeparator()
            was_sound = group.needs_sound
            self._add_group(group)
        self.addSeparator()
        variants = self.addAction(self.tr("Variants, as {slow|fast}"))
        variants.setObjectName("insert_variants")
        variants.triggered.connect(lambda: self.chosen.emit(VARIANTS))
        self.show_sound(self._has_sound)

    def _add_group(self, group: SnippetGroup) -> None:
        menu = self.addMenu(_label(group.label))
        if group.needs_sound:
            offer = menu.addAction(self.tr("Sound is off: turn it on"))
            offer.triggered.connect(self.sound_requested)
            self._offers += [offer, menu.addSeparator()]
        for snippet in group.snippets:
            action = menu.addAction(_label(snippet.label))
            action.setToolTip(snippet.text)
            action.triggered.connect(lambda _on=False, text=snippet.text: self.chosen.emit(text))
            if group.needs_sound:
                self._of_sound.append(action)
        menu.setToolTipsVisible(True)
