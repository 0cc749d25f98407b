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
from desktop.core.settings import FIRST_ACCOUNT, Settings, is_account_id, parse
from desktop.jobs import diagnosis
from desktop.library.unshelved import comparable, known_videos

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from desktop.cli.options import ForgetOptions
    from desktop.core.paths import AppPaths

BAD_INPUT, STORAGE, UNFINISHED = 2, 5, 6


def run(options: ForgetOptions, *, is_window_open: bool = False) -> int:
    """0 when it is done. 2: Startframe is running, 5: something stays, 6: clips are unfinished.

    What stands against removing the data stands against forgetting the keys with it: without
    them nobody fetches what is to come.
    """
    paths = app_paths()
    settings = _settings(paths)
    if options.includes_data:
        refused = _refusal(paths, options, is_window_open=is_window_open)
        if refused is not None:
            return refused
    left = [] if forget_keys(accounts_of(paths, settings)) else ["a key in the system's keychain"]
    if not options.includes_data:
        return _say_left(left) if left else _say("The keys are forgotten.", 0)
    left += map(str, remove_data(paths, settings))
    if left:
        return _say_left(left)
    return _say("All that Startframe kept for itself is removed. The clips are where they were.", 0)


def _refusal(paths: AppPaths, options: ForgetOptions, *, is_window_open: bool) -> int | None:
    """The exit code of what stands in the way, said; None for nothing."""
    if is_window_open or is_in_use(paths.leases):
        return _say("Startframe is running. Close it first: nothing was removed.", BAD_INPUT)
    unfinished = diagnosis.unfinished_jobs(paths.database)
    if (not unfinished and unfinished is not None) or options.includes_unfinished:
        return None
    told = f"{unfinished} clips are unfinished and may have been paid for."
    if unfinished is None:
        told = "The library cannot be read: clips may be unfinished that have been paid for."
    return _say(f"{told} Nothing was removed: startframe resume fetches them.", UNFINISHED)


def _settings(paths: AppPaths) -> Settings:
    """As they are on disk; nothing is moved aside for it."""
    try:
        return parse(paths.settings_file.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, RecursionError):
        return Settings()


def accounts_of(paths: AppPaths, settings: Settings) -> set[str]:
    """The ids the settings know, and those that jobs and clips were made with."""
    found = {account.id for account in settings.accounts} | {FIRST_ACCOUNT}
    return found | set(filter(is_account_id, diagnosis.accounts(paths.database)))


def forget_keys(accounts: Iterable[str]) -> bool:
    """Drop the key of every account from the keychain; whether none is there any more."""
    first = KeychainSecrets()
    stores = [first if id_ == FIRST_ACCOUNT else first.for_account(id_) for id_ in accounts]
    for store in stores:
        store.forget()
    return all(store.is_forgotten() for store in stores)


def is_in_use(leases: Path) -> bool:
    """Whether a process of Startframe's, a window or a command, is at work here."""
    for lease in leases.glob("*"):
        with contextlib.suppress(OSError), FileLock(lease).held() as is_free:
            if not is_free:
                return True
    return False


def remove_data(paths: AppPaths, settings: Settings) -> list[Path]:
    """Remove library, queue, settings, caches and logs; returns what could not be removed.

    A clip is left where it is, in whatever folder, and so are the folders of clips; so is every
    film among the data that is none of the sandbox's or the cache's, whoever knows of it.
    """
    kept = {comparable(paths.videos)} | _videos(paths.database)
    if settings.videos_folder:
        kept.add(comparable(settings.videos_folder))
    ours = (paths.sandbox, paths.cache)
    films = (film for film in paths.data.rglob("*.mp4") if not set(ours) & set(film.parents))
    kept |= set(map(comparable, films))
    left: list[Path] = []
    for folder in dict.fromkeys((paths.logs, paths.cache, paths.settings, paths.data)):
        _remove(folder, kept, left)
    return left


def _videos(database: Path) -> set[str]:
    try:
        with contextlib.closing(diagnosis.reading(database)) as connection:
            return known_videos(connection)
    except sqlite3.Error:
        return set()  # none, or unreadable: the films are found by their names


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


def _say_left(left: list[str]) -> int:
    return _say(f"This could not be removed: {', '.join(left)}", STORAGE)


def _say(sentence: str, code: int) -> int:
    stream = sys.stderr if code else sys.stdout
    if stream is not None:  # a windowed build has none
        stream.write(f"startframe: {sentence}\n" if code else f"{sentence}\n")
    return code
