"""A file lock excludes others, in this process and elsewhere, and ends with its holder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.core.lock import FileLock

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from pathlib import Path
from desktop.core.lock import FileLock
lock = FileLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
sys.stdin.read()
"""


def test_one_holds_it_at_a_time(tmp_path):
    first, second = FileLock(tmp_path / "a.lock"), FileLock(tmp_path / "a.lock")
    assert first.acquire()
    assert not second.acquire()
    assert not second.acquire(0.03)
    first.release()
    first.release()
    assert second.acquire()
    second.release()


def test_held_says_whether_it_is(tmp_path):
    path = tmp_path / "a.lock"
    with FileLock(path).held() as has_it:
        assert has_it
        with FileLock(path).held() as has_it_too:
            assert not has_it_too
    with FileLock(path).held() as has_it:
        assert has_it


def test_a_killed_holder_holds_nothing(tmp_path):
    path = tmp_path / "a.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "True"
        assert not FileLock(path).acquire()
        process.kill()
        process.wait()
        lock = FileLock(path)
        assert lock.acquire(1)
        lock.release()


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        FileLock(tmp_path / "nowhere" / "a.lock").acquire()
