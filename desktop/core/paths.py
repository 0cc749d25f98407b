"""Where things lie: the user's folders, and the data files Startframe ships."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

APP_NAME = "Startframe"
APP_ID = "io.github.startframe.Startframe"
"""What systems call it: in the taskbar of Windows, in the bundle of macOS."""
HOME_VARIABLE = "STARTFRAME_HOME"


@dataclass(frozen=True)
class AppPaths:
    """The folders of one installation. Nothing is created by naming it."""

    data: Path
    settings: Path
    cache: Path
    logs: Path
    videos: Path

    @property
    def database(self) -> Path:
        return self.data / "startframe.sqlite3"

    @property
    def frames(self) -> Path:
        """Start frames: the picture as it was brought in, and the copy that is sent."""
        return self.data / "frames"

    @property
    def posters(self) -> Path:
        return self.cache / "posters"

    @property
    def joined(self) -> Path:
        """Films joined only to be looked at; nobody misses one that is gone."""
        return self.cache / "joined"

    @property
    def playable(self) -> Path:
        """Films written anew for a player that cannot decode them; made again when needed."""
        return self.cache / "playable"

    @property
    def leases(self) -> Path:
        """One lock a running process; see `jobs.lease`."""
        return self.data / "leases"

    @property
    def sandbox(self) -> Path:
        """The sandbox's account, uploads and renderings; they survive a restart."""
        return self.data / "sandbox"

    @property
    def settings_file(self) -> Path:
        return self.settings / "settings.json"

    @property
    def presets_file(self) -> Path:
        return self.data / "presets.json"

    @property
    def draft_file(self) -> Path:
        return self.data / "draft.json"


def app_paths(environ: Mapping[str, str] = os.environ) -> AppPaths:
    """The folders to use: under STARTFRAME_HOME when set, else where the system keeps them."""
    home = environ.get(HOME_VARIABLE)
    if home:
        root = Path(home).expanduser().absolute()
        return AppPaths(
            data=root / "data",
            settings=root / "settings",
            cache=root / "cache",
            logs=root / "logs",
            videos=root / "videos",
        )
    from platformdirs import PlatformDirs

    # Local, not roaming: a database and videos have no place in a roaming profile.
    dirs = PlatformDirs(APP_NAME, appauthor=False, roaming=False)
    return AppPaths(
        data=dirs.user_data_path,
        settings=dirs.user_config_path,
        cache=dirs.user_cache_path,
        logs=dirs.user_log_path,
        videos=dirs.user_videos_path / APP_NAME,
    )


@cache
def resources_root() -> Path:
    """The folder of shipped data: in a frozen bundle, in the installed package, in the checkout."""
    bundle = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).resolve().parents[1]
    candidates = [package / "resources", package.parent / "resources"]
    if bundle:
        candidates.insert(0, Path(bundle) / "resources")
    return next((folder for folder in candidates if folder.is_dir()), candidates[-1])


def resource(*parts: str) -> Path:
    """The path of a shipped file: `resource("icons", "play.svg")`."""
    return resources_root().joinpath(*parts)


def licence_texts() -> dict[str, Path]:
    """The licences that are shown, by whose they are; those that are there.

    `parts` is made with a bundle, of what is in it; what runs from source brings nothing along.
    """
    root = resources_root().parent
    files = {
        "parts": root / "THIRD_PARTY_NOTICES.txt",
        "startframe": root / "LICENSE",
        "icons": resource("icons", "LICENSE"),
    }
    return {name: file for name, file in files.items() if file.is_file()}
