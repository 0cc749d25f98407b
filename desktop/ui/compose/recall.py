"""Going back through the prompts used before, as a shell does with its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Recall:
    """Where in the history the box stands. What is shown and then changed is a draft again."""

    def __init__(self) -> None:
        self._texts: Sequence[str] = ()
        self._shown: int | None = None

    def use(self, texts: Sequence[str]) -> None:
        """Another history, the newest first; going on begins anew."""
        self._texts, self._shown = texts, None

    def is_shown(self, current: str) -> bool:
        """Whether the box still holds what was called back."""
        return self._shown is not None and current == self._texts[self._shown]

    def earlier(self, current: str) -> str | None:
        """The text before this one; None where there is none, or `current` is a draft."""
        if not (self.is_shown(current) or not current):
            return None
        following = self._shown + 1 if self._shown is not None and current else 0
        if following >= len(self._texts):
            return None
        self._shown = following
        return self._texts[following]

    def later(self, current: str) -> str | None:
        """The text after this one, at last the empty box; None where nothing was called back."""
        if not self.is_shown(current) or self._shown is None:
            return None
        self._shown = self._shown - 1 if self._shown else None
        return "" if self._shown is None else self._texts[self._shown]
