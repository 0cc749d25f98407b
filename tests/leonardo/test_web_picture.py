"""A picture fetched from the web, seen from the wire; the check of addresses has one injected."""

from __future__ import annotations

import asyncio
import gzip

import httpx
import pytest

from desktop.core.errors import (
    NotAPicture,
    PictureTooLarge,
    WebPictureFailed,
    WebPictureRefused,
)
from desktop.leonardo.web_picture import (
    MOST_REDIRECTS,
    Rules,
    WebPictureRequest,
    checked,
    fetch,
    name_of,
)
from tests.leonardo.tls import TlsServer, TunnelProxy, made_certificate

PNG = b"\x89PNG\r\n\x1a\n" + bytes(9000)
ADDRESS = "93.184.216.34"
URL = "https://example.com/pictures/flower.png?size=2"


def nothing_to_say(_head):
    pass


class Web:
    """Machines by their addresses: `answer(request)` of each, and every request that came."""

    def __init__(self, answer, names=None, *, is_public=lambda _address: True, **limits):
        self.requests: list[httpx.Request] = []
        self.asked: list[tuple[str, int]] = []
        self._answer = answer
        self._names = names or {}
        self.rules = Rules(resolve=self.resolve, is_public=is_public, **limits)

    async def resolve(self, host, port):
        self.asked.append((host, port))
        found = self._names.get(host, [ADDRESS])
        if isinstance(found, OSError):
            raise found
        return found

    def handle(self, request):
        self.requests.append(request)
        return self._answer(request)

    async def fetch(self, url=URL, check_head=nothing_to_say):
        request = WebPictureRequest(url, check_head, self.rules)
        async with httpx.AsyncClient(transport=httpx.MockTransport(self.handle)) as client:
            client.cookies.set("session", "secret", domain=ADDRESS)
            return await request.fetch(client)


def sent(content, **headers):
    """A reply whose bytes are still to come."""

    async def chunks():
        yield content

    return httpx.Response(200, content=chunks(), headers=headers)


def png(_request):
    return sent(PNG, content_type="text/html")


async def test_it_comes_from_the_checked_address_under_its_own_name():
    web = Web(png)
    picture = await web.fetch()
    assert (picture.content, picture.host, picture.name) == (PNG, "example.com", "flower.png")
    [request] = web.requests
    assert request.url == f"https://{ADDRESS}/pictures/flower.png?size=2"
    assert request.extensions["sni_hostname"] == "example.com"
    assert dict(request.headers) == {
        "host": "example.com",
        "user-agent": "Startframe",
        "accept": "image/png,image/jpeg,image/webp,image/avif,image/*;q=0.8",
        "accept-encoding": "identity",
    }


async def test_a_port_and_an_ipv6_address_are_written_as_they_must_be():
    web = Web(png, {"example.com": ["2606:4700::1"]})
    await web.fetch("https://example.com:8443/a.png")
    [request] = web.requests
    assert request.headers["host"] == "example.com:8443"
    assert str(request.url) == "https://[2606:4700::1]:8443/a.png"
    web = Web(png, {"2606:4700::1": ["2606:4700::1"]})
    await web.fetch("https://[2606:4700::1]/a.png")
    assert web.requests[0].headers["host"] == "[2606:4700::1]"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.com/a.png", "insecure"),
        ("https://me:word@example.com/a.png", "credentials"),
        ("https://me@example.com/a.png", "credentials"),
        ("ftp://example.com/a.png", "address"),
        ("file:///etc/passwd", "address"),
        ("javascript:alert(1)", "address"),
        ("https://", "address"),
        ("https:///a.png", "address"),
        ("https://exa mple.com/", "address"),
        ("https://b%C3%BCcher.example/", "address"),
        ("https://example.com:0/", "address"),
        ("https://[::1/", "address"),
        ("https://example.com:99999/", "address"),
        ("", "address"),
    ],
)
def test_only_plain_https_addresses_are_taken(url, reason):
    with pytest.raises(WebPictureRefused) as raised:
        checked(url)
    assert raised.value.facts["reason"] == reason


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["192.168.1.1"], [ADDRESS, "10.0.0.1"], ["::1", ADDRESS]]
)
async def test_a_name_with_one_private_address_is_not_asked(found):
    from desktop.leonardo.public_address import is_public

    web = Web(png, {"example.com": found}, is_public=is_public)
    with pytest.raises(WebPictureRefused) as raised:
        await web.fetch()
    assert raised.value.facts == {"host": "example.com", "reason": "private"}
    assert web.requests == []


async def test_a_second_answer_of_the_resolver_leads_nowhere():
    """The name is asked once a hop: what it says afterwards is of no use (DNS rebinding)."""
    from desktop.leonardo.public_address import is_public

    answers = iter([[ADDRESS], ["127.0.0.1"]])
    web = Web(png, is_public=is_public)

    async def changing(_host, _port):
        return next(answers)

    web.rules = Rules(resolve=changing, is_public=is_public)
    await web.fetch()
    assert web.requests[0].url.host == ADDRESS
    assert next(answers) == ["127.0.0.1"]


