"""What will be sent, drawn off the GUI thread: quickly while the frame moves, then exactly.

The newest order wins, and each of the two ways does one at a time.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop.core.errors import MediaProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.core.catalogue import Dimensions
    from desktop.core.tasks import TaskOwner
    from desktop.media.framing import Framing
    from desktop.media.sketch import SmallCopy

logger = logging.getLogger(__name__)

RESTS_AFTER_S = 0.2
RGB_BYTES = 3


@dataclass(frozen=True)
class Order:
    """A framing to be drawn at `size`, in pixels of the screen; equal ones look alike."""

    path: Path
    dimensions: Dimensions
    framing: Framing
    size: tuple[int, int]
    copy: SmallCopy = field(compare=False, repr=False)


class Proofs(QObject):
    """Both signals carry the order and its QImage."""

    sketched = Signal(object, object)
    proved = Signal(object, object)

    def __init__(self, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sketches = _Lane("framing sketch", tasks, _sketch, self.sketched.emit)
        self._proofs = _Lane("framing proof", tasks, _prove, self.proved.emit, RESTS_AFTER_S)

    def want(self, order: Order, *, is_sketch_needed: bool) -> None:
        """Have it drawn. Needs a running loop."""
        if is_sketch_needed:
            self._sketches.want(order)
        self._proofs.want(order)

    def drop(self) -> None:
        """Nothing is wanted any more."""
        self._sketches.drop()
        self._proofs.drop()


class _Lane:
    """Works on the newest order, one at a time, once none has come for `rests_after_s`."""

    def __init__(
        self,
        name: str,
        tasks: TaskOwner,
        work: Callable[[Order], QImage],
        done: Callable[[Order, QImage], None],
        rests_after_s: float = 0.0,
    ) -> None:
        self._name = name
        self._tasks = tasks
        self._work = work
        self._done = done
        self._rests_after_s = rests_after_s
        self._wanted: Order | None = None
        self._is_running = False

    def want(self, order: Order) -> None:
        self._wanted = order
        if not self._is_running:
            # a task that has returned is live until the loop comes round: it is replaced
            self._is_running = self._tasks.start(self._name, self._run(), replace=True)

    def drop(self) -> None:
        self._wanted = None

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()  # asked for once: Qt goes on where a run of it has ended
        try:
            while (order := self._wanted) is not None:
                if self._rests_after_s:
                    await _rest(loop, self._rests_after_s)
                if self._wanted is order:
                    self._wanted = None
                    await self._do(loop, order)
        finally:
            self._is_running = False

    async def _do(self, loop: asyncio.AbstractEventLoop, order: Order) -> None:
        try:
            image = await loop.run_in_executor(None, self._work, order)
        except MediaProblem as problem:  # told when the picture is sent
            logger.info("no proof of %s: %s", order.path.name, problem.code)
        else:
            self._done(order, image)


async def _rest(loop: asyncio.AbstractEventLoop, seconds: float) -> None:
    rested: asyncio.Future[None] = loop.create_future()
    timer = loop.call_later(seconds, _settle, rested)
    try:
        await rested
    finally:
        timer.cancel()


def _settle(rested: asyncio.Future[None]) -> None:
    if not rested.done():  # cancelled a moment ago
        rested.set_result(None)


def _sketch(order: Order) -> QImage:
    from desktop.media.sketch import sketch

    return _image(*sketch(order.copy, order.dimensions, order.framing, order.size))


def _prove(order: Order) -> QImage:
    from desktop.media.prepare import proof

    return _image(*proof(order.path, order.dimensions, order.framing, order.size))


def _image(width: int, height: int, rgb: bytes) -> QImage:
    image = QImage(rgb, width, height, width * RGB_BYTES, QImage.Format.Format_RGB888)
    return image.copy()  # the bytes go when this function ends
