"""Which addresses may be spoken to: the API's base, its storage, and the hosts of its videos."""

from __future__ import annotations

import ipaddress

import httpx

from desktop.core.errors import BadReply, InvalidRequest

BULK_HOSTS = ("leonardo.ai", "amazonaws.com", "cloudfront.net")
"""Hosts, with their subdomains, that pictures are sent to and videos come from."""

_PORTS = {"http": 80, "https": 443}
_ALLOWED = ["an https address", "an http address on this machine (127.0.0.1, localhost)"]


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine and nothing else."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_base_url(url: str) -> str:
    """The base of the API in its plain form, without a slash at the end.

    https anywhere, http on this machine only; no user, query or fragment in it.
    Raises InvalidRequest(field="LEONARDO_API_URL").
    """
    parsed = _parsed(url.strip())
    if parsed is None or not _is_base(parsed):
        shown = parsed.copy_with(query=None, fragment=None, userinfo=b"") if parsed else ""
        raise InvalidRequest(field="LEONARDO_API_URL", value=str(shown), allowed=_ALLOWED)
    return str(parsed).rstrip("/")


def _is_base(url: httpx.URL) -> bool:
    is_secret_free = not (url.userinfo or url.query or url.fragment)
    is_safe = url.scheme == "https" or (url.scheme == "http" and is_loopback(url.host))
    return bool(url.host) and is_secret_free and is_safe


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host and port: what must be equal for the key to be sent."""
    return url.scheme, url.host.lower(), url.port or _PORTS.get(url.scheme, 0)


class Addresses:
    """The addresses that go with one base of the API.

    Storage and videos: https, on its own port, on `BULK_HOSTS`; when the API itself is on this
    machine (the sandbox, a test), http and https on this machine as well, on any port.
    """

    def __init__(self, base_url: str) -> None:
        self.base = httpx.URL(check_base_url(base_url))
        self.is_local = is_loopback(self.base.host)

    def api(self, path: str) -> httpx.URL:
        """The address of an endpoint, `path` beginning with a slash."""
        return httpx.URL(f"{self.base}{path}")

    def is_api(self, url: httpx.URL) -> bool:
        """Whether `url` has the API's scheme, host and port: only then the key goes along."""
        return origin(url) == origin(self.base)

    def bulk(self, url: str) -> httpx.URL:
        """`url` if pictures or videos may pass through it. Raises BadReply; nothing is fetched.

        The address itself may be signed and is not among the facts.
        """
        parsed = _parsed(url)
        if parsed is None or not parsed.host or parsed.userinfo:
            raise BadReply(reason="address not understood")
        if not self._is_bulk(parsed):
            raise BadReply(reason="address not allowed", host=parsed.host)
        return parsed

    def _is_bulk(self, url: httpx.URL) -> bool:
        if self.is_local and is_loopback(url.host):
            return url.scheme in _PORTS
        host = url.host.lower()
        is_known = any(host == known or host.endswith(f".{known}") for known in BULK_HOSTS)
        return url.scheme == "https" and url.port in {None, _PORTS["https"]} and is_known


def _parsed(url: str) -> httpx.URL | None:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return None
