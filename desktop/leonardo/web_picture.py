"""A picture fetched from the web: over https, from public machines, small, soon, or not at all."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote

import httpx

from desktop.core import log
from desktop.core.errors import (
    Offline,
    PictureTooLarge,
    Problem,
    WebPictureFailed,
    WebPictureRefused,
)
from desktop.leonardo import public_address
from desktop.leonardo.failures import NETWORK_ERRORS, is_before_writing
from desktop.leonardo.transfer import TransferThread
from desktop.leonardo.web_client import THROUGH_PROXY, WebClientMaker, is_proxied

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.leonardo.clients import ClientMaker
    from desktop.leonardo.public_address import Resolve

    CheckHead = Callable[[bytes], None]

logger = logging.getLogger(__name__)

LIMIT_BYTES = 20 * 1024 * 1024
TIMEOUT_S = 15.0
MOST_REDIRECTS = 5
_HEAD_BYTES = 4096
_MOST_ADDRESSES = 4
_CONNECT_S = 4.0
_LONGEST_NAME = 80
_HTTPS_PORT = 443
_HIGHEST_PORT = 65535
_HOST = re.compile(r"[A-Za-z0-9._:-]+")  # after IDNA; nothing a resolver could read otherwise
_ACCEPTED = "image/png,image/jpeg,image/webp,image/avif,image/*;q=0.8"


@dataclass(frozen=True)
class WebPicture:
    """What came: its bytes, the host that was asked, and a name for people."""

    content: bytes
    host: str
    name: str


@dataclass(frozen=True)
class Rules:
    """What may be asked for; tests have machines of their own."""

    resolve: Resolve = public_address.resolve
    is_public: Callable[[str], bool] = public_address.is_public
    limit_bytes: int = LIMIT_BYTES
    timeout_s: float = TIMEOUT_S


async def fetch(
    url: str,
    check_head: CheckHead,
    *,
    rules: Rules | None = None,
    maker: ClientMaker | None = None,
) -> WebPicture:
    """Fetch a picture in a thread of its own, awaited here; see `WebPictureRequest`.

    Cancelled, it returns when the thread has ended.
    """
    request = WebPictureRequest(url, check_head, rules)
    thread = TransferThread(maker or WebClientMaker(is_local=False))
    try:
        return await thread.run(request.fetch)
    except Offline as problem:  # no client could be made: a proxy setting, for one
        raise WebPictureFailed(host=request.host, **problem.facts) from problem
    finally:
        await thread.close()


class WebPictureRequest:
    """One picture on its way; `check_head` sees its first bytes and may refuse them (a Problem).

    Nothing goes along that could tell who asks: no cookie, no referrer, no key. The name is
    resolved once a hop, every address is checked, and the connection is made to a checked one, with
    the name in TLS and in Host only: a second answer of the resolver cannot lead elsewhere.

    A proxy is told the name, after the same check: it resolves names by itself, and a tunnel to an
    address would have TLS without the name. Where it connects to is for the proxy to guard.
    """

    def __init__(self, url: str, check_head: CheckHead, rules: Rules | None = None) -> None:
        """Raises WebPictureRefused for what is no plain https address."""
        self._rules = rules or Rules()
        self._check_head = check_head
        self._url = checked(url)
        self.host = self._url.host

    async def fetch(self, client: httpx.AsyncClient) -> WebPicture:
        """All of it, or a WebPictureRefused, WebPictureFailed, PictureTooLarge or the check's."""
        try:
            async with asyncio.timeout(self._rules.timeout_s):
                content, url = await self._follow(client)
        except TimeoutError as error:
            raise self._failed(timeout_s=self._rules.timeout_s) from error
        logger.info("fetched %d bytes from the web", len(content))
        return WebPicture(content, self.host, name_of(url))

    async def _follow(self, client: httpx.AsyncClient) -> tuple[bytes, httpx.URL]:
        url = self._url
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._ask(client, url)
            try:
                if not response.has_redirect_location:
                    return await self._content(response), url
                url = checked(_joined(url, response.headers["location"]))
            finally:
                await response.aclose()
        raise WebPictureRefused(host=self.host, reason="redirects")

    async def _ask(self, client: httpx.AsyncClient, url: httpx.URL) -> httpx.Response:
        """The head of the answer, from the first address that takes a connection."""
        last: Exception | None = None
        addresses: list[str | None] = [*await self._addresses(url)]
        if await is_proxied(url.raw_host.decode("ascii")):
            addresses = [None]
        for address in addresses:
            try:
                return await client.send(
                    _request(url, address), stream=True, follow_redirects=False
                )
            except NETWORK_ERRORS as error:
                last = error
                if not is_before_writing(error):
                    break
            except (ValueError, httpx.InvalidURL) as error:
                raise WebPictureRefused(host=url.host, reason="address") from error
        detail = log.redact(f"{type(last).__name__}: {last}")[:200]
        raise self._failed(detail=detail) from last

    async def _addresses(self, url: httpx.URL) -> list[str]:
        """Where to connect to; every address of the name is public, or none is used."""
        try:
            found = await self._rules.resolve(url.raw_host.decode("ascii").strip("[]"), _port(url))
        except OSError as error:
            raise self._failed(detail=f"no such name: {error}") from error
        if not found:
            raise self._failed(detail="no such name")
        if not all(self._rules.is_public(address) for address in found):
            raise WebPictureRefused(host=url.host, reason="private")
        return found[:_MOST_ADDRESSES]

    async def _content(self, response: httpx.Response) -> bytes:
        """The bytes as they are, counted; what a header says about them is not trusted."""
        if response.status_code != HTTPStatus.OK:
            raise self._failed(status=response.status_code)
        announced = response.headers.get("content-length", "")
        if announced.isascii() and announced.isdigit():
            self._check_size(int(announced[:15]))
        content, is_checked = bytearray(), False
        try:
            async for chunk in response.aiter_raw():
                content += chunk
                self._check_size(len(content))
                if not is_checked and len(content) >= _HEAD_BYTES:
                    self._check_head(bytes(content[:_HEAD_BYTES]))
                    is_checked = True
        except NETWORK_ERRORS as error:
            raise self._failed(detail=type(error).__name__) from error
        if not is_checked:
            self._check_head(bytes(content))
        return bytes(content)

    def _check_size(self, size_bytes: int) -> None:
        limit = self._rules.limit_bytes
        if size_bytes > limit:
            name = name_of(self._url)
            raise PictureTooLarge(name=name, size_bytes=size_bytes, limit_bytes=limit)

    def _failed(self, **facts: object) -> Problem:
        return WebPictureFailed(host=self.host, **facts)


