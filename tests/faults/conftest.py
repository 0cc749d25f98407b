"""A home for the program, a picture, a film, and servers that do as they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.sandbox.server import Sandbox
from tests.faults.program import KEY
from tests.faults.secrecy import leaks
from tests.leonardo.server import Server, script_job
from tests.media.making import encoded, film, quarters


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Where the program keeps everything; whatever the test did, no secret is in it afterwards."""
    path = tmp_path / "home"
    yield path
    assert leaks(path, KEY) == []


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "cat.png"
    path.write_bytes(encoded(quarters(128, 72)))
    return path


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return film(tmp_path_factory.mktemp("film") / "film.mp4", sound=True).read_bytes()


@pytest.fixture
def server(video: bytes) -> Iterator[Server]:
    """Answers a whole job well, until told otherwise."""
    with Server() as running:
        script_job(running, video)
        yield running


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Callable[..., Sandbox]]:
    """`sandbox("fault", …)`: a sandbox that renders at once."""
    started: list[Sandbox] = []

    def start(*faults: str) -> Sandbox:
        found = Sandbox(tmp_path / "sandbox", render_s=0, faults=faults)
        found.start()
        started.append(found)
        return found

    yield start
    for found in started:
        found.stop()
