"""Small pictures of clips and start frames, decoded off the GUI thread and kept while recent."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from desktop.core.errors import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.tasks import TaskOwner

logger = logging.getLogger(__name__)

CARD_SIDE = 384
CARD_CAPACITY = 128
_MOST_WANTED = 64  # what was scrolled past long ago need not be decoded


class Thumbnails(QObject):
    """A bounded cache of pixmaps by the files that show something, the best file first.

    `get` answers at once, with None while a picture is being decoded; `loaded` follows with the
    same files. What cannot be shown stays None, and is not tried again until `forget`.
    """

    loaded = Signal(object)

    def __init__(
        self,
        tasks: TaskOwner,
        parent: QObject | None = None,
        *,
        max_side: int = CARD_SIDE,
        capacity: int = CARD_CAPACITY,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._max_side = max_side
        self._capacity = capacity
        self._task_name = name = f"thumbnails {max_side} {id(self)}"
        self.destroyed.connect(lambda: tasks.cancel(name))
        self._cache: OrderedDict[tuple[Path, ...], QPixmap | None] = OrderedDict()
        self._wanted: OrderedDict[tuple[Path, ...], None] = OrderedDict()

    def get(self, files: tuple[Path, ...]) -> QPixmap | None:
        """The picture if it is there; else it is asked for, once."""
        if not files:
            return None
        if files in self._cache:
            self._cache.move_to_end(files)
            return self._cache[files]
        self._wanted[files] = None
        self._wanted.move_to_end(files)
        while len(self._wanted) > _MOST_WANTED:
            self._wanted.popitem(last=False)
        self._start()
        return None

    def is_missing(self, files: tuple[Path, ...]) -> bool:
        """Whether it is known that nothing can be shown."""
        return not files or (files in self._cache and self._cache[files] is None)

    def forget(self, files: tuple[Path, ...]) -> None:
        """Decode these files anew when they are asked for."""
        self._cache.pop(files, None)

    def _start(self) -> None:
        if self._tasks.is_live(self._task_name):
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # painted before the loop runs: the next painting asks again
            return
        self._tasks.start(self._task_name, self._load(loop))

    async def _load(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._wanted:
            files, _ = self._wanted.popitem(last=True)  # the last asked for is what is looked at
            image = await loop.run_in_executor(None, _decode, files, self._max_side)
            self._cache[files] = None if image is None else QPixmap.fromImage(image)
            while len(self._cache) > self._capacity:
                self._cache.popitem(last=False)
            self.loaded.emit(files)


def _decode(files: tuple[Path, ...], max_side: int) -> QImage | None:
    """The first file that can be read; runs in a thread."""
    from desktop.media.intake import preview

    for path in files:
        try:
            width, height, pixels = preview(path, max_side)
        except (Problem, OSError) as error:
            logger.info("no thumbnail of %s: %s", path.name, error)
            continue
        image = QImage(pixels, width, height, width * 3, QImage.Format.Format_RGB888)
        return image.convertToFormat(QImage.Format.Format_RGB32)
    return None
