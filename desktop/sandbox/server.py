"""The sandbox's server: loopback only, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import uuid
from typing import TYPE_CHECKING

from desktop.core.errors import FolderUnwritable, NetworkProblem
from desktop.sandbox.arrivals import Arrivals
from desktop.sandbox.backend import Backend
from desktop.sandbox.faults import Fault, FaultPlan
from desktop.sandbox.onlookers import Onlookers

if TYPE_CHECKING:
    import concurrent.futures
    from collections.abc import Callable, Iterable
    from decimal import Decimal
    from pathlib import Path

    from starlette.requests import Request

    from desktop.sandbox.books import Books
    from desktop.sandbox.door import Door

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
_BASE_PATH = "/api/rest"
_STOP_LIMIT_S = 10.0


class Sandbox:
    """The API of `leonardo-api.md` on this machine, for as long as it is started.

    `folder` holds its account, uploads and films; they survive a restart. `render_s` is how long
    a generation stays PENDING at least; with `uses_stock_films` clips of one kind are copies of
    the first. `faults` are names of `faults.Fault`, `name` or `name:N`; they may change at any
    time. Use `url` as LEONARDO_API_URL, and `key` or any other UUID-shaped key; `control_url` is
    for other processes that switch faults or read the books. One start, one stop.
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
        uses_stock_films: bool = False,
    ) -> None:
        """Raises ValueError for a fault that does not exist. `balance_usd` replaces the stored."""
        self.key = key or str(uuid.uuid4())
        self.faults = FaultPlan(faults)
        self.requests = Arrivals()
        self.onlookers = Onlookers()
        self._folder = folder
        self._port = port
        self._balance_usd = balance_usd
        self._render_s = render_s
        self._uses_stock_films = uses_stock_films
        self._control = ""
        self._backend: Backend | None = None
        self._server: Door | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turning: concurrent.futures.Future[None] | None = None
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

    @property
    def control_url(self) -> str:
        """Where other processes switch faults and read the books; see `control`."""
        return self._control

    @property
    def books(self) -> Books:
        """What has been ordered, made and charged. Known once it is started."""
        assert self._backend is not None
        return self._backend.books

    def go_offline(self) -> None:
        """Refuse connections and cut those there are, until `go_online`; back when it is so."""
        self.faults.add(Fault.OFFLINE.label)
        self._settle()

    def go_online(self) -> None:
        """Take connections again; back when it is so."""
        self.faults.remove(Fault.OFFLINE)
        self._settle()

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
        self._serve(listener, _listen(0))
        logger.info("the sandbox listens on %s", self.origin)

    def stop(self) -> None:
        """Stop listening, end both threads; films that are unfinished go on at the next start."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        assert self._server is not None
        assert self._backend is not None
        self.faults.on_change(None)
        self._server.should_exit = True
        self._call(self._backend.end_silence)
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
            uses_stock_films=self._uses_stock_films,
            faults=self.faults,
            arrivals=self.requests,
            onlookers=self.onlookers,
            hang_up=self._hang_up,
        )
        backend.open(self._balance_usd)
        self._backend = backend

    def _serve(self, listener: socket.socket, control: socket.socket) -> None:
        import uvicorn

        from desktop.sandbox import application
        from desktop.sandbox.door import Door

        assert self._backend is not None
        token = uuid.uuid4().hex
        self._control = f"http://{HOST}:{control.getsockname()[1]}/control/{token}"
        config = uvicorn.Config(
            application.build(self._backend, token),
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
        self._server = Door(config, self.faults, listener.getsockname())
        logging.getLogger("python_multipart").setLevel(logging.ERROR)  # a bad form is answered
        self._thread = threading.Thread(
            target=self._run, args=(listener, control), name="sandbox-server", daemon=True
        )
        self._thread.start()

    def _run(self, *listeners: socket.socket) -> None:
        with contextlib.ExitStack() as stack:
            for listener in listeners:
                stack.enter_context(listener)
            asyncio.run(self._run_until_asked(list(listeners)))

    async def _run_until_asked(self, listeners: list[socket.socket]) -> None:
        assert self._server is not None
        self._loop = asyncio.get_running_loop()
        self.faults.on_change(self._follow)
        try:
            await self._server.serve(listeners)
        finally:
            self._loop = None

    def _follow(self) -> None:
        """Faults have changed: the door is opened or shut in its own thread, in its turn."""
        if self._loop is not None and self._server is not None and self._server.started:
            self._turning = asyncio.run_coroutine_threadsafe(self._server.follow(), self._loop)

    def _settle(self) -> None:
        self._follow()
        if self._turning is not None:
            self._turning.result(_STOP_LIMIT_S)

    def _call(self, function: Callable[[], None]) -> None:
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended meanwhile
                loop.call_soon_threadsafe(function)

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
