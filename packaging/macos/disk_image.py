"""Makes the .dmg: the app, a link to where programs belong, a picture behind them, an icon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icons import write_icns
from macos import background
from macos.dmg_settings import VOLUME, settings

if TYPE_CHECKING:
    from pathlib import Path


def make(app: Path, image: Path, folder: Path) -> Path:
    """The image; what is drawn for it goes into the folder."""
    import dmgbuild  # on a Mac only: elsewhere it asks for the version of macOS and fails

    image.parent.mkdir(parents=True, exist_ok=True)
    image.unlink(missing_ok=True)
    icon = folder / "volume.icns"
    write_icns(icon)
    looks = settings(app, background.write(folder / "background"), icon)
    dmgbuild.build_dmg(str(image), VOLUME, settings=looks)
    return image
