"""What happened without the user and has to be said: facts, as with problems, not sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.observers import Observers

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable
    from pathlib import Path

    from desktop.core.errors import BadPresets


@dataclass(frozen=True)
class SettingsReset:
    """The settings could not be read; the defaults are used. `kept` is the damaged file, if any."""

    kept: Path | None


@dataclass(frozen=True)
class PresetsReset:
    """The presets could not be read. `kept` is the damaged file; None where it was left alone.

    `is_newer`: a newer version has written the file.
    """

    kept: Path | None
    is_newer: bool = False


@dataclass(frozen=True)
class PresetsSkipped:
    """Some entries of the presets file, `count`, cannot be used; the file holds them still.

    `problem` is what is wrong with the first of them.
    """

    count: int
    problem: BadPresets


@dataclass(frozen=True)
class DatabaseRebuilt:
    """The database was damaged, is set aside as `kept`, and was made anew; None: it was gone.

    `backup_at` is the time of the backup it began with, None when there was none; `clips` were
    found in the folder, `ignored` videos there are not of this app. `uncertain` jobs may have been
    sent since that backup: they are not sent again by themselves.
    """

    kept: Path | None
    backup_at: datetime.datetime | None
    clips: int
    uncertain: int
    ignored: int = 0


@dataclass(frozen=True)
class FolderSearched:
    """The folder was searched: `clips` were found in it, `ignored` videos are not of this app."""

    clips: int
    ignored: int


@dataclass(frozen=True)
class GenerationsReclaimed:
    """Generations of the account that the rebuilt database did not know: they are fetched."""

    count: int


Notice = (
    SettingsReset
    | PresetsReset
    | PresetsSkipped
    | DatabaseRebuilt
    | FolderSearched
    | GenerationsReclaimed
)


class Notices:
    """What has been noticed since the start, in its order. Observers hear of each new one."""

    def __init__(self) -> None:
        self._all: list[Notice] = []
        self._observers: Observers[[Notice]] = Observers()

    def all(self) -> tuple[Notice, ...]:
        return tuple(self._all)

    def tell(self, notice: Notice | None) -> None:
        """Add one; None is nothing to say."""
        if notice is not None:
            self._all.append(notice)
            self._observers.tell(notice)

    def subscribe(self, observer: Callable[[Notice], None]) -> Callable[[], None]:
        """Have `observer(notice)` called for each from now on; returns the end."""
        return self._observers.subscribe(observer)
