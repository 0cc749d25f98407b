"""The newest version, as the project's release page tells it: asked without a trace, not trusted.

It is no business of Leonardo's; it lies here because this room alone speaks HTTP.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from desktop.core.errors import Offline, VersionUnknown
from desktop.core.log import redact
from desktop.core.plain_text import plain
from desktop.core.release import Release, parse
from desktop.leonardo.address import origin
from desktop.leonardo.clients import ClientMaker
from desktop.leonardo.failures import NETWORK_ERRORS, is_before_writing
from desktop.leonardo.transfer import TransferThread

if TYPE_CHECKING:
    from desktop.core.release import Version

logger = logging.getLogger(__name__)

LATEST = "https://api.github.com/repos/startframe/startframe/releases/latest"
PAGES = "https://github.com/startframe/startframe/releases/"
LIMIT_BYTES = 512 * 1024
TIMEOUT_S = 15.0
MOST_REDIRECTS = 2
MOST_LINES, MOST_CHARS = 8, 500
_CONNECT_S = 5.0
_LONGEST_PAGE = 200
_HEADING, _POINT = re.compile(r"^#{1,6}\s+"), re.compile(r"^[*+-]\s+")
_REST_OF_PAGE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


async def newest() -> Release | None:
    """The newest release; None where that is a draft or a trial. Raises VersionUnknown.

    Asked in a thread of its own, awaited here; cancelled, it returns when the thread has ended.
    """
    thread = TransferThread(ClientMaker(is_local=False))
    try:
        return read(await thread.run(_content))
    except Offline as problem:  # no client could be made: a proxy setting, for one
        raise VersionUnknown(reason="offline", **problem.facts) from problem
    finally:
        await thread.close()


async def _content(client: httpx.AsyncClient) -> bytes:
    """What the page answers, after the few redirects that stay on its host."""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            return await _followed(client)
    except NETWORK_ERRORS as error:
        reason = "offline" if is_before_writing(error) else "timed_out"
        raise _unknown(reason, detail=redact(f"{type(error).__name__}: {error}")[:200]) from error


async def _followed(client: httpx.AsyncClient) -> bytes:
    url = httpx.URL(LATEST)
    for _ in range(MOST_REDIRECTS + 1):
        response = await client.send(_request(url), stream=True, follow_redirects=False)
        try:
            if not response.has_redirect_location:
                return await _body(response)
            url = _next(url, response.headers["location"])
        finally:
            await response.aclose()
    raise _unknown("redirect")


def _request(url: httpx.URL) -> httpx.Request:
    """By hand, so that nothing goes along that could tell who asks: no version, no cookie."""
    return httpx.Request(
        "GET",
        url,
        headers={
            "user-agent": "Startframe",
            "accept": "application/vnd.github+json",
            "accept-encoding": "identity",
        },
        extensions={"timeout": httpx.Timeout(TIMEOUT_S, connect=_CONNECT_S).as_dict()},
    )


def _next(url: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads: another place of the same host, or nowhere."""
    try:
        found = url.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise _unknown("redirect") from error
    if origin(found) != origin(url) or found.userinfo:
        raise _unknown("redirect")
    return found


async def _body(response: httpx.Response) -> bytes:
    """The bytes as they came, counted: none of them is unpacked."""
    if response.status_code != HTTPStatus.OK:
        raise _unknown("status", status=response.status_code)
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > LIMIT_BYTES:
            raise _unknown("reply", detail="too long")
    return bytes(content)


# ── what it says ─────────────────────────────────────────────────────────────────────────────


def read(content: bytes) -> Release | None:
    """The release a reply tells of; None for a draft or a trial. Raises VersionUnknown."""
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _unknown("reply", detail="no JSON") from error
    if not isinstance(found, dict):
        raise _unknown("reply", detail="no object")
    if found.get("draft") is not False or found.get("prerelease") is not False:
        logger.info("the newest release is not for everybody, or does not say so")
        return None
    return Release(_version(found), _notes(found.get("body")), _page(found.get("html_url")))


def _version(found: dict[str, Any]) -> Version:
    tag = found.get("tag_name")
    version = parse(tag) if isinstance(tag, str) else None
    if version is None:
        raise _unknown("reply", detail="no version")
    return version


def _page(found: object) -> str:
    """An address below the project's releases, spelled plainly; no other is ever opened."""
    if not (isinstance(found, str) and len(found) <= _LONGEST_PAGE and found.startswith(PAGES)):
        raise _unknown("reply", detail="page elsewhere")
    if not _REST_OF_PAGE.fullmatch(found.removeprefix(PAGES)):
        raise _unknown("reply", detail="page not understood")
    return found


def _notes(found: object) -> str:
    """The first lines, without what turns or hides text; an ellipsis stands for the rest."""
    if not isinstance(found, str):
        return ""
    text = "".join(c for c in plain(found[: 20 * MOST_CHARS]) if c.isprintable() or c == "\n")
    lines = [_unmarked(line) for line in text.splitlines() if line.strip()]
    shown = "\n".join(lines[:MOST_LINES])
    if len(shown) > MOST_CHARS:
        return shown[: MOST_CHARS - 1].rstrip() + "…"
    return f"{shown}\n…" if len(lines) > MOST_LINES else shown


def _unmarked(line: str) -> str:
    """A line of Markdown without the signs of headings, its points as points."""
    return _POINT.sub("• ", _HEADING.sub("", line.strip()))


def _unknown(reason: str, **facts: Any) -> VersionUnknown:
    return VersionUnknown(reason=reason, host=httpx.URL(LATEST).host, **facts)
