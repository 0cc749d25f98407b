"""One window a library: a later start hands its picture over and ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.ui import instance

ROOT = Path(__file__).resolve().parents[2]
LATER_START = """
import sys
from pathlib import Path
from desktop.ui import instance
data, picture = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None
lock = instance.claim(data) or instance.hand_over(data, picture)
print("taken" if lock is None else "own window")
"""


def later_start(data: Path, *picture: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LATER_START, str(data), *map(str, picture)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def lock(tmp_path):
    lock = instance.claim(tmp_path)
    assert lock is not None
    yield lock
    lock.unlock()


class Window:
    """What stands behind the door: it notes who calls."""

    def __init__(self, data: Path) -> None:
        self.calls: list[Path | None] = []
        self.is_closing = False
        self.is_asked_to_close = False
        self.door = instance.Door(data, self.receive, self.close)

    def close(self) -> None:
        self.is_asked_to_close = True

    def receive(self, picture: Path | None) -> bool:
        self.calls.append(picture)
        return not self.is_closing


@pytest.fixture
def window(tmp_path, lock, qapp):
    window = Window(tmp_path)
    window.door.open()
    yield window
    window.door.close()
    window.door.deleteLater()


def ended(qtbot, process: subprocess.Popen[str]) -> str:
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=15000)
    with process:
        assert process.stdout is not None
        return process.stdout.read().strip()


def test_a_second_claim_is_refused_until_the_first_is_given_back(tmp_path, lock):
    assert instance.claim(tmp_path) is None
    lock.unlock()
    again = instance.claim(tmp_path)
    assert again is not None
    again.unlock()


def test_the_picture_comes_to_the_first_window(qtbot, tmp_path, window):
    picture = tmp_path / "my cat ü 🐈.png"
    assert ended(qtbot, later_start(tmp_path, picture)) == "taken"
    assert window.calls == [picture]


def test_without_a_picture_the_window_comes_forward(qtbot, tmp_path, window):
    assert ended(qtbot, later_start(tmp_path)) == "taken"
    assert window.calls == [None]


def test_a_window_that_is_closing_leaves_the_place_to_the_later_start(
    qtbot, tmp_path, window, lock
):
    window.is_closing = True
    process = later_start(tmp_path)
    qtbot.waitUntil(lambda: bool(window.calls), timeout=15000)
    window.door.close()
    lock.unlock()
    assert ended(qtbot, process) == "own window"


def test_a_killed_window_holds_nothing(qtbot, tmp_path):
    code = (
        "import sys, os, pathlib\n"
        "from desktop.ui import instance\n"
        "lock = instance.claim(pathlib.Path(sys.argv[1]))\n"
        "print('held', flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "held"
    lock = instance.claim(tmp_path)
    assert lock is not None
    lock.unlock()


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b'{"picture": 3}', b'{"picture": "cat.png"}', b"[" * 9000, b"x" * 99_999],
)
def test_what_is_no_picture_only_calls_the_window(qtbot, tmp_path, window, content):
    call = instance.calls_folder(tmp_path) / "some.call"
    call.write_bytes(content)
    qtbot.waitUntil(lambda: not call.exists(), timeout=5000)
    assert set(window.calls) == {None}


def test_who_called_before_the_window_listened_is_heard(qtbot, tmp_path, lock):
    process = later_start(tmp_path, tmp_path / "cat.png")
    calls = instance.calls_folder(tmp_path)
    qtbot.waitUntil(lambda: calls.is_dir() and any(calls.glob("*.call")), timeout=15000)
    window = Window(tmp_path)
    window.door.open()
    assert ended(qtbot, process) == "taken"
    assert window.calls == [tmp_path / "cat.png"]
    window.door.close()
    window.door.deleteLater()


QUIT = """
import sys
from pathlib import Path
from desktop.ui import instance
print("gone" if instance.end_window(Path(sys.argv[1]), float(sys.argv[2])) else "still there")
"""


def quitting(data: Path, patience_s: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", QUIT, str(data), str(patience_s)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_the_window_is_asked_to_close_and_waited_for(qtbot, tmp_path, window, lock):
    process = quitting(tmp_path, 30)
    qtbot.waitUntil(lambda: window.is_asked_to_close, timeout=15000)
    lock.unlock()
    assert ended(qtbot, process) == "gone"
    assert window.calls == []


def test_a_window_that_stays_is_told_of(qtbot, tmp_path, window):
    assert ended(qtbot, quitting(tmp_path, 0.2)) == "still there"
    qtbot.waitUntil(lambda: window.is_asked_to_close, timeout=15000)


def test_word_for_a_window_that_is_gone_does_not_close_the_next(qtbot, tmp_path, lock):
    calls = instance.calls_folder(tmp_path)
    calls.mkdir()
    (calls / "left.call").write_text('{"quit": true}', encoding="utf-8")
    window = Window(tmp_path)
    window.door.open()
    (calls / "new.call").write_text('{"picture": null}', encoding="utf-8")
    qtbot.waitUntil(lambda: bool(window.calls), timeout=5000)
    assert not window.is_asked_to_close
    assert not list(calls.iterdir())
    window.door.close()
    window.door.deleteLater()


def test_who_gave_up_waiting_leaves_no_word(qtbot, tmp_path, lock):
    assert not instance.end_window(tmp_path, 0)
    assert not list(instance.calls_folder(tmp_path).iterdir())


def test_without_a_window_there_is_nothing_to_end(tmp_path):
    assert instance.end_window(tmp_path, 0)
    assert instance.end_window(tmp_path / "nowhere", 0)
    assert not (tmp_path / "nowhere").exists()
