"""Machines on loopback that speak TLS, and a proxy that leads to them."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ssl

import pytest


def made_certificate(path, host):
    """A key and a certificate for `host`, vouched for by itself, in one file."""
    x509 = pytest.importorskip("cryptography.x509", reason="comes with the keychain, on Linux")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(private + signed.public_bytes(encoding))
    return path


class TlsServer:
    """Serves one body on loopback to everybody, and keeps what was asked for."""

    def __init__(self, certificate, body=b"{}"):
        self.names: list[str | None] = []
        self.received = b""
        self.hangs = False
        self._body = body
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._context.sni_callback = lambda _socket, name, _context: self.names.append(name)

    async def __aenter__(self):
        self.arrived = asyncio.Event()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_error):
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader, writer):
        self.received += await reader.readuntil(b"\r\n\r\n")
        self.arrived.set()
        if self.hangs:
            with contextlib.suppress(ConnectionError):
                await reader.read()
        else:
            head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(self._body)
            writer.write(head + self._body)
        writer.close()


class TunnelProxy:
    """A proxy on loopback: keeps what it is asked for, and leads every tunnel to one port."""

    def __init__(self, port: int) -> None:
        self.asked: list[str] = []
        self._port = port
        self._tunnels: set[asyncio.Task[None]] = set()

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_error):
        self._server.close()
        await self._server.wait_closed()
        if self._tunnels:  # they end with what they connect
            await asyncio.wait(self._tunnels, timeout=5)

    async def _serve(self, reader, writer):
        tunnel = asyncio.current_task()
        assert tunnel is not None
        self._tunnels.add(tunnel)
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(head.decode().splitlines()[0])
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_passed_on(reader, to_server), _passed_on(from_server, writer))


async def _passed_on(reader, writer):
    with contextlib.suppress(ConnectionError):
        while content := await reader.read(65536):
            writer.write(content)
    writer.close()
