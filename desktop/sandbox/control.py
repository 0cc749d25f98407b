"""What tests and the curious ask of the sandbox itself, by a road that is never shut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Mount, Route

from desktop.sandbox import replies

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from desktop.sandbox.backend import Backend


class Control:
    """`/control/<token>/…`: `GET requests`, `GET books`, `GET faults`, `POST faults`."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def routes(self, token: str) -> Mount:
        """The token keeps out those who only guess at ports, as a page in a browser may."""
        return Mount(
            f"/control/{token}",
            routes=[
                Route("/requests", self.requests, methods=["GET"]),
                Route("/books", self.books, methods=["GET"]),
                Route("/faults", self.faults, methods=["GET"]),
                Route("/faults", self.set_faults, methods=["POST"]),
            ],
        )

    async def requests(self, _request: Request) -> Response:
        return replies.reply([arrival.to_record() for arrival in self._backend.arrivals])

    async def books(self, _request: Request) -> Response:
        return replies.reply(self._backend.books.to_record())

    async def faults(self, _request: Request) -> Response:
        return replies.reply({"faults": self._backend.faults.names()})

    async def set_faults(self, request: Request) -> Response:
        """Take `{"faults": ["lost-reply", "offline:5", …]}` in place of those that are on."""
        try:
            names = (await request.json())["faults"]
            self._backend.faults.replace(*map(str, names))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            return replies.v1_error(str(error), "bad-request")
        return await self.faults(request)
