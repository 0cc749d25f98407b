"""The icons: sharp, in the theme's colours, and alive as long as something shows them."""

from __future__ import annotations

import gc
import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QPushButton

from desktop.core.paths import resource
from desktop.core.settings import Theme
from desktop.ui import theme
from desktop.ui.icons import icon, pixmap

NAMES = sorted(path.stem for path in resource("icons").glob("*.svg"))


def strongest(image):
    """The colour of the most opaque pixel."""
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return max((image.pixelColor(x, y) for x, y in points), key=lambda colour: colour.alpha())


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_something(qapp, name):
    image = icon(name).pixmap(QSize(24, 24), 2.0).toImage()
    assert strongest(image).alpha() > 200


def test_an_unknown_icon_fails_at_once(qapp):
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_icons_are_sharp_on_dense_screens(qapp):
    made = icon("play").pixmap(QSize(18, 18), 2.0)
    assert (made.width(), made.devicePixelRatio()) == (36, 2.0)
    drawn = pixmap("play", 18, theme.DARK.colour("text"), 3.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (54, 3.0)


def test_icons_follow_the_theme(qapp):
    follower = theme.apply(qapp, "dark")
    shown = icon("play", "accent")
    themes: tuple[tuple[Theme, theme.Tokens], ...]
    themes = (("dark", theme.DARK), ("light", theme.LIGHT))
    for name, tokens in themes:
        follower.choose(name)
        colour = strongest(shown.pixmap(QSize(48, 48), 1.0).toImage())
        assert colour.name() == tokens.colour("accent").name()
    follower.choose("dark")
    faint = strongest(shown.pixmap(QSize(48, 48), 1.0, QIcon.Mode.Disabled).toImage())
    assert faint.name() == theme.DARK.colour("faint").name()


def test_icons_outlive_copies_and_detaching(qapp, qtbot):
    button = QPushButton(icon("play"), "Play")
    qtbot.addWidget(button)
    for _ in range(10):
        copy = QIcon(icon("play"))
        copy.addPixmap(QPixmap(4, 4))
        copy.pixmap(16)
        del copy
        gc.collect()
    assert not button.grab().isNull()


def test_the_licence_lies_beside_the_icons():
    assert "ISC License" in resource("icons", "LICENSE").read_text(encoding="utf-8")
    for path in resource("icons").glob("*.svg"):
        assert re.search(r'stroke-width="2"', path.read_text(encoding="utf-8"))
