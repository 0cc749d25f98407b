"""What every test is held to: no real socket, no unexpected log line, no leaked task or thread."""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_asyncio

pytest_plugins = ["tests.clips"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLES = REPOSITORY / "resources" / "samples"
_THREADS_THAT_STAY = ("asyncio_", "pytest", "ThreadPoolExecutor", "QThread", "Dummy-", "execnet")


def pytest_asyncio_loop_factories(config, item):
    """Tests of the window run on the Qt loop, as the app does; all others on the plain one."""
    if "tests/ui/" in item.path.as_posix():
        return {"qt": _qt_loop}
    return {"plain": asyncio.new_event_loop}


def _qt_loop():
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    return QEventLoop(QApplication.instance() or QApplication([]))


def pytest_runtest_teardown(item, nextitem):
    """Garbage is collected here, in the main thread: Qt objects die badly in any other."""
    if nextitem is None or nextitem.path != item.path:
        gc.collect()


def pytest_configure(config):
    gc.disable()
    config.addinivalue_line("markers", "expects_log(text): a warning holding this text is meant")


def pytest_itemcollected(item):
    if asyncio.iscoroutinefunction(getattr(item, "obj", None)):
        item.fixturenames.insert(0, "no_leaked_tasks")


@pytest_asyncio.fixture
async def no_leaked_tasks():
    """Set up first, torn down last: whatever still runs then was left behind."""
    yield
    leaked = asyncio.all_tasks() - {asyncio.current_task()}
    assert not leaked, f"tasks left behind: {[task.get_name() for task in leaked]}"


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 5
    for thread in set(threading.enumerate()) - before:
        if not thread.name.startswith(_THREADS_THAT_STAY):
            thread.join(max(0.0, deadline - time.monotonic()))
            assert not thread.is_alive(), f"thread left behind: {thread.name}"


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the network fails at the socket."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(real):
        def call(self, address):
            if self.family in {socket.AF_INET, socket.AF_INET6}:
                host = address[0]
                if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                    pytest.fail(f"a test tried to connect to {host}")
            return real(self, address)

        return call

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    """No key, proxy or home of the developer's reaches a test; no test touches the keychain."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith(("LEONARDO_", "STARTFRAME_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("STARTFRAME_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture
def keychain():
    """A keychain that works, in memory."""
    from tests.keychain import memory_keychain

    with memory_keychain() as ours:
        yield ours


class _LogWatch(logging.Handler):
    def __init__(self, expected: tuple[str, ...]) -> None:
        super().__init__(logging.WARNING)
        self.expected = expected
        self.unexpected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        if not any(part in text for part in self.expected):
            self.unexpected.append(f"{record.levelname} {record.name}: {text}")


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A log line of WARNING or above fails the test, unless `expects_log` names a part of it."""
    marks = request.node.iter_markers("expects_log")
    watch = _LogWatch(tuple(str(mark.args[0]) for mark in marks))
    root = logging.getLogger()
    root.addHandler(watch)
    yield
    root.removeHandler(watch)
    assert not watch.unexpected, "unexpected log lines:\n" + "\n".join(watch.unexpected)


@pytest.fixture
def samples() -> Path:
    """The folder of the three sample photographs."""
    return SAMPLES
