"""The sandbox as a Starlette application: which path leads where."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route

from desktop.sandbox import api, generation_api, replies
from desktop.sandbox.cdn import Cdn
from desktop.sandbox.control import Control
from desktop.sandbox.gate import Endpoint, admit, note
from desktop.sandbox.storage import Storage

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from desktop.sandbox.backend import Backend

logger = logging.getLogger(__name__)

BASE_PATH = "/api/rest"
_ENDPOINTS: tuple[tuple[str, str, Endpoint], ...] = (
    ("POST", "/v1/init-image", api.create_init_image),
    ("GET", "/v1/init-image/{id}", api.show_init_image),
    ("DELETE", "/v1/init-image/{id}", api.delete_init_image),
    ("GET", "/v1/me", api.show_me),
    ("GET", "/v1/generations/user/{id}", generation_api.list_generations),
    ("GET", "/v1/generations/{id}", generation_api.show_generation),
    ("DELETE", "/v1/generations/{id}", generation_api.delete_generation),
    ("POST", "/v2/generations", generation_api.create_generation),
    ("GET", "/v2/models", api.list_models),
)


def build(backend: Backend, control_token: str) -> Starlette:
    """The application over a backend."""
    storage, cdn, gateway = Storage(backend), Cdn(backend), _Gateway(backend)
    routes: list[BaseRoute] = [
        Route(BASE_PATH + path, admit(backend, endpoint), methods=[method])
        for method, path, endpoint in _ENDPOINTS
    ]
    routes += [
        Route("/storage/{bucket}/", storage.receive, methods=["POST"]),
        Route("/cdn/users/{user}/generations/{id}/{name}", cdn.generation, methods=["GET"]),
        Route("/cdn/users/{user}/initImages/{name}", cdn.init_image, methods=["GET"]),
        Control(backend).routes(control_token),
    ]
    application = Starlette(
        routes=routes,
        exception_handlers={HTTPException: gateway.no_such_endpoint, Exception: _own_fault},
    )
    application.router.redirect_slashes = False
    return application


class _Gateway:
    """What answers where no endpoint is."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def no_such_endpoint(self, request: Request, error: Exception) -> Response:
        """Without /rest a gateway's page; else what the API says of unknown endpoints."""
        note(self._backend, request)
        path = request.url.path
        if path.startswith("/api/") and not path.startswith(BASE_PATH + "/"):
            return replies.gateway_page()
        status = error.status_code if isinstance(error, HTTPException) else 404
        return replies.v1_error("Endpoint not found", "not-found", status=status)


async def _own_fault(_request: Request, error: Exception) -> Response:
    logger.error("the sandbox failed", exc_info=error)
    return replies.service_error()
