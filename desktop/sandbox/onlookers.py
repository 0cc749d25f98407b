"""Who is told, in the sandbox's own thread, of what happens at the moment it happens."""

from __future__ import annotations

from collections.abc import Callable

Onlooker = Callable[[str, str], None]
"""Called with the name of a moment and its subject: ("arrival", "POST /api/rest/v1/init-image")."""


class Onlookers:
    """Told before a reply is sent: what an onlooker does, it does while the client still waits.

    Moments: "arrival" (method and path), "creation" (a generation's id), "sending" (a film's
    name, before each piece of it).
    """

    def __init__(self) -> None:
        self._onlookers: list[Onlooker] = []

    def add(self, onlooker: Onlooker) -> Callable[[], None]:
        """Have `onlooker(moment, subject)` called; returns the function that ends it."""
        self._onlookers.append(onlooker)
        return lambda: self._onlookers.remove(onlooker)

    def tell(self, moment: str, subject: str) -> None:
        for onlooker in tuple(self._onlookers):
            onlooker(moment, subject)
