"""A scripted HTTP server on loopback, written against the wire: it knows nothing of the client.

    with Server() as server:
        script_job(server, video=b"…")                       # a whole job that goes well
        server.on("POST", GENERATIONS, Answer.json({...}, status=400))   # one step of it otherwise
        LeonardoClient("key", base_url=server.base_url)
        ...
        [request] = server.requests_to("POST", GENERATIONS)
        request.raw, request.headers, request.json()         # the very bytes that arrived

`on(method, path, *answers)` replaces what was scripted for that path (without its query): each
answer is given once, the last one for ever. An answer may be a function of the request. Requests
for which nothing is scripted get a 404 and are recorded as well. `Answer` says what goes wrong:
`cut_at` closes the connection after so many bytes of the body, `is_lost` closes it without a
reply, `hold` keeps the reply back until the event is set, `raw` is sent as it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

BASE = "/api/rest"
INIT_IMAGE = f"{BASE}/v1/init-image"
GENERATIONS = f"{BASE}/v2/generations"
ME = f"{BASE}/v1/me"
STORAGE = "/storage/"
VIDEO = "/videos/clip.mp4"
IMAGE_ID = "c67e5992-986f-4be3-b7e0-e4d6f0a0685d"
GENERATION_ID = "1f197fd2-30f6-6e90-a026-b7ffcf2cba29"  # not version 4, as observed
USER_ID = "584ce05a-8311-4733-8c21-d01395c45acf"
ONE = f"{BASE}/v1/generations/{GENERATION_ID}"
MINE = f"{BASE}/v1/generations/user/{USER_ID}"
FIELDS = {
    "Content-Type": "image/jpeg",
    "bucket": "uploads",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "key": "users/1/initImages/1.jpg",
    "Policy": "cG9saWN5",
    "X-Amz-Signature": "5ig",
}


@dataclass(frozen=True)
class Received:
    """One request as it arrived: `raw` holds every byte, headers and body."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes
    raw: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        """The first header of this name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self) -> Any:
        return json.loads(self.body)

    def parts(self) -> list[tuple[str, bytes]]:
        """The parts of a multipart body in their order: name and content."""
        boundary = (self.header("content-type") or "").partition("boundary=")[2].encode()
        found = []
        for part in self.body.split(b"--" + boundary)[1:-1]:
            head, _, content = part.partition(b"\r\n\r\n")
            name = re.search(rb'name="([^"]*)"', head)
            found.append((name.group(1).decode() if name else "", content.removesuffix(b"\r\n")))
        return found


@dataclass(frozen=True)
class Answer:
    """What is sent back, and what goes wrong while sending it."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    is_lost: bool = False
    hold: threading.Event | None = None
    raw: bytes | None = None

    @classmethod
    def json(cls, value: object, status: int = 200, **headers: str) -> Self:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        kind = {"content-type": "application/json; charset=utf-8"}
        return cls(status=status, body=json.dumps(value).encode(), headers=kind | named)

    @classmethod
    def html(cls, status: int = 200) -> Self:
        page = b"<!DOCTYPE html><html><title>Attention Required! | Cloudflare</title></html>"
        return cls(status=status, body=page, headers={"content-type": "text/html"})

    def but(self, **changes: Any) -> Answer:
        """The same answer with something else about it."""
        return dataclasses.replace(self, **changes)


Script = Answer | Callable[[Received], Answer]
LOST = Answer(is_lost=True)


class Video:
    """Serves bytes the way a CDN does; what a request gets is in `ranges`, None for the whole.

    `cut_at` (bytes of the body of one answer) happens for the first `cuts` answers.
    """

    def __init__(
        self,
        content: bytes,
        *,
        has_ranges: bool = True,
        cut_at: int | None = None,
        cuts: int = 1,
        etag: str | None = '"e1"',
        kind: str = "video/mp4",
    ) -> None:
        self.content = content
        self.has_ranges = has_ranges
        self.etag = etag
        self.kind = kind
        self.ranges: list[str | None] = []
        self._cut_at = cut_at
        self._cuts = cuts

    def __call__(self, request: Received) -> Answer:
        asked = request.header("range")
        self.ranges.append(asked)
        cut_at = self._cut_at if len(self.ranges) <= self._cuts else None
        headers = {"content-type": self.kind}
        if self.etag is not None:
            headers["etag"] = self.etag
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", asked or "")
        is_same = request.header("if-range") in {None, self.etag}
        if not (self.has_ranges and found and is_same):
            return Answer(body=self.content, headers=headers, cut_at=cut_at)
        first, whole = int(found.group(1)), len(self.content)
        if first >= whole:
            return Answer(status=416, headers={"content-range": f"bytes */{whole}"})
        last = min(int(found.group(2) or whole - 1), whole - 1)
        headers["content-range"] = f"bytes {first}-{last}/{whole}"
        body = self.content[first : last + 1]
        return Answer(status=206, body=body, headers=headers, cut_at=cut_at)


