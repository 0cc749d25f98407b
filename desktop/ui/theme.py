"""The one file of colours, radii and type, and what follows the system's dark or light.

Widgets that paint themselves ask `current()` while painting; everything else is styled by
`resources/theme/startframe.qss`, where `@name` stands for a token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QStyle, QTextEdit, QWidget

from desktop.core.paths import resource

if TYPE_CHECKING:
    from desktop.core.settings import Theme

PANEL_RADIUS = 10
FIELD_RADIUS = 7
PICTURE_RADIUS = 6
ICON_SIZE = 18
TARGET_SIZE = 28
FOCUS_RING = 2
FOCUS_VISIBLE = "focusVisible"


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme. `scrim` and `on_scrim` lie over pictures, in both themes alike."""

    window: str
    panel: str
    raised: str
    well: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_wash: str
    on_accent: str
    warn: str
    error: str
    scrim: str = "#C80E0F11"
    scrim_hover: str = "#0E0F11"
    on_scrim: str = "#F5F6F7"
    scrim_accent: str = "#46D1B4"

    def colour(self, role: str) -> QColor:
        """The colour of a role, "muted"; an unknown role is a KeyError."""
        return QColor(_by_name(self)[role])


DARK = Tokens(
    window="#141517",
    panel="#1B1D20",
    raised="#25282C",
    well="#0E0F11",
    line="#30343A",
    text="#ECEDEF",
    muted="#A4A9B1",
    faint="#8A9099",
    accent="#46D1B4",
    accent_hover="#62DBC2",
    accent_pressed="#35BA9E",
    accent_wash="#1B2F2D",
    on_accent="#05241D",
    warn="#F2B84B",
    error="#FF7B72",
)
LIGHT = Tokens(
    window="#F3F4F6",
    panel="#FFFFFF",
    raised="#F0F2F4",
    well="#E7E9EC",
    line="#D8DCE1",
    text="#1A1C1F",
    muted="#555C66",
    faint="#616873",
    accent="#08745F",
    accent_hover="#0A816A",
    accent_pressed="#06604F",
    accent_wash="#E3F1EE",
    on_accent="#FFFFFF",
    warn="#8A5A00",
    error="#B3261E",
)


@cache
def _by_name(tokens: Tokens) -> dict[str, str]:
    return {field.name: getattr(tokens, field.name) for field in fields(tokens)}


class ThemeFollower(QObject):
    """Dresses the application, again whenever the system or the user changes the theme."""

    changed = Signal()

    def __init__(self, app: QApplication, theme: Theme = "system") -> None:
        super().__init__(app)
        self._app = app
        self._theme: Theme = theme
        self.tokens = DARK
        app.setStyle("Fusion")
        self.choose(theme)
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        app.focusChanged.connect(_mark_keyboard_focus)

    @property
    def theme(self) -> Theme:
        return self._theme

    def choose(self, theme: Theme) -> None:
        """Follow the system, or stay dark or light; title bars follow where the system can."""
        self._theme = theme
        schemes = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}
        self._app.styleHints().setColorScheme(schemes.get(theme, Qt.ColorScheme.Unknown))
        self._dress()

    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._wanted() is not self.tokens:
            self._dress()

    def _wanted(self) -> Tokens:
        if self._theme == "system":
            is_light = self._app.styleHints().colorScheme() == Qt.ColorScheme.Light
            return LIGHT if is_light else DARK
        return LIGHT if self._theme == "light" else DARK

    def _dress(self) -> None:
        self.tokens = self._wanted()
        _use(self.tokens)
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(style_sheet(self.tokens, self._app.font()))
        self.changed.emit()


_in_use: list[Tokens] = [DARK]
_moves_less = [False]
_followers: dict[int, ThemeFollower] = {}


def _use(tokens: Tokens) -> None:
    _in_use[0] = tokens


def current() -> Tokens:
    """The tokens in use; the dark ones until a theme was applied."""
    return _in_use[0]


