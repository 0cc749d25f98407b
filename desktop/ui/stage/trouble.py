"""What is done about a film that does not play: another decoder, another player, its file found."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.core.tasks import has_loop
from desktop.ui import clip_files
from desktop.ui.stage.message import Message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from desktop.core.tasks import TaskOwner
    from desktop.library.clips import Clip
    from desktop.ui.stage.player import ClipPlayer
    from desktop.ui.stage.surface import VideoSurface

    CopyOf = Callable[[Path], Awaitable[Path | None]]


class FilmTrouble(QObject):
    """Follows one player. First a copy is made that it can decode, and played in the film's place;

    where there can be none, the system's player is offered. `file_wanted` carries a clip whose
    file is gone.
    """

    file_wanted = Signal(object)

    def __init__(self, player: ClipPlayer, surface: VideoSurface, tasks: TaskOwner) -> None:
        super().__init__(surface)
        self.message = Message(surface)
        self._player = player
        self._surface = surface
        self._tasks = tasks
        self._copy_of: CopyOf | None = None
        self._clip: Clip | None = None
        self._copy: Path | None = None
        self._is_lost = False
        self._task_name = name = f"trouble with the clip {id(self)}"
        self.destroyed.connect(lambda: tasks.cancel(name))
        player.failed.connect(self._on_failed)
        self.message.pressed.connect(self._on_pressed)

    def set_copy_source(self, copy_of: CopyOf) -> None:
        """Who makes a copy of a film that can be decoded anywhere."""
        self._copy_of = copy_of

    def follow(self, clip: Clip) -> None:
        """This clip is played from now on."""
        self.forget()
        self._clip = clip

    def forget(self) -> None:
        """Nothing is played any more, and nothing is to be helped."""
        self._tasks.cancel(self._task_name)
        self._clip = self._copy = None
        self.message.hide()

    def is_helping(self, video: Path) -> bool:
        """Whether something is being done about this film."""
        is_it = self._clip is not None and self._clip.video == video
        return is_it and self._tasks.is_live(self._task_name)

    def plays(self, video: Path) -> bool:
        """Whether the player has this film, or the copy that stands for it."""
        is_copy = self._clip is not None and self._clip.video == video and self._copy is not None
        return self._player.path == (self._copy if is_copy else video)

    def _on_failed(self, reason: str) -> None:
        self._surface.show_still(None)
        if self._clip is not None and has_loop():
            work = self._help(self._clip, reason)
            self._tasks.start(self._task_name, work, replace=True)

    async def _help(self, clip: Clip, reason: str) -> None:
        """Whether the file is there is asked apart: its drive may be slow, or gone as well."""
        self._is_lost = not await asyncio.to_thread(clip.video.is_file)
        if self._is_lost:
            self._tell_lost(clip)
        elif self._copy is not None or not await self._play_copy(clip):
            self._tell_unplayable(reason)

    async def _play_copy(self, clip: Clip) -> bool:
        if self._copy_of is None:
            return False
        self.message.say(
            self.tr("This clip is being decoded without the graphics card"),
            self.tr("The decoder here cannot show it. Another one prepares it: a few seconds."),
            sign=("hourglass", "muted"),
            button=self.tr("Open in the system's player"),
        )
        copy = await self._copy_of(clip.video)
        if copy is None:
            return False
        self._copy = copy
        self.message.hide()
        self._player.load(copy)
        return True

    def _tell_unplayable(self, reason: str) -> None:
        title = self.tr("This clip cannot be played here")
        button = self.tr("Open in the system's player")
        self.message.say(title, reason, sign=("circle-alert", "error"), button=button)

    def _tell_lost(self, clip: Clip) -> None:
        reason = self.tr("It was moved or deleted outside Startframe.")
        if clip.generation_id is not None:
            more = self.tr("File, Fetch again from Leonardo, brings it back.")
            reason = f"{reason} {more}"
        self.message.say(
            self.tr("The file of this clip is gone"),
            reason,
            sign=("circle-alert", "error"),
            button=self.tr("Find the file…"),
        )

    def _on_pressed(self) -> None:
        if self._clip is None:
            return
        if self._is_lost:
            self.file_wanted.emit(self._clip)
        else:
            clip_files.open_in_system_player(self._clip.video)
