"""The HTTP client for pictures from the web: directly to an address, or by name to the proxy."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

import httpx

from desktop.core.errors import Offline
from desktop.core.log import redact
from desktop.leonardo.clients import ClientMaker

if TYPE_CHECKING:
    import ssl

THROUGH_PROXY = "startframe_through_proxy"
"""The extension of a request that goes to the proxy; every other is made without one."""


async def is_proxied(host: str) -> bool:
    """Whether the environment or the system wants this host asked through a proxy."""
    return await asyncio.to_thread(_is_proxied, host)  # Windows asks the resolver


class WebClientMaker(ClientMaker):
    """Makes clients that leave the choice of the way to each request (`THROUGH_PROXY`).

    By itself the library takes the way by what stands in the address, and there an IP address
    may stand for a name that the user has excepted from the proxy.
    """

    def bulk(self) -> httpx.AsyncClient:
        try:
            ways = _Ways(self._tls(), _proxy())
        except (ImportError, ValueError, OSError, httpx.InvalidURL) as error:
            raise Offline(detail=redact(f"proxy or certificate setting: {error}")) from error
        return httpx.AsyncClient(transport=ways, follow_redirects=False, trust_env=False)


class _Ways(httpx.AsyncBaseTransport):
    def __init__(self, context: ssl.SSLContext, proxy: str | None) -> None:
        self._direct = httpx.AsyncHTTPTransport(verify=context, trust_env=False)
        self._proxied = self._direct
        if proxy is not None:
            self._proxied = httpx.AsyncHTTPTransport(verify=context, trust_env=False, proxy=proxy)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        way = self._proxied if request.extensions.get(THROUGH_PROXY) else self._direct
        return await way.handle_async_request(request)

    async def aclose(self) -> None:
        await self._direct.aclose()
        await self._proxied.aclose()


def _proxy() -> str | None:
    """The proxy for https, as a URL; None for none."""
    found = getproxies()
    proxy = found.get("https") or found.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def _is_proxied(host: str) -> bool:
    return bool(_proxy()) and not proxy_bypass(host)
