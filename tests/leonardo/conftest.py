"""A scripted server, and clients of it that never really wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from desktop.leonardo.client import LeonardoClient, Timeouts
from tests.leonardo.server import Server

KEY = "0f9c1d52-5e31-4a7e-9d7b-7c1f2f7b9a10"


class Waits:
    """Stands in for sleeping: remembers how long, and does not wait."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def waits() -> Waits:
    return Waits()


MakeClient = Callable[..., LeonardoClient]


@pytest_asyncio.fixture
async def make_client(waits: Waits) -> AsyncIterator[MakeClient]:
    """`make_client(base_url, **arguments)`: a client that is closed with the test."""
    clients: list[LeonardoClient] = []

    def make(base_url: str, **arguments) -> LeonardoClient:
        client = LeonardoClient(KEY, base_url=base_url, **{"sleep": waits, **arguments})
        clients.append(client)
        return client

    yield make
    for client in clients:
        await client.close()


@pytest.fixture
def client(server: Server, make_client: MakeClient) -> LeonardoClient:
    return make_client(server.base_url)


@pytest.fixture
def impatient(server: Server, make_client: MakeClient) -> LeonardoClient:
    """A client that waits a fifth of a second for an answer."""
    timeouts = Timeouts(read_s=0.2, submit_s=0.2, upload_s=0.2, stall_s=0.2)
    return make_client(server.base_url, timeouts=timeouts)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "Meine Katze.jpg"
    path.write_bytes(b"\xff\xd8\xff" + bytes(range(256)) * 100)
    return path
