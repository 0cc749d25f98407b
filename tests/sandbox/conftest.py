"""A started sandbox, and a caller for it."""

from __future__ import annotations

import pytest

from desktop.sandbox.server import Sandbox
from tests.sandbox.caller import Caller


@pytest.fixture
def start(tmp_path):
    """Start a sandbox, as often as wanted, on one folder; all are stopped at the end."""
    opened = []

    def begin(*faults: str, **options) -> Caller:
        sandbox = Sandbox(tmp_path / "sandbox", faults=faults, **{"render_s": 0.0, **options})
        sandbox.start()
        caller = Caller(sandbox)
        opened.append(caller)
        return caller

    yield begin
    for caller in opened:
        caller.close()
        caller.sandbox.stop()


@pytest.fixture
def caller(start):
    """A caller of a sandbox without faults."""
    return start()
