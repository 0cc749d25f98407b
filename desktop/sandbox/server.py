"""The sandbox's server: loopback only, in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import uuid
from typing import TYPE_CHECKING

from desktop.core.errors import FolderUnwritable, NetworkProblem
from desktop.sandbox.arrivals import Arrivals
from desktop.sandbox.backend import Backend
from desktop.sandbox.faults import FaultPlan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from pathlib import Path

    import uvicorn
    from starlette.requests import Request

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
_BASE_PATH = "/api/rest"
_STOP_LIMIT_S = 10.0


class Sandbox:
    """The API of `leonardo-api.md` on this machine, for as long as it is started.

    `folder` holds its account, uploads and films; they survive a restart. `render_s` is how long
    a generation stays PENDING at least. `faults` are names of `faults.Fault`, `name` or `name:N`.
    Use `url` as LEONARDO_API_URL, and `key` or any other UUID-shaped key. One start, one stop.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        render_s: float = 8.0,
        faults: Iterable[str] = (),
        key: str | None = None,
        balance_usd: Decimal | None = None,
    ) -> None:
        """Raises ValueError for a fault that does not exist. `balance_usd` replaces the stored."""
        self.key = key or str(uuid.uuid4())
        self.faults = FaultPlan(faults)
        self.requests = Arrivals()
        self._folder = folder
        self._port = port
        self._balance_usd = balance_usd
        self._render_s = render_s
        self._backend: Backend | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:<port>/api/rest`; /v1 and /v2 lie below. Known once it is started."""
        return f"{self.origin}{_BASE_PATH}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{HOST}:{self._port}"

    @property
    def user_id(self) -> str:
        """The account's user id. Known once it is started."""
        assert self._backend is not None
        return self._backend.account.user_id

    def start(self) -> None:
        """Listen, then return; call it off the GUI thread (imports, files).

        Raises NetworkProblem when the port is taken, FolderUnwritable when the folder is of no use.
        """
        listener = _listen(self._port)
        try:
            self._open()
        except OSError as error:
            listener.close()
            raise FolderUnwritable(folder=str(self._folder)) from error
        self._port = listener.getsockname()[1]
        self._serve(listener)
        logger.info("the sandbox listens on %s", self.origin)

    def stop(self) -> None:
        """Stop listening, end both threads; films that are unfinished go on at the next start."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        assert self._server is not None
        assert self._backend is not None
        self._server.should_exit = True
        self._backend.close(_STOP_LIMIT_S)
        thread.join(_STOP_LIMIT_S)
        if thread.is_alive():
            logger.warning("the sandbox did not stop within %s s", _STOP_LIMIT_S)

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _open(self) -> None:
        backend = Backend(
            self._folder,
            key=self.key,
            render_s=self._render_s,
            faults=self.faults,
            arrivals=self.requests,
            hang_up=self._hang_up,
        )
        backend.open(self._balance_usd)
        self._backend = backend

    def _serve(self, listener: socket.socket) -> None:
        import uvicorn

        from desktop.sandbox import application

        assert self._backend is not None
        config = uvicorn.Config(
            application.build(self._backend),
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # failures of the application are logged by itself
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        logging.getLogger("python_multipart").setLevel(logging.ERROR)  # a bad form is answered
        self._thread = threading.Thread(
            target=_run, args=(self._server, listener), name="sandbox-server", daemon=True
        )
        self._thread.start()

    def _hang_up(self, request: Request) -> None:
        """Close the connection of a request after what was written has been sent."""
        assert self._server is not None
        for connection in self._server.server_state.connections:
            if request.client is not None and getattr(connection, "client", None) == tuple(
                request.client
            ):
                connection.transport.close()


def _listen(port: int) -> socket.socket:
    """A listening socket: connections wait in it from now on. Raises NetworkProblem."""
    try:
        return socket.create_server((HOST, port), backlog=128)
    except (OSError, OverflowError) as error:
        raise NetworkProblem(host=f"{HOST}:{port}", detail="the port cannot be used") from error


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    with listener:
        asyncio.run(server.serve(sockets=[listener]))
