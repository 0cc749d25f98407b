"""The thread in which clips are rendered, one after another."""

from __future__ import annotations

import dataclasses
import logging
import queue
import shutil
import threading
from typing import TYPE_CHECKING

from desktop.core import atomic
from desktop.sandbox.generations import Generation, Generations, Rendering

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.sandbox.renderer import Clip

logger = logging.getLogger(__name__)


class Renderings:
    """A queue of generations to film; one at a time, so that a window beside it stays smooth.

    With `uses_stock` only the first clip of a size, duration and sound is filmed, those after it
    are copies: for when it is not the sandbox that is to be busy.
    """

    def __init__(self, folder: Path, generations: Generations, *, uses_stock: bool = False) -> None:
        self._folder = folder
        self._generations = generations
        self._uses_stock = uses_stock
        self._stock: dict[Clip, tuple[Path, Path, tuple[int, int]]] = {}
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-renderer", daemon=True)

    def start(self) -> None:
        """Start the thread with everything that was left unfinished, oldest first."""
        for generation in reversed(self._generations.all()):
            if generation.fate.has_film and generation.rendering is Rendering.WAITING:
                self.add(generation)
        self._thread.start()

    def add(self, generation: Generation) -> None:
        """Film this generation when its turn comes."""
        self._queue.put(generation.id)

    def stop(self, timeout_s: float) -> None:
        """End within one frame; what is unfinished is filmed again at the next start."""
        self._stopping.set()
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            generation_id = self._queue.get()
            generation = self._generations.get(generation_id) if generation_id else None
            if generation is not None and not self._stopping.is_set():
                self._film(generation)

    def _film(self, generation: Generation) -> None:
        from desktop.sandbox import renderer

        unfinished = self._folder / f"{generation.id}.unfinished"
        try:
            size = self._render(generation, unfinished)
        except renderer.Interrupted:
            return
        except renderer.UNUSABLE as error:
            logger.info("generation %s cannot be rendered: %s", generation.id, error)
            done = dataclasses.replace(generation, rendering=Rendering.BROKEN)
        else:
            done = dataclasses.replace(
                generation, rendering=Rendering.DONE, width=size[0], height=size[1]
            )
        finally:
            unfinished.unlink(missing_ok=True)
        if not self._generations.put(done, only_known=True):  # deleted while it was filmed
            self._generations.video(generation.id).unlink(missing_ok=True)
            self._generations.poster(generation.id).unlink(missing_ok=True)

    def _render(self, generation: Generation, unfinished: Path) -> tuple[int, int]:
        from desktop.sandbox import renderer

        video = self._generations.video(generation.id)
        poster = self._generations.poster(generation.id)
        clip = self._clip(generation)
        kind = dataclasses.replace(clip, picture=self._folder)  # whatever it shows
        if kind in self._stock:
            return self._copy(kind, video, poster)
        size = renderer.render(clip, unfinished, poster, self._stopping.is_set)
        atomic.write_bytes(video, unfinished.read_bytes())
        if self._uses_stock:
            self._stock[kind] = (video, poster, size)
        return size

    def _copy(self, kind: Clip, video: Path, poster: Path) -> tuple[int, int]:
        stock_video, stock_poster, size = self._stock[kind]
        shutil.copyfile(stock_video, video)
        shutil.copyfile(stock_poster, poster)
        return size

    def _clip(self, generation: Generation) -> Clip:
        from desktop.sandbox.renderer import Clip

        return Clip(
            picture=self._folder / generation.picture,
            width=generation.width,
            height=generation.height,
            duration_s=generation.duration_s,
            audio=generation.audio,
        )