def checked(url: str) -> httpx.URL:
    """The address, if it is https with a host and without a user. Raises WebPictureRefused."""
    try:
        parsed = httpx.URL(url.strip())
        host, plain = parsed.host, parsed.raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise WebPictureRefused(reason="address") from error
    if parsed.scheme != "https" or not host:
        is_web = parsed.scheme == "http" and host
        raise WebPictureRefused(host=host or None, reason="insecure" if is_web else "address")
    if not _HOST.fullmatch(plain) or not 0 < _port(parsed) <= _HIGHEST_PORT:
        raise WebPictureRefused(host=host, reason="address")
    if parsed.userinfo:
        raise WebPictureRefused(host=host, reason="credentials")
    return parsed.copy_with(fragment=None)


def name_of(url: httpx.URL) -> str:
    """The last part of the path, as a file's name; the host where there is none."""
    last = unquote(url.path).rstrip("/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '\\:*?"<>|')
    return plain.strip()[-_LONGEST_NAME:] or url.host


def _joined(url: httpx.URL, location: str) -> str:
    try:
        return str(url.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise WebPictureRefused(host=url.host, reason="address") from error


def _port(url: httpx.URL) -> int:
    return _HTTPS_PORT if url.port is None else url.port


def _request(url: httpx.URL, address: str | None) -> httpx.Request:
    """For this address alone, or for the proxy; by hand, so that nothing the client keeps goes."""
    name = url.raw_host.decode("ascii")
    host = f"[{name}]" if ":" in name else name
    way = {THROUGH_PROXY: True} if address is None else {"sni_hostname": name}
    return httpx.Request(
        "GET",
        url if address is None else url.copy_with(host=address),
        headers={
            "host": host if url.port is None else f"{host}:{url.port}",
            "user-agent": "Startframe",
            "accept": _ACCEPTED,
            "accept-encoding": "identity",
        },
        extensions={
            "timeout": httpx.Timeout(TIMEOUT_S, connect=_CONNECT_S).as_dict(),
            **way,
        },
    )
