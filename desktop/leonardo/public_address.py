"""Which machines of the internet may be asked for a picture: public ones, and no others.

What a page names is not trusted: an address inside the user's network, or of this machine, would
let a stranger's page reach what only the user can.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Resolve = Callable[[str, int], Awaitable[list[str]]]
    Found = list[str] | OSError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_NOT_ALL_TRUE = (
    ipaddress.ip_network("192.0.0.0/24"),  # RFC 6890: for protocols, some said to be global
    ipaddress.ip_network("64:ff9b:1::/48"),  # RFC 8215: local translation
    ipaddress.ip_network("fec0::/10"),  # RFC 3879: site-local, given up, and still routed by some
)


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public internet.

    False for private, loopback, link-local, shared (RFC 6598), multicast and reserved ones, and
    for IPv6 addresses that carry such an IPv4 one.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        carried = _carried(found)
        if carried is not None:
            return is_public(str(carried))
    if any(found.version == net.version and found in net for net in _NOT_ALL_TRUE):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def _carried(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that packets to this one end up at."""
    if found in _NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
    if found.teredo is not None:
        return found.teredo[1]
    return found.ipv4_mapped or found.sixtofour


async def resolve(host: str, port: int) -> list[str]:
    """Every numeric address of `host`. Raises OSError.

    In a thread nobody has to wait for: the system's resolver can hang for half a minute.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(found: Found) -> None:
        if answer.done():
            return
        if isinstance(found, OSError):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    def ask() -> None:
        found: Found
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(info[4][0]) for info in infos))
        except OSError as error:
            found = error
        except UnicodeError as error:  # a name that cannot be one
            found = OSError(str(error))
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=ask, name="startframe-resolver", daemon=True).start()
    return await answer
