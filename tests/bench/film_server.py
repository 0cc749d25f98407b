"""The other end of every line: films of any size, and just enough API to notice a submission."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.bench.children import tell

LARGEST_BYTES = 400_000_000
_FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(LARGEST_BYTES - 12)
_PIECE_BYTES = 1 << 20
POLITENESS = 10


class Server(ThreadingHTTPServer):
    """Notes when each POST to /v2/generations arrived."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.submitted_at: list[float] = []

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    """One connection, kept open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """A film of so many bytes, the arrivals, or a generation that has failed already."""
        name = self.path.rpartition("/")[2]
        if self.path.startswith("/films/"):
            self._send_film(int(name))
        elif self.path == "/submitted":
            self._send_json(self.server.submitted_at)
        else:
            self._send_json({"generations_by_pk": {"id": name, "status": "FAILED"}})

    def do_POST(self) -> None:
        """The ticket, the picture, the submission."""
        arrived_at = time.perf_counter()
        self.rfile.read(int(self.headers["content-length"]))
        if self.path.endswith("/init-image"):
            ticket = {"id": str(uuid.uuid4()), "url": f"{self.server.origin}/storage"}
            self._send_json({"uploadInitImage": {**ticket, "fields": '{"key": "picture"}'}})
        elif self.path.endswith("/v2/generations"):
            self.server.submitted_at.append(arrived_at)
            self._send_json({"generate": {"generationId": str(uuid.uuid4())}})
        else:
            self.send_response(204)
            self.end_headers()

    def _send_json(self, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_film(self, size: int) -> None:
        self.send_response(200)
        self.send_header("content-type", "video/mp4")
        self.send_header("content-length", str(size))
        self.end_headers()
        film = memoryview(_FILM)[:size]
        for start in range(0, size, _PIECE_BYTES):
            self.wfile.write(film[start : start + _PIECE_BYTES])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Nothing is written down: it would take time."""


def main() -> int:
    """Serve until standard input is closed; what a machine elsewhere does takes no core from us."""
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    tell(port=server.server_port)
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
