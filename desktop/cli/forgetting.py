"""`startframe forget`: the keys and, when asked, all that Startframe keeps for itself; no clip."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import sys
from typing import TYPE_CHECKING

from desktop.core.lock import FileLock
from desktop.core.paths import app_paths
from desktop.core.secrets import KeychainSecrets
from desktop.core.settings import FIRST_ACCOUNT, Settings, SettingsFile
from desktop.jobs import diagnosis
from desktop.library.unshelved import comparable, known_videos

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.cli.options import ForgetOptions
    from desktop.core.paths import AppPaths
    from desktop.core.secrets import SecretStore

BAD_INPUT, STORAGE, UNFINISHED = 2, 5, 6


def run(options: ForgetOptions) -> int:
    """0 when it is done. 2: Startframe is running, 5: a file stays, 6: clips are unfinished.

    Whatever stands against removing the data, the keys are forgotten.
    """
    paths = app_paths()
    settings = SettingsFile(paths.settings_file).load()
    forget_keys(KeychainSecrets(), settings)
    if not options.includes_data:
        return _say("The keys are forgotten.", 0)
    if is_in_use(paths.leases):
        return _say("Startframe is running. Close it first: nothing was removed.", BAD_INPUT)
    unfinished = diagnosis.unfinished_jobs(paths.database)
    if unfinished and not options.includes_unfinished:
        told = f"{unfinished} clips are unfinished and may have been paid for. Nothing was removed:"
        return _say(f"{told} startframe resume fetches them.", UNFINISHED)
    left = remove_data(paths, settings)
    if left:
        return _say(f"These could not be removed: {', '.join(map(str, left))}", STORAGE)
    return _say("All that Startframe kept for itself is removed. The clips are where they were.", 0)


def forget_keys(secrets: SecretStore, settings: Settings) -> None:
    """Drop the key of every account from the keychain."""
    secrets.forget()
    for account in settings.accounts:
        if account.id != FIRST_ACCOUNT:
            secrets.for_account(account.id).forget()


def is_in_use(leases: Path) -> bool:
    """Whether a process of Startframe's, a window or a command, is at work here."""
    for lease in leases.glob("*"):
        with contextlib.suppress(OSError), FileLock(lease).held() as is_free:
            if not is_free:
                return True
    return False


def remove_data(paths: AppPaths, settings: Settings) -> list[Path]:
    """Remove library, queue, settings, caches and logs; returns what could not be removed.

    A clip is left where it is, in whatever folder, and so are the folders of clips.
    """
    kept = {comparable(paths.videos)} | _videos(paths.database)
    if settings.videos_folder:
        kept.add(comparable(settings.videos_folder))
    left: list[Path] = []
    for folder in dict.fromkeys((paths.logs, paths.cache, paths.settings, paths.data)):
        _remove(folder, kept, left)
    return left


def _videos(database: Path) -> set[str]:
    try:
        with contextlib.closing(diagnosis.reading(database)) as connection:
            return known_videos(connection)
    except sqlite3.Error:
        return set()  # there is no library


def _remove(path: Path, kept: set[str], left: list[Path]) -> None:
    """This file or folder, but for what is kept in it."""
    here = comparable(path)
    if here in kept:
        return
    try:
        if any(place.startswith(here + os.sep) for place in kept):
            for entry in path.iterdir():
                _remove(entry, kept, left)
        elif path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        left.append(path)


def _say(sentence: str, code: int) -> int:
    stream = sys.stderr if code else sys.stdout
    if stream is not None:  # a windowed build has none
        stream.write(f"startframe: {sentence}\n" if code else f"{sentence}\n")
    return code
