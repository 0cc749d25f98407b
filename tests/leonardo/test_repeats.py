"""What is repeated and what is not: the table, and a POST before and after its first byte."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import socket
import ssl
from collections.abc import AsyncIterator

import pytest

from desktop.core import errors
from desktop.core.catalogue import default_model
from desktop.core.request import GenerationRequest
from desktop.leonardo.api import NOTHING_WAS_CREATED
from desktop.leonardo.client import Timeouts
from desktop.leonardo.transport import LONGEST_WAIT_S, REPEATS, Call, backoff_s
from tests.leonardo.server import GENERATIONS, IMAGE_ID, ME, Answer, Server

REQUEST = GenerationRequest.default(default_model(), "a slow pan")


def test_every_call_has_its_row_and_what_costs_money_is_never_repeated():
    assert set(REPEATS) == set(Call)
    assert REPEATS[Call.SUBMIT].tries == REPEATS[Call.DELETE].tries == 1
    assert not REPEATS[Call.SUBMIT].after
    assert all(REPEATS[call].tries > 1 for call in set(Call) - {Call.SUBMIT, Call.DELETE})


def test_only_what_proves_that_nothing_was_created_lets_a_post_be_sent_again():
    assert (errors.Offline, errors.RateLimited) == NOTHING_WAS_CREATED
    assert not isinstance(errors.ReplyLost(), NOTHING_WAS_CREATED)
    assert not isinstance(errors.TimedOut(), NOTHING_WAS_CREATED)


def test_back_off_grows_has_jitter_and_never_undercuts_what_was_asked():
    first, fourth = ([backoff_s(attempt) for _ in range(50)] for attempt in (0, 3))
    assert 0.25 <= min(first) < max(first) <= 0.75
    assert 2 <= min(fourth) < max(fourth) <= 6
    assert backoff_s(0, 9.0) == 9.0


@pytest.mark.parametrize(("asked_s", "may"), [(None, True), (LONGEST_WAIT_S, True), (21.0, False)])
def test_a_long_retry_after_is_not_waited_for(asked_s, may):
    busy = errors.RateLimited(retry_after_s=asked_s)
    assert REPEATS[Call.READ].may_follow(busy) is may


async def test_a_server_that_asks_for_time_gets_it(server, client, waits):
    server.on("GET", ME, Answer(status=503, headers={"retry-after": "7"}))
    with pytest.raises(errors.ServerFailed):
        await client.me()
    assert waits.seconds == [7.0, 7.0]


# ── a POST that never got as far as its first byte ───────────────────────────────────────────


@contextlib.asynccontextmanager
async def listening(talk, **options) -> AsyncIterator[int]:
    """A server that is none of HTTP; gives its port."""
    server = await asyncio.start_server(talk, "127.0.0.1", 0, **options)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


class Heard:
    """Reads what comes, answers with some bytes or none, then hangs up (or never does)."""

    def __init__(self, answer: bytes = b"", *, is_silent: bool = False) -> None:
        self.received = bytearray()
        self._answer = answer
        self._is_silent = is_silent

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            self.received += await reader.read(65_536)
            if self._is_silent:
                await reader.read()
            writer.write(self._answer)
        writer.close()


async def submit_to(make_client, base_url: str) -> errors.Problem:
    timeouts = Timeouts(connect_s=0.3, read_s=0.3, submit_s=0.3)
    with pytest.raises(errors.Problem) as caught:
        await make_client(base_url, timeouts=timeouts).submit(REQUEST, IMAGE_ID)
    return caught.value


async def test_a_refused_connection_is_offline(make_client):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening
        problem = await submit_to(
            make_client, f"http://127.0.0.1:{taken.getsockname()[1]}/api/rest"
        )
    assert type(problem) is errors.Offline


async def test_a_name_nobody_knows_is_offline(make_client, monkeypatch):
    def unknown(*arguments, **options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    problem = await submit_to(make_client, "https://api.leonardo.invalid/api/rest")
    assert type(problem) is errors.Offline


@pytest.mark.parametrize(
    "heard",
    [
        Heard(b"HTTP/1.1 400 Bad Request\r\n\r\n"),  # speaks no TLS
        Heard(),  # hangs up in the middle of the handshake
        Heard(b"\x15\x03\x03\x00\x02\x02\x28"),  # an alert: handshake failure
        Heard(is_silent=True),
    ],
    ids=["no-tls", "hangs-up", "alert", "silent"],
)
async def test_without_tls_it_is_offline_and_nothing_was_told(make_client, heard):
    async with listening(heard) as port:
        problem = await submit_to(make_client, f"https://127.0.0.1:{port}/api/rest")
    assert type(problem) is errors.Offline
    assert heard.received.startswith(b"\x16\x03")  # the client's hello, and nothing after it
    assert b"slow pan" not in heard.received


@pytest.fixture
def certificate(tmp_path):
    """A key and a certificate for localhost that is signed by itself."""
    x509 = pytest.importorskip("cryptography.x509", reason="comes with the keychain, on Linux")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    path = tmp_path / "localhost.pem"
    path.write_bytes(private + signed.public_bytes(encoding))
    return path


async def test_a_certificate_nobody_vouches_for_is_offline(make_client, certificate):
    heard = Heard()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with listening(heard, ssl=context) as port:
        problem = await submit_to(make_client, f"https://localhost:{port}/api/rest")
    assert type(problem) is errors.Offline
    assert heard.received == b""


# ── a POST whose first byte is out ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "heard",
    [
        Heard(),
        Heard(b"\x00\x01\x02"),
        Heard(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"),
        Heard(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"),
        Heard(b"HTTP/1.1 100 Continue\r\n\r\n"),
        Heard(is_silent=True),
    ],
    ids=["hangs-up", "noise", "cut", "chunks", "continue", "silent"],
)
async def test_once_it_is_written_its_reply_is_lost(make_client, heard):
    async with listening(heard) as port:
        problem = await submit_to(make_client, f"http://127.0.0.1:{port}/api/rest")
    assert type(problem) is errors.ReplyLost
    assert b"POST /api/rest/v2/generations" in heard.received


async def test_a_connection_that_is_aborted_after_writing_is_lost(make_client):
    async def abort(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.transport.abort()

    async with listening(abort) as port:
        problem = await submit_to(make_client, f"http://127.0.0.1:{port}/api/rest")
    assert type(problem) is errors.ReplyLost


@pytest.mark.parametrize("status", [200, 400, 429])
async def test_a_full_queue_created_nothing(server: Server, client, status):
    server.on("POST", GENERATIONS, Answer.json({"error": "The pending queue is full"}, status))
    with pytest.raises(errors.RateLimited) as caught:
        await client.submit(REQUEST, IMAGE_ID)
    assert isinstance(caught.value, NOTHING_WAS_CREATED)
    assert caught.value.facts["is_queue_full"] is True
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"error": "The pending queue is full"}, 503),
        ({"message": "Your generation is on its way"}, 200),
        ({"generate": {"generationId": "a b\nc"}}, 200),
        ({"generate": {"generationId": "x" * 500}}, 200),
    ],
)
async def test_what_does_not_say_that_nothing_was_created_is_lost(server, client, body, status):
    server.on("POST", GENERATIONS, Answer.json(body, status))
    with pytest.raises(errors.ReplyLost) as caught:
        await client.submit(REQUEST, IMAGE_ID)
    assert caught.value.facts["raw"]
    assert len(server.requests) == 1