def apply(app: QApplication, theme: Theme = "system") -> ThemeFollower:
    """Dress `app`; the follower is the same at every call, and lives as long as `app`."""
    follower = _followers.get(id(app))
    if follower is None:
        follower = _followers[id(app)] = ThemeFollower(app, theme)
    elif follower.theme != theme:
        follower.choose(theme)
    return follower


def follower() -> ThemeFollower | None:
    """The follower `apply` made for this application, if it was called."""
    app = QApplication.instance()
    return None if app is None else _followers.get(id(app))


def palette(tokens: Tokens) -> QPalette:
    """Every role of the palette, for what the style sheet does not reach."""
    roles = QPalette.ColorRole
    colours = {
        roles.Window: "window",
        roles.WindowText: "text",
        roles.Base: "window",
        roles.AlternateBase: "panel",
        roles.Text: "text",
        roles.PlaceholderText: "faint",
        roles.Button: "raised",
        roles.ButtonText: "text",
        roles.BrightText: "error",
        roles.ToolTipBase: "raised",
        roles.ToolTipText: "text",
        roles.Highlight: "accent",
        roles.HighlightedText: "on_accent",
        roles.Accent: "accent",
        roles.Link: "accent",
        roles.LinkVisited: "accent",
        roles.Light: "raised",
        roles.Midlight: "raised",
        roles.Mid: "line",
        roles.Dark: "line",
        roles.Shadow: "well",
    }
    made = QPalette()
    for role, name in colours.items():
        made.setColor(role, tokens.colour(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, tokens.colour("faint"))
    made.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, tokens.colour("line"))
    return made


@cache
def _template() -> str:
    return resource("theme", "startframe.qss").read_text(encoding="utf-8")


def style_sheet(tokens: Tokens, font: QFont) -> str:
    """The style sheet with every `@name` replaced; an unknown name is a KeyError."""
    values = _by_name(tokens) | {
        "panel_radius": f"{PANEL_RADIUS}px",
        "field_radius": f"{FIELD_RADIUS}px",
        "picture_radius": f"{PICTURE_RADIUS}px",
        "font_small": _css_size(scaled(font, 0.92)),
        "font_large": _css_size(scaled(font, 1.15)),
        "font_title": _css_size(scaled(font, 1.3)),
    }
    return re.sub(r"@(\w+)", lambda match: values[match[1]], _template())


def scaled(font: QFont, factor: float) -> QFont:
    """The font at another size, relative to what the system says."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * factor)
    else:
        made.setPixelSize(max(1, round(font.pixelSize() * factor)))
    return made


def _css_size(font: QFont) -> str:
    if font.pointSizeF() > 0:
        return f"{font.pointSizeF():.2f}pt"
    return f"{font.pixelSize()}px"


def set_less_motion(is_on: bool) -> None:  # noqa: FBT001 - a setter
    """Let nothing move by itself, whatever the system says."""
    _moves_less[0] = is_on


def animation_ms(wanted_ms: int) -> int:
    """How long an animation may take: 0 where the system, or the user, asks for less motion."""
    if _moves_less[0]:
        return 0
    style = QApplication.style()
    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    return wanted_ms if style.styleHint(hint) > 0 else 0


def shows_focus(widget: QWidget) -> bool:
    """Whether a self-painting control should paint its focus ring now."""
    return widget.hasFocus() and widget.property(FOCUS_VISIBLE) is not False


def _mark_keyboard_focus(old: QWidget | None, now: QWidget | None) -> None:
    """Focus that came by mouse shows no ring on controls, except where text is typed."""
    if now is None or (old is None and now.property(FOCUS_VISIBLE) is not None):
        return  # the window came back: the ring is where it was
    by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
    is_text = isinstance(now, QLineEdit | QPlainTextEdit | QTextEdit)
    is_shown = is_text or not (by_mouse or old is None)  # without an old one the window came up
    if now.property(FOCUS_VISIBLE) is is_shown:
        return
    now.setProperty(FOCUS_VISIBLE, is_shown)
    now.style().unpolish(now)
    now.style().polish(now)
    now.update()
