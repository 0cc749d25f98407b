"""Who wants to be told of something: added by `subscribe`, which returns how to end it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Generic, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")


class Observers(Generic[P]):
    """Functions that are called with what is told, in the order they came."""

    def __init__(self) -> None:
        self._observers: list[Callable[P, None]] = []

    def subscribe(self, observer: Callable[P, None]) -> Callable[[], None]:
        """Have `observer` called from now on; returns the function that ends it."""
        self._observers.append(observer)

        def end() -> None:
            if observer in self._observers:
                self._observers.remove(observer)

        return end

    def tell(self, *values: P.args, **named: P.kwargs) -> None:
        """Call them all now. One that ends itself or another meanwhile does no harm."""
        for observer in tuple(self._observers):
            observer(*values, **named)

    def tell_soon(self, *values: P.args, **named: P.kwargs) -> None:
        """Have the running loop call them: what goes wrong in one never touches the teller."""
        import asyncio  # not before the first paint

        for observer in tuple(self._observers):
            asyncio.get_running_loop().call_soon(partial(observer, *values, **named))
