"""What stands behind the endpoints: account, uploads, generations, faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.sandbox.account import Account
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
        faults: FaultPlan,
        arrivals: Arrivals,
        hang_up: Callable[[Request], None],
    ) -> None:
        self.folder = folder
        self.key = key
        self.render_s = render_s
        self.faults = faults
        self.arrivals = arrivals
        self.account = Account(folder)
        self.uploads = Uploads(folder / "uploads")
        self.generations = Generations(folder / "generations")
        self.renderings = Renderings(folder, self.generations)
        self._hang_up = hang_up

    def open(self, balance_usd: Decimal | None) -> None:
        """Take up what earlier starts left, unfinished films included. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.account.load(balance_usd)
        self.uploads.load()
        self.generations.load()
        self.renderings.start()

    def close(self, timeout_s: float) -> None:
        self.renderings.stop(timeout_s)

    async def hang_up(self, request: Request) -> None:
        """Close the connection once what was written is sent, and wait until it is closed."""
        self._hang_up(request)
        while (await request.receive())["type"] != "http.disconnect":
            pass
