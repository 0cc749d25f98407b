"""Whose certificates are believed: the system decides, so that a company's own root counts."""

from __future__ import annotations

import contextlib
import os
import ssl
import sys

import httpx

ASKS_SYSTEM = sys.platform in {"win32", "darwin"}
"""Whether the system is asked about each certificate. Elsewhere its store is files, read once.

truststore would read them at every connection: 16 ms, under a lock that the window's loop waits
for as well.
"""


def tls_context(*, trust_env: bool) -> ssl.SSLContext:
    """A context for clients of one thread; blocks up to 70 ms, so call it in another.

    `trust_env`: SSL_CERT_FILE names more certificates, where the system is asked, or others.
    Raises OSError where they cannot be read.
    """
    if ASKS_SYSTEM:
        return _judged_by_system(os.environ.get("SSL_CERT_FILE") if trust_env else None)
    context = httpx.create_ssl_context(trust_env=trust_env)  # where the system has none
    with contextlib.suppress(ssl.SSLError):
        context.load_default_certs()
    return context


def _judged_by_system(more: str | None) -> ssl.SSLContext:
    """Asks at the end of each handshake, before anything else is written."""
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if more:
        context.load_verify_locations(more)
    return context
