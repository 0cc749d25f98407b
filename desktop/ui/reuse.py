"""A clip as the beginning of others: its prompt, picture, settings, or another take of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core import wildcards
from desktop.jobs.composition import Composition
from desktop.ui.compose import film_recipe
from desktop.ui.compose.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.tasks import TaskOwner
    from desktop.library.clips import Clip
    from desktop.ui.chosen import Chosen
    from desktop.ui.window import MainWindow

_TASK = "use clip again"


class Reuse(QObject):
    """What a clip was made of is told by the recipe in its file, or by what is known of it."""

    def __init__(self, window: MainWindow, chosen: Chosen, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._window = window
        self._chosen = chosen
        self._tasks = tasks
        actions = window.actions_.clips
        for action, use in (
            (actions.reuse_all, self._use_all),
            (actions.reuse_prompt, self._use_prompt),
            (actions.reuse_picture, self._use_picture),
            (actions.reuse_settings, self._use_settings),
        ):
            action.triggered.connect(lambda _on=False, use=use: self._start(use))
        for count, action in actions.takes.items():
            action.triggered.connect(lambda _on=False, n=count: self._start(self._taker(n)))
        chosen.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """All of it is for one clip."""
        is_one = self._chosen.current() is not None
        for action in self._window.actions_.clips.of_reuse:
            action.setEnabled(is_one)

    def _start(self, use: Callable[[Clip, Draft], None]) -> None:
        clip = self._chosen.current()
        if clip is not None:
            self._tasks.start(_TASK, self._run(use, clip), replace=True)

    async def _run(self, use: Callable[[Clip, Draft], None], clip: Clip) -> None:
        told = await film_recipe.read(clip.video, self._window.compose.picture.frames)
        use(clip, told if told is not None else await asyncio.to_thread(_known, clip))

    def _use_all(self, clip: Clip, draft: Draft) -> None:
        self._window.compose.picture.use_draft(draft, clip.video)
        self._window.compose.focus_prompt()

    def _use_prompt(self, clip: Clip, _draft: Draft) -> None:
        self._window.compose.prompt.replace(wildcards.escaped(clip.request.prompt))
        self._window.compose.focus_prompt()

    def _use_picture(self, clip: Clip, draft: Draft) -> None:
        if draft.picture is None:
            self._tell_lost(clip)
        else:
            self._window.compose.picture.load(draft.picture, draft.picture_name)
            self._window.compose.focus_prompt()

    def _use_settings(self, _clip: Clip, draft: Draft) -> None:
        kept = self._window.compose.draft()
        mixed = replace(
            draft,
            prompt=kept.prompt,
            picture=kept.picture,
            picture_name=kept.picture_name,
            framing=kept.framing,
            origin=kept.origin,
        )
        self._window.compose.choose(mixed)

    def _taker(self, count: int) -> Callable[[Clip, Draft], None]:
        return lambda clip, draft: self._take(clip, draft, count)

    def _take(self, clip: Clip, draft: Draft, count: int) -> None:
        """The same again, as often as asked; the money asks its own question."""
        if draft.picture is None:
            self._tell_lost(clip)
            return
        one = Composition(
            clip.request, draft.picture, clip.frame_name, draft.framing, origin=clip.origin
        )
        self._window.compose.generate_requested.emit((one,) * count)

    def _tell_lost(self, clip: Clip) -> None:
        title = self.tr("The start frame of this clip is not on this computer")
        why = self.tr("Its first frame can be used instead: Playback, Use first frame.")
        self._window.notice.say(title, f"{clip.frame_name}. {why}", tone="warn")


def _known(clip: Clip) -> Draft:
    """What the library knows of a clip whose file says nothing: all but the framing. Blocks."""
    request = clip.request
    frame = clip.frame if clip.frame is not None and clip.frame.is_file() else None
    return Draft(
        prompt=wildcards.escaped(request.prompt),
        picture=frame,
        picture_name=clip.frame_name,
        dimensions=request.dimensions,
        duration_s=request.duration_s,
        audio=request.audio,
        public=request.public,
        origin=clip.origin,
    )
