"""A film taken out of its place to cover the screen, and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.stage.film import FilmView


def follow(film: FilmView, *, is_full: bool, put_back: Callable[[], None]) -> None:
    """Do as the film was told; `put_back` gives it its place in the window again."""
    if is_full:
        title = film.window().windowTitle()
        film.setParent(None)
        film.setWindowFlag(Qt.WindowType.Window)
        film.setWindowTitle(title)
        film.showFullScreen()
    else:
        film.setWindowFlags(Qt.WindowType.Widget)
        put_back()
    film.surface.setFocus()
