"""Whose certificates are believed: a company's root that the system knows, and no stranger's."""

from __future__ import annotations

import contextlib
import ssl
import subprocess
import sys
import threading

import pytest
import truststore

from desktop.core.errors import Offline
from desktop.leonardo import certificates
from desktop.leonardo.clients import ClientMaker
from tests.leonardo.server import ME
from tests.leonardo.tls import TlsServer, TunnelProxy, made_certificate

ACCOUNT = b'{"user_details": [{"user": {"id": "584ce05a-8311-4733-8c21-d01395c45acf"}}]}'


@pytest.fixture(params=[True, False], ids=["asked", "read"])
def asks_system(request, monkeypatch):
    """As on Windows and macOS, where the system is asked, and as on Linux."""
    monkeypatch.setattr(certificates, "ASKS_SYSTEM", request.param)
    return request.param


@pytest.fixture
def company(tmp_path):
    """What a company's proxy would show for api.example."""
    return made_certificate(tmp_path / "company.pem", "api.example")


async def me(make_client):
    """A call, and the end of its connections: the proxy waits for them."""
    client = make_client("https://api.example/api/rest")
    try:
        return await client.me()
    finally:
        await client.close()


async def test_a_root_the_system_knows_is_believed_also_behind_a_proxy(
    asks_system, company, monkeypatch, make_client
):
    monkeypatch.setenv("SSL_CERT_FILE", str(company))
    async with TlsServer(company, ACCOUNT) as server, TunnelProxy(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        await me(make_client)
    assert proxy.asked == ["CONNECT api.example:443 HTTP/1.1"]
    assert server.names == ["api.example"]
    assert f"GET {ME} HTTP/1.1".encode() in server.received


async def test_a_root_nobody_knows_is_not_believed_and_hears_nothing(
    asks_system, company, monkeypatch, make_client
):
    async with TlsServer(company, ACCOUNT) as server, TunnelProxy(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(Offline):
            await me(make_client)
    assert server.received == b""


async def test_nothing_is_written_before_the_system_has_agreed(company, monkeypatch, make_client):
    """The handshake itself checks nothing there: the system's word comes after it."""
    monkeypatch.setattr(certificates, "ASKS_SYSTEM", True)

    @contextlib.contextmanager
    def unchecked(context):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        yield
        context.verify_mode, context.check_hostname = ssl.CERT_REQUIRED, True

    def refuse(_context, _chain, server_hostname=None):
        raise ssl.SSLCertVerificationError("the system does not know it")

    monkeypatch.setattr(sys.modules["truststore._api"], "_configure_context", unchecked)
    monkeypatch.setattr(sys.modules["truststore._api"], "_verify_peercerts_impl", refuse)
    async with TlsServer(company, ACCOUNT) as server, TunnelProxy(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(Offline):
            await me(make_client)
    assert server.names
    assert server.received == b""


async def test_what_may_take_long_is_done_aside(company, monkeypatch, make_client):
    monkeypatch.setattr(certificates, "ASKS_SYSTEM", True)
    monkeypatch.setenv("SSL_CERT_FILE", str(company))
    made, wrapped = [], []

    class Watched(truststore.SSLContext):
        def __init__(self, protocol):
            made.append(threading.current_thread())
            super().__init__(protocol)

        def wrap_bio(self, *args, **named):
            wrapped.append(threading.current_thread())
            return super().wrap_bio(*args, **named)

    monkeypatch.setattr(truststore, "SSLContext", Watched)
    async with TlsServer(company, ACCOUNT) as server, TunnelProxy(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        await me(make_client)
    assert made
    assert wrapped
    assert threading.main_thread() not in {*made, *wrapped}


def test_where_the_system_is_asked_no_client_stops_another(monkeypatch):
    monkeypatch.setattr(certificates, "ASKS_SYSTEM", True)
    maker = ClientMaker(is_local=False)
    assert maker._tls() is not maker._tls()


def test_files_are_read_once(monkeypatch):
    monkeypatch.setattr(certificates, "ASKS_SYSTEM", False)
    maker = ClientMaker(is_local=False)
    assert maker._tls() is maker._tls()


async def test_certificates_that_cannot_be_read_are_told(
    asks_system, monkeypatch, make_client, tmp_path
):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(Offline):
        await make_client("https://api.example/api/rest").open()


def test_the_library_comes_late():
    """It is imported with the first client, not with this room."""
    code = "import sys, desktop.leonardo.client; assert 'truststore' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
