"""The tokens: readable in both themes, complete in the style sheet, followed live."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.core.paths import resource
from desktop.ui import theme

THEMES = {"dark": theme.DARK, "light": theme.LIGHT}
SURFACES = ("window", "panel", "raised", "well")
TEXTS = ("text", "muted", "faint", "accent", "warn", "error")


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (linear(part) for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("role", TEXTS)
@pytest.mark.parametrize("name", THEMES)
def test_text_is_readable_on_every_surface(name, role, surface):
    tokens = THEMES[name]
    assert contrast(tokens.colour(role), tokens.colour(surface)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", ["accent", "accent_hover", "accent_pressed"])
def test_text_on_the_accent_is_readable(name, ground):
    tokens = THEMES[name]
    assert contrast(tokens.colour("on_accent"), tokens.colour(ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_the_accent_is_readable_on_its_own_wash(name):
    tokens = THEMES[name]
    assert contrast(tokens.colour("accent"), tokens.colour("accent_wash")) >= 4.5
    assert contrast(tokens.colour("text"), tokens.colour("accent_wash")) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_what_bears_a_state_stands_out(name):
    """Slider, switch (on and off) and focus ring against what they lie on."""
    tokens = THEMES[name]
    for role in ("accent", "faint"):
        for surface in SURFACES:
            assert contrast(tokens.colour(role), tokens.colour(surface)) >= 3


def test_words_over_pictures_are_readable_whatever_the_picture():
    scrim = theme.DARK.colour("scrim")
    alpha = scrim.alphaF()
    parts = (scrim.redF(), scrim.greenF(), scrim.blueF())
    over_white = QColor.fromRgbF(*(part * alpha + (1 - alpha) for part in parts))
    assert contrast(theme.DARK.colour("on_scrim"), over_white) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_the_style_sheet_has_no_colour_of_its_own(qapp, name):
    source = resource("theme", "startframe.qss").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", source) == []
    made = theme.style_sheet(THEMES[name], qapp.font())
    assert "@" not in made


def test_a_chosen_theme_is_applied_and_told(qapp, qtbot):
    follower = theme.apply(qapp, "dark")
    assert theme.apply(qapp, "dark") is follower
    told = []
    follower.changed.connect(lambda: told.append(theme.current()))
    follower.choose("light")
    assert theme.current() is theme.LIGHT
    assert qapp.palette().window().color() == theme.LIGHT.colour("window")
    follower.choose("dark")
    assert told == [theme.LIGHT, theme.DARK]


def test_the_system_is_followed_while_it_changes(qapp, monkeypatch):
    follower = theme.apply(qapp, "system")
    follower.choose("system")
    hints = type(qapp.styleHints())
    for scheme, tokens in (
        (Qt.ColorScheme.Light, theme.LIGHT),
        (Qt.ColorScheme.Dark, theme.DARK),
        (Qt.ColorScheme.Unknown, theme.DARK),
    ):
        monkeypatch.setattr(hints, "colorScheme", lambda _self, scheme=scheme: scheme)
        follower._on_scheme_changed(scheme)
        assert theme.current() is tokens
    follower.choose("dark")


def test_sizes_follow_the_system_font(qapp):
    font = qapp.font()
    font.setPointSizeF(20)
    assert theme.scaled(font, 0.5).pointSizeF() == 10
    font.setPixelSize(30)
    assert theme.scaled(font, 0.5).pixelSize() == 15
    assert "15" in theme.style_sheet(theme.DARK, theme.scaled(font, 0.5))


def test_the_ring_is_for_the_keyboard(qapp, qtbot):
    theme.apply(qapp, "dark")
    window = QWidget()
    qtbot.addWidget(window)
    layout = QHBoxLayout(window)
    first, second, third = (QPushButton(name) for name in ("a", "b", "c"))
    for button in (first, second, third):
        layout.addWidget(button)
    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitActive(window):  # becoming active is a reason for focus of its own
        window.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    assert second.property(theme.FOCUS_VISIBLE) is True
    QTest.mousePress(third, Qt.MouseButton.LeftButton)
    assert third.hasFocus()
    assert third.property(theme.FOCUS_VISIBLE) is False
    QTest.mouseRelease(third, Qt.MouseButton.LeftButton)
    theme._mark_keyboard_focus(None, third)
    assert third.property(theme.FOCUS_VISIBLE) is False, "no ring because the window came back"
    theme._mark_keyboard_focus(None, second)
    assert second.property(theme.FOCUS_VISIBLE) is True
