"""Waiting that being cancelled does not cut short."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


async def wait_out(future: asyncio.Future[Any], limit_s: float | None = None) -> None:
    """Return when `future` is done, or after `limit_s`, however often the caller is cancelled.

    Such a cancellation is raised at the end; what `future` failed with is not, and counts as seen.
    """
    left_s = _countdown(limit_s)
    cancelled: asyncio.CancelledError | None = None
    while not future.done():
        rest_s = left_s()
        if rest_s is not None and rest_s <= 0:
            break
        try:
            await asyncio.wait({future}, timeout=rest_s)
        except asyncio.CancelledError as error:
            cancelled = error
    if future.done() and not future.cancelled():
        future.exception()
    if cancelled is not None:
        raise cancelled


def _countdown(limit_s: float | None) -> Callable[[], float | None]:
    if limit_s is None:
        return lambda: None
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit_s
    return lambda: deadline - loop.time()
