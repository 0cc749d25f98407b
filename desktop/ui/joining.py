"""Clips joined into one film: those of a chain, or those that are selected, in their order."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from desktop.core.errors import Problem
from desktop.ui.dialogs import confirm
from desktop.ui.film_writing import FilmWriting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.library.clips import Clip
    from desktop.media.joining.plan import Obstacle, Piece, Plan
    from desktop.ui.chosen import Chosen
    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow

_TASK = "join clips"


class JoinControl(QObject):
    """What will be done is said and agreed to first; closing the window ends it without a trace."""

    def __init__(
        self,
        window: MainWindow,
        chosen: Chosen,
        *,
        preferences: Preferences,
        tasks: TaskOwner,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._chosen = chosen
        self._writing = FilmWriting(window, preferences)
        self._tasks = tasks
        self._studio: Studio | None = None
        window.actions_.clips.join.triggered.connect(lambda: tasks.start(_TASK, self._join()))
        window.actions_.clips.export_timeline.triggered.connect(
            lambda: tasks.start(_TASK, self._join(is_timeline=True))
        )
        chosen.changed.connect(self.refresh)
        self.refresh()

    def attach(self, studio: Studio) -> None:
        """From now on there are clips."""
        self._studio = studio

    def refresh(self) -> None:
        """Several can be joined, and one that goes on from another."""
        clips = self._chosen.clips()
        is_chain = len(clips) == 1 and clips[0].origin is not None
        for action in (
            self._window.actions_.clips.join,
            self._window.actions_.clips.export_timeline,
        ):
            action.setEnabled(len(clips) > 1 or is_chain)

    def join(self, clips: Sequence[Clip], *, is_timeline: bool = False) -> None:
        """Join these, in their order; as a timeline, write down their cuts."""
        self._tasks.start(_TASK, self._join(clips, is_timeline=is_timeline))

    async def _join(self, clips: Sequence[Clip] = (), *, is_timeline: bool = False) -> None:
        from desktop.media.joining.plan import plan

        try:
            clips = clips or await self._wanted()
            if len(clips) < 2:  # noqa: PLR2004 - one is no film of several
                self._tell_alone()
                return
            made = await asyncio.to_thread(plan, pieces(clips))
            if is_timeline:
                await self._export(clips[0], made)
                return
            await self._write(clips, made)
        except Problem as problem:
            self._window.notice.show_problem(problem)

    async def _wanted(self) -> list[Clip]:
        """The selection, oldest first; of one clip, all it comes from, and it at the end."""
        clips = await self._chosen.all()
        if len(clips) == 1 and self._studio is not None:
            return await self._studio.library.path_to(clips[0].id)
        return sorted(clips, key=lambda clip: clip.created_at)

    def _tell_alone(self) -> None:
        title = self.tr("The clip it goes on from is not here")
        self._window.notice.say(title, self.tr("Select several clips to join them."), tone="warn")

    async def _write(self, clips: Sequence[Clip], made: Plan) -> None:
        from desktop.media.joining.join import join

        title = self.tr("Join {n} clips?").format(n=len(clips))
        if not await confirm(self._window, title, described(made), self.tr("Join…")):
            return

        def write(target: Path, is_cancelled: Callable[[], bool]) -> str:
            join(made, target, is_cancelled)
            return described(made)

        name = self.tr("{clip} joined").format(clip=clips[0].video.stem)
        doing = self.tr("Joining {n} clips…").format(n=len(clips))
        await self._writing.run(f"{name}.mp4", _films(made), write, doing)

    async def _export(self, first: Clip, made: Plan) -> None:
        """The same cuts for an editing program, which reads the films where they lie."""
        from desktop.media.joining import timeline

        def write(target: Path, _is_cancelled: Callable[[], bool]) -> None:
            timeline.write(made, target, target.stem)

        await self._writing.run(f"{first.video.stem}.otio", _films(made), write)


def _films(made: Plan) -> list[Path]:
    return [part.video for part in made.parts]


def pieces(clips: Sequence[Clip]) -> list[Piece]:
    """Each until the frame that the next one begins with, where it goes on from it."""
    from desktop.media.joining.plan import Piece

    made = []
    for clip, following in zip(clips, [*clips[1:], None], strict=True):
        origin = None if following is None else following.origin
        goes_on = origin is not None and origin.clip_id == clip.id
        made.append(Piece(clip.video, origin.at_s if origin is not None and goes_on else None))
    return made


def described(made: Plan) -> str:
    """How long it is, and what becomes of pictures and sound."""
    length = _tr("{n} frames, {seconds} s.").format(
        n=f"{made.frames:,}", seconds=f"{float(made.duration_s):.2f}"
    )
    pictures = _tr("The pictures are copied as they are.")
    if made.obstacle is not None:
        why = _reason(made.obstacle)
        pictures = _tr("The pictures are encoded anew: {why}.").format(why=why)
    sound = _tr("The sound is kept and faded for 40 ms at each seam.") if made.has_sound else ""
    return " ".join(filter(None, (length, pictures, sound)))


def _reason(obstacle: Obstacle) -> str:
    reasons = {
        "sizes": _tr("they are of different sizes"),
        "codecs": _tr("they are encoded in different ways"),
        "cut": _tr("a clip is cut where its other frames need what is cut off"),
        "turned": _tr("one of them is turned when it is played"),
    }
    return reasons[obstacle.value]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Joining", text)
