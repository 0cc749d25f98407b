"""What stands behind the endpoints: account, uploads, generations, faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.sandbox.account import Account
from desktop.sandbox.books import Books
from desktop.sandbox.generations import Generations
from desktop.sandbox.renderings import Renderings
from desktop.sandbox.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from pathlib import Path

    from starlette.requests import Request

    from desktop.sandbox.arrivals import Arrivals
    from desktop.sandbox.faults import FaultPlan
    from desktop.sandbox.onlookers import Onlookers


class Backend:
    """The sandbox's world in one folder; it is there again after a restart.

    `hang_up` closes the connection a request came on, without an answer.
    """

    def __init__(
        self,
        folder: Path,
        *,
        key: str,
        render_s: float,
        uses_stock_films: bool,
        faults: FaultPlan,
        arrivals: Arrivals,
        onlookers: Onlookers,
        hang_up: Callable[[Request], None],
    ) -> None:
        self.folder = folder
        self.key = key
        self.render_s = render_s
        self.faults = faults
        self.arrivals = arrivals
        self.books = Books(folder)
        self.account = Account(folder)
        self.uploads = Uploads(folder / "uploads")
        self.generations = Generations(folder / "generations")
        self.renderings = Renderings(folder, self.generations, uses_stock=uses_stock_films)
        self.onlookers = onlookers
        self._hang_up = hang_up
        self._unanswered: set[Request] = set()

    def open(self, balance_usd: Decimal | None) -> None:
        """Take up what earlier starts left, unfinished films included. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.books.load()
        self.account.load(balance_usd)
        self.uploads.load()
        self.generations.load()
        self.renderings.start()

    def close(self, timeout_s: float) -> None:
        self.renderings.stop(timeout_s)

    async def hang_up(self, request: Request) -> None:
        """Close the connection once what was written is sent, and wait until it is closed."""
        self._hang_up(request)
        await _disconnected(request)

    async def keep_silent(self, request: Request) -> None:
        """Answer nothing until the client has gone, or the sandbox stops."""
        self._unanswered.add(request)
        try:
            await _disconnected(request)
        finally:
            self._unanswered.discard(request)

    def end_silence(self) -> None:
        """Hang up on all who are still waiting."""
        for request in tuple(self._unanswered):
            self._hang_up(request)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