# ── redirects ────────────────────────────────────────────────────────────────────────────────


def leading(*places):
    """Answers that lead from place to place, and to a picture at the end."""
    left = list(places)

    def answer(_request):
        if left:
            cookie = {"set-cookie": "track=1; path=/"}
            return httpx.Response(302, headers={"location": left.pop(0), **cookie})
        return sent(PNG)

    return answer


async def test_a_redirect_is_followed_checked_and_named():
    web = Web(leading("https://cdn.example.net/x/rose.jpg"), {"cdn.example.net": ["1.1.1.1"]})
    picture = await web.fetch()
    assert (picture.host, picture.name) == ("example.com", "rose.jpg")
    assert web.asked == [("example.com", 443), ("cdn.example.net", 443)]
    last = web.requests[-1]
    assert last.url.host == "1.1.1.1"
    assert last.headers["host"] == last.extensions["sni_hostname"] == "cdn.example.net"


async def test_a_relative_redirect_stays_with_the_name_and_sends_no_cookie():
    web = Web(leading("/other.png"))
    await web.fetch()
    assert [request.headers["host"] for request in web.requests] == ["example.com"] * 2
    assert not any("cookie" in request.headers for request in web.requests)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("http://example.com/a.png", "insecure"),
        ("https://inside.example.com/", "private"),
        ("https://127.0.0.1/", "private"),
        ("https://me:word@example.com/", "credentials"),
        ("file:///etc/passwd", "address"),
        ("https://[", "address"),
    ],
)
async def test_a_redirect_leads_nowhere_else(place, reason):
    from desktop.leonardo.public_address import is_public

    names = {"inside.example.com": ["10.0.0.1"], "127.0.0.1": ["127.0.0.1"]}
    web = Web(leading(place), names, is_public=is_public)
    with pytest.raises(WebPictureRefused) as raised:
        await web.fetch()
    assert raised.value.facts["reason"] == reason
    assert len(web.requests) == 1


async def test_five_redirects_are_followed_and_a_sixth_is_not():
    places = [f"https://example.com/{n}" for n in range(MOST_REDIRECTS)]
    assert (await Web(leading(*places)).fetch()).content == PNG
    web = Web(leading(*places, "https://example.com/more"))
    with pytest.raises(WebPictureRefused) as raised:
        await web.fetch()
    assert raised.value.facts == {"host": "example.com", "reason": "redirects"}
    assert len(web.requests) == MOST_REDIRECTS + 1


# ── what comes ───────────────────────────────────────────────────────────────────────────────


async def test_more_than_the_limit_is_refused_before_and_while_it_comes():
    def announced(_request):
        return httpx.Response(200, headers={"content-length": "21000000"}, content=b"")

    def streamed(_request):
        async def chunks():
            for _ in range(100):
                yield bytes(1000)

        return httpx.Response(200, content=chunks())

    for answer, limit in ((announced, 20_000_000), (streamed, 50_000)):
        with pytest.raises(PictureTooLarge) as raised:
            await Web(answer, limit_bytes=limit).fetch()
        assert raised.value.facts["limit_bytes"] == limit


async def test_the_first_bytes_may_be_refused_before_the_rest_has_come():
    seen = []

    def check(head):
        seen.append(head)
        raise NotAPicture(kind="HTML")

    taken = []

    def answer(_request):
        async def chunks():
            for number in range(1000):
                taken.append(number)
                yield b"<html>" + bytes(994)

        return httpx.Response(200, content=chunks())

    with pytest.raises(NotAPicture):
        await Web(answer).fetch(check_head=check)
    assert [len(head) for head in seen] == [4096]
    assert len(taken) < 10


async def test_nothing_is_unpacked():
    """A kilobyte may unpack to gigabytes; a picture needs no packing."""
    packed = gzip.compress(bytes(1_000_000))

    def answer(_request):
        reply = sent(packed)
        reply.headers["content-encoding"] = "gzip"
        return reply

    heads: list[bytes] = []
    picture = await Web(answer).fetch(check_head=heads.append)
    assert picture.content == packed
    assert heads == [packed[:4096]]


@pytest.mark.parametrize("status", [204, 304, 401, 403, 404, 500])
async def test_another_status_is_told(status):
    with pytest.raises(WebPictureFailed) as raised:
        await Web(lambda _request: httpx.Response(status)).fetch()
    assert raised.value.facts == {"host": "example.com", "status": status}


async def test_all_of_it_has_a_time_limit():
    async def chunks():
        yield PNG
        await asyncio.Event().wait()

    web = Web(lambda _request: httpx.Response(200, content=chunks()), timeout_s=0.05)
    with pytest.raises(WebPictureFailed) as raised:
        await web.fetch()
    assert raised.value.facts == {"host": "example.com", "timeout_s": 0.05}


async def test_the_next_address_is_tried_where_one_takes_no_connection():
    def answer(request):
        if request.url.host == "1.1.1.1":
            raise httpx.ConnectError("refused")
        return png(request)

    web = Web(answer, {"example.com": ["1.1.1.1", ADDRESS]})
    assert (await web.fetch()).content == PNG
    web = Web(answer, {"example.com": ["1.1.1.1"]})
    with pytest.raises(WebPictureFailed) as raised:
        await web.fetch()
    assert raised.value.facts["host"] == "example.com"


