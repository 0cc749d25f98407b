"""How the disk image looks when it is opened, in the names that dmgbuild reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from macos.background import SIZE

if TYPE_CHECKING:
    from pathlib import Path

VOLUME = "Startframe"
TITLE_BAR = 28  # Finder counts it into the window's height
ICON_SIZE = 128


def settings(app: Path, background: Path, icon: Path) -> dict[str, Any]:
    """The app at the left, a link to the programs' folder at the right, an arrow between them.

    Nothing is said with `hide_extensions`: what it sets on the app breaks a strict signature.
    """
    width, height = SIZE
    return {
        "format": "ULMO",  # LZMA, read since macOS 10.15
        "filesystem": "HFS+",
        "files": [str(app)],
        "symlinks": {"Applications": "/Applications"},
        "icon": str(icon),
        "background": str(background),
        "window_rect": ((200, 120), (width, height + TITLE_BAR)),
        "default_view": "icon-view",
        "show_icon_preview": False,
        "arrange_by": None,
        "label_pos": "bottom",
        "text_size": 13,
        "icon_size": ICON_SIZE,
        "icon_locations": {app.name: (160, 190), "Applications": (480, 190)},
    }
