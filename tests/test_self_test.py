"""The self-test: the whole app by its command line, and what it says of what does not work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import self_test
from desktop.self_test import CheckFailed, Told

ROOT = Path(__file__).resolve().parents[1]


def test_the_app_from_here_passes(tmp_path):
    report = tmp_path / "report.txt"
    kept = {"PATH", "HOME", "SYSTEMROOT", "TEMP", "TMP"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "LEONARDO_API_KEY": "not-to-be-used",
    }
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--self-test", "--report", report],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = report.read_text(encoding="utf-8").splitlines()
    assert lines == done.stdout.splitlines()
    assert lines[-1] == "passed"
    assert all(line.startswith("ok ") for line in lines[:-1])
    assert any("h264" in line for line in lines)
    assert list(tmp_path.iterdir()) == [report]


async def test_what_fails_is_told_and_the_next_is_tried(tmp_path, capsys):
    told = Told(tmp_path / "report.txt")

    async def bad() -> str:
        raise CheckFailed("it is blank")

    async def good() -> str:
        return "seen"

    await told.check("window", bad)
    await told.check("stage", good)
    assert told.failed == 1
    out = capsys.readouterr().out
    assert "FAILED  window: CheckFailed: it is blank" in out
    assert "ok      stage: seen" in out
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == out


async def test_what_never_ends_is_ended(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(self_test, "_TIMEOUT_S", 0.01)
    told = Told(None)

    async def endless() -> str:
        import asyncio

        await asyncio.Event().wait()
        return ""

    await told.check("clip", endless)
    assert told.failed == 1
    assert "FAILED  clip: TimeoutError" in capsys.readouterr().out


@pytest.mark.parametrize("has_terminal", [True, False])
def test_without_a_terminal_its_lines_are_in_the_report(tmp_path, monkeypatch, has_terminal):
    if not has_terminal:
        monkeypatch.setattr(sys, "stdout", None)
    Told(tmp_path / "report.txt").line("passed")
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == "passed\n"
