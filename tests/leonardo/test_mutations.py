"""Whatever comes back: a value or a typed problem, and nothing in it that could do harm."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from desktop.core.catalogue import default_model
from desktop.core.errors import ApiProblem, Problem
from desktop.core.request import GenerationRequest
from desktop.leonardo.api import Account, Generation, Submitted
from desktop.leonardo.client import LeonardoClient
from desktop.leonardo.reply import RAW_CHARS
from desktop.leonardo.transport import LONGEST_WAIT_S
from tests.leonardo.mutations import HEADERS, REPLIES, STATUSES
from tests.leonardo.server import GENERATION_ID, IMAGE_ID, USER_ID

REQUEST = GenerationRequest.default(default_model(), "a slow pan")
MUTATIONS = 2_000
LONGEST = 8_000

CALLS: dict[str, Callable[[LeonardoClient], Awaitable[Any]]] = {
    "submit": lambda api: api.submit(REQUEST, IMAGE_ID),
    "generation": lambda api: api.generation(GENERATION_ID),
    "generations": lambda api: api.generations(USER_ID),
    "me": lambda api: api.me(),
    "delete": lambda api: api.delete(GENERATION_ID),
    "ticket": lambda api: api._ticket("jpg"),
}


async def no_wait(seconds: float) -> None:
    assert 0 <= seconds <= LONGEST_WAIT_S


class Network:
    """Answers every request of one client, which stays the same: it is dear to make."""

    def __init__(self) -> None:
        self.reply: tuple[int, Any, bytes] = (200, [], b"")
        self.client = LeonardoClient(
            "key-of-the-test", transport=httpx.MockTransport(self._answer), sleep=no_wait
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        status, headers, body = self.reply
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

    async def ask(self, call: str) -> None:
        try:
            check_value(await CALLS[call](self.client))
        except Problem as problem:
            check_problem(problem)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as found:
        yield found


@pytest.fixture(scope="module")
def network(runner: asyncio.Runner) -> Iterator[Network]:
    found = Network()
    yield found
    runner.run(found.client.close())


def check_problem(problem: Problem) -> None:
    record = json.dumps(problem.to_record(), allow_nan=False)
    record.encode()
    assert str(problem).isprintable()
    assert len(record) < LONGEST
    if isinstance(problem, ApiProblem):
        assert isinstance(problem.facts.get("status"), int)
        assert len(problem.facts.get("raw", "")) <= RAW_CHARS


def check_value(value: object) -> None:
    """What goes into the journal, a path, a log line or a window is short and plain."""
    if isinstance(value, list):
        for entry in value:
            check_value(entry)
    elif isinstance(value, Submitted):
        check_texts(value.generation_id)
        if value.cost is not None:
            assert len(f"{value.cost.amount:f} {value.cost.unit}") < 60
    elif isinstance(value, Generation):
        check_texts(value.id, value.video_url, value.poster_url, *value.classification)
    elif isinstance(value, Account):
        check_texts(value.user_id, value.name)
        if value.balance is not None:
            assert len(f"{value.balance:f}") < 60


def check_texts(*texts: str | None) -> None:
    for text in texts:
        if text is not None:
            assert text.isprintable()
            assert text.encode()
            assert len(text) <= LONGEST


@settings(
    max_examples=MUTATIONS,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(status=STATUSES, headers=HEADERS, reply=REPLIES)
def test_any_reply_is_a_value_or_a_typed_problem(runner, network, status, headers, reply):
    call, body = reply
    network.reply = (status, headers, body)
    runner.run(network.ask(call))