async def test_a_broken_connection_and_an_unknown_name_are_told():
    async def broken():
        yield PNG
        raise httpx.ReadError("cut")

    with pytest.raises(WebPictureFailed):
        await Web(lambda _request: httpx.Response(200, content=broken())).fetch()
    with pytest.raises(WebPictureFailed) as raised:
        await Web(png, {"example.com": OSError("no such name")}).fetch()
    assert "no such name" in raised.value.facts["detail"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.com/a/k%C3%A4se%20%F0%9F%A7%80.png?x=1", "käse 🧀.png"),
        ("https://example.com/", "example.com"),
        ("https://example.com", "example.com"),
        ("https://example.com/a/", "a"),
        ("https://example.com/..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("https://example.com/a%00b%0A.png", "ab.png"),
        ("https://example.com/" + "x" * 300 + ".png", "x" * 76 + ".png"),
        ("https://bücher.example/", "bücher.example"),
    ],
)
def test_it_is_named_for_its_address(url, name):
    assert name_of(httpx.URL(url)) == name


# ── over real sockets ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A key and a certificate for pictures.example, vouched for by itself."""
    path = made_certificate(tmp_path / "pictures.pem", "pictures.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


async def to_this_machine(_host, _port):
    return ["127.0.0.1"]


RULES = Rules(resolve=to_this_machine, is_public=lambda _address: True)


async def test_tls_and_host_carry_the_name_though_the_connection_goes_to_the_address(certificate):
    async with TlsServer(certificate, PNG) as server:
        url = f"https://pictures.example:{server.port}/a.png"
        picture = await fetch(url, nothing_to_say, rules=RULES)
    assert (picture.content, picture.host) == (PNG, "pictures.example")
    assert server.names == ["pictures.example"]
    assert f"host: pictures.example:{server.port}".encode() in server.received.lower()


async def test_a_certificate_for_another_name_is_no_use(certificate):
    async with TlsServer(certificate, PNG) as server:
        url = f"https://other.example:{server.port}/a.png"
        with pytest.raises(WebPictureFailed):
            await fetch(url, nothing_to_say, rules=RULES)
    assert server.received == b""


async def test_this_machine_itself_is_refused_before_anything_is_connected(certificate):
    async with TlsServer(certificate, PNG) as server:
        with pytest.raises(WebPictureRefused) as raised:
            await fetch(f"https://localhost:{server.port}/a.png", nothing_to_say)
    assert raised.value.facts == {"host": "localhost", "reason": "private"}
    assert server.names == []


async def test_a_cancelled_fetch_ends_at_once(certificate):
    async with TlsServer(certificate, PNG) as server:
        server.hangs = True
        url = f"https://pictures.example:{server.port}/a.png"
        task = asyncio.ensure_future(fetch(url, nothing_to_say, rules=RULES))
        await server.arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_proxy_that_is_none_is_told(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "gopher://nowhere")
    with pytest.raises(WebPictureFailed):
        await fetch(URL, nothing_to_say, rules=RULES)


# ── behind a proxy ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("has_scheme", [True, False])
async def test_a_proxy_is_asked_by_name(certificate, monkeypatch, variable, has_scheme):
    async with TlsServer(certificate, PNG) as server, TunnelProxy(server.port) as proxy:
        monkeypatch.setenv(variable, proxy.url if has_scheme else proxy.url[len("http://") :])
        picture = await fetch("https://pictures.example/a.png", nothing_to_say, rules=RULES)
    assert (picture.content, picture.host) == (PNG, "pictures.example")
    assert proxy.asked == ["CONNECT pictures.example:443 HTTP/1.1"]
    assert server.names == ["pictures.example"]
    assert b"host: pictures.example\r\n" in server.received.lower()


async def test_a_certificate_for_another_name_is_no_use_behind_a_proxy(certificate, monkeypatch):
    async with TlsServer(certificate, PNG) as server, TunnelProxy(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(WebPictureFailed):
            await fetch("https://other.example/a.png", nothing_to_say, rules=RULES)
    assert server.received == b""


async def test_a_proxy_is_not_asked_for_a_private_machine(certificate, monkeypatch):
    private = Rules(resolve=to_this_machine)
    async with TlsServer(certificate, PNG) as server, TunnelProxy(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(WebPictureRefused) as raised:
            await fetch("https://pictures.example/a.png", nothing_to_say, rules=private)
    assert raised.value.facts["reason"] == "private"
    assert proxy.asked == []


async def test_a_name_excepted_from_the_proxy_is_asked_at_its_checked_address(
    certificate, monkeypatch
):
    async with TlsServer(certificate, PNG) as server, TunnelProxy(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "pictures.example")
        url = f"https://pictures.example:{server.port}/a.png"
        assert (await fetch(url, nothing_to_say, rules=RULES)).content == PNG
    assert proxy.asked == []
    assert server.names == ["pictures.example"]
