"""The sandbox's door: the listening socket, which can be closed for a while and opened again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from typing import TYPE_CHECKING

import uvicorn

from desktop.sandbox.faults import ALWAYS, Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.sandbox.faults import FaultPlan

_BACKLOG = 128
_TURNS = 5  # of the loop, until a connection that was accepted has its protocol


class Door(uvicorn.Server):
    """A server whose first listener is shut while the fault `offline` is on.

    Then connections to it are refused, and those there were are cut; its other listeners stay.
    """

    def __init__(self, config: uvicorn.Config, faults: FaultPlan, address: tuple[str, int]) -> None:
        super().__init__(config)
        self._faults = faults
        self._address = address
        self._reserved: socket.socket | None = None
        self._turning = asyncio.Lock()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, unless the fault is on from the start."""
        await super().startup(sockets)
        await self.follow()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Give the port back as well."""
        if self._reserved is not None:
            self._reserved.close()
        await super().shutdown(sockets)

    async def follow(self) -> None:
        """Open or shut, as the faults say."""
        async with self._turning:
            is_wanted_shut = self._faults.is_on(Fault.OFFLINE)
            if is_wanted_shut and self._reserved is None:
                await self._shut()
                self._open_again_later()
            elif not is_wanted_shut and self._reserved is not None:
                await self._open(self._reserved)

    async def _shut(self) -> None:
        await self._stop_accepting()
        self.servers[0].close()
        for connection in tuple(self.server_state.connections):
            if getattr(connection, "server", None) == self._address:
                connection.transport.abort()
        # bound, not listening: connections are refused, and nobody else gets the port meanwhile
        self._reserved = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name != "nt":
            self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reserved.bind(self._address)

    async def _stop_accepting(self) -> None:
        """Let those in who are at the door: asyncio forgets them if it is closed meanwhile."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(NotImplementedError):  # Windows
            for listener in self.servers[0].sockets:
                loop.remove_reader(listener.fileno())
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    def _open_again_later(self) -> None:
        seconds = self._faults.times(Fault.OFFLINE)
        if seconds != ALWAYS:
            loop = asyncio.get_running_loop()
            loop.call_later(seconds, self._faults.remove, Fault.OFFLINE)

    async def _open(self, reserved: socket.socket) -> None:
        self._reserved = None
        reserved.listen(_BACKLOG)
        loop = asyncio.get_running_loop()
        self.servers[0] = await loop.create_server(self._protocol, sock=reserved, backlog=_BACKLOG)

    def _protocol(self) -> asyncio.Protocol:
        make: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        state = self.lifespan.state
        return make(config=self.config, server_state=self.server_state, app_state=state)