class Server:
    """Listens on 127.0.0.1 in a thread of its own while the `with` block runs."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self.port = 0
        self._host = host
        self._scripts: dict[tuple[str, str], list[Script]] = {}
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Event | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="server")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *error: object) -> None:
        assert self._loop is not None
        assert self._closing is not None
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(10)

    @property
    def root_url(self) -> str:
        return f"http://{self._host}:{self.port}"

    @property
    def base_url(self) -> str:
        """What LEONARDO_API_URL would be."""
        return self.root_url + BASE

    def url(self, path: str) -> str:
        return self.root_url + path

    def on(self, method: str, path: str, *answers: Script) -> None:
        """Answer `method path` with these in turn, with the last one from then on."""
        self._scripts[method, path] = list(answers)

    def requests_to(self, method: str, path: str) -> list[Received]:
        return [r for r in self.requests if (r.method, r.path) == (method, path)]

    async def _serve(self) -> None:
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        handlers: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections += 1
            task = asyncio.ensure_future(self._talk(reader, writer))
            handlers.add(task)
            task.add_done_callback(handlers.discard)

        server = await asyncio.start_server(accept, self._host, 0, limit=2**26)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._closing.wait()
        server.close()
        for task in list(handlers):
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while await self._turn(reader, writer):
                    pass
        finally:
            writer.close()

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False when the connection ends with it."""
        request = await _receive(reader)
        answer = self._answer(request)
        self.requests.append(request)
        while answer.hold is not None and not answer.hold.is_set():
            await asyncio.sleep(0.005)
        if answer.is_lost:
            return False
        if answer.raw is not None:
            writer.write(answer.raw)
            await writer.drain()
            return False
        headers = {"content-length": str(len(answer.body)), **answer.headers}
        lines = [f"HTTP/1.1 {answer.status} Scripted", *(f"{k}: {v}" for k, v in headers.items())]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        writer.write(answer.body[: answer.cut_at])
        await writer.drain()
        return answer.cut_at is None

    def _answer(self, request: Received) -> Answer:
        script = self._scripts.get((request.method, request.path))
        if not script:
            return Answer.json({"error": "nothing scripted", "path": "$", "code": "x"}, status=404)
        step = script.pop(0) if len(script) > 1 else script[0]
        return step(request) if callable(step) else step


async def _receive(reader: asyncio.StreamReader) -> Received:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = first.split(" ")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    length = next((int(v) for k, v in headers if k.lower() == "content-length"), 0)
    body = await reader.readexactly(length)
    return Received(method=method, target=target, headers=headers, body=body, raw=head + body)


def ticket(server: Server, *, image_id: str = IMAGE_ID, as_text: bool = True) -> Answer:
    """The reply to POST /v1/init-image; `fields` as the JSON text it is documented to be."""
    fields: object = json.dumps(FIELDS) if as_text else FIELDS
    entry = {"id": image_id, "url": server.url(STORAGE), "fields": fields, "key": "k"}
    return Answer.json({"uploadInitImage": entry})


def created(amount: object = "1.4352") -> Answer:
    """The reply to POST /v2/generations."""
    cost = {"amount": amount, "unit": "DOLLARS"}
    generate = {"generationId": GENERATION_ID, "apiCreditCost": None, "cost": cost}
    return Answer.json({"generate": generate})


def generation(status: str = "PENDING", *images: dict[str, Any], **values: Any) -> Answer:
    """The reply to GET /v1/generations/{id}."""
    entry = {"id": GENERATION_ID, "status": status, "generated_images": list(images), **values}
    return Answer.json({"generations_by_pk": entry})


def image(server: Server, *, video: str | None = VIDEO, nsfw: bool = False) -> dict[str, Any]:
    """One entry of `generated_images`; `video` None is a video that comes late."""
    url = None if video is None else server.url(video)
    poster = server.url("/videos/clip.jpg")
    return {
        "id": "9841cd29",
        "nsfw": nsfw,
        "url": poster,
        "motionMP4URL": url,
        "motionGIFURL": None,
    }


def script_job(server: Server, video: bytes | Video) -> Video:
    """Everything a job asks for, going well: one PENDING, then COMPLETE with this video."""
    served = video if isinstance(video, Video) else Video(video)
    server.on("POST", INIT_IMAGE, ticket(server))
    server.on("POST", STORAGE, Answer(status=204))
    server.on("POST", GENERATIONS, created())
    server.on("GET", ONE, generation(), generation("COMPLETE", image(server)))
    server.on("GET", VIDEO, served)
    user = {"id": USER_ID, "username": "name"}
    details = {"user": user, "apiPaidTokens": 1234, "apiConcurrencySlots": 10}
    server.on("GET", ME, Answer.json({"user_details": [details]}))
    server.on("GET", MINE, Answer.json({"generations": []}))
    return served
