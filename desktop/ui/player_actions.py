"""How a clip is looked at closely: its speed, a part of it in a loop, its pixels as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.ui.action_maker import ActionMaker
    from desktop.ui.stage.film import FilmView


class PlayerActions(QObject):
    """Their keys act while the stage or the shelf has the focus."""

    def __init__(self, make: ActionMaker, parent: QObject) -> None:
        super().__init__(parent)
        self.slower = make.scoped(self.tr("Slower"), "J", "slower")
        self.normal_speed = make.scoped(self.tr("Normal speed"), "K", "normal_speed")
        self.faster = make.scoped(self.tr("Faster"), "L", "faster")
        self.part_in = make.scoped(self.tr("Loop from here"), "I", "part_in")
        self.part_out = make.scoped(self.tr("Loop to here"), "O", "part_out")
        self.whole = make.scoped(self.tr("Loop all of it"), "Shift+O", "whole")
        self.actual_size = make.scoped(self.tr("Actual size"), "Z", "actual_size")
        self.actual_size.setCheckable(True)

    @property
    def all(self) -> list[QAction]:
        """In the order of the menu."""
        return [
            self.slower,
            self.normal_speed,
            self.faster,
            self.part_in,
            self.part_out,
            self.whole,
            self.actual_size,
        ]

    def connect_to(self, film: FilmView) -> None:
        """Have them act on what the stage plays."""
        self.slower.triggered.connect(film.slower)
        self.normal_speed.triggered.connect(film.normal_speed)
        self.faster.triggered.connect(film.faster)
        self.part_in.triggered.connect(film.begin_part)
        self.part_out.triggered.connect(film.end_part)
        self.whole.triggered.connect(film.clear_part)
        self.actual_size.triggered.connect(film.surface.set_actual_size)
        film.surface.actual_size_changed.connect(self.actual_size.setChecked)
