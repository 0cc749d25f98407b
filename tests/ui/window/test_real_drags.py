"""Real drags: another process drags into the real window with the mouse, on a screen of its own.

What arrived is read from the draft that the program keeps on disk.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from desktop.core.paths import app_paths

ROOT = Path(__file__).resolve().parents[3]
NEEDED = ("Xvfb", "xdotool")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"a screen and a mouse of its own need {', '.join(NEEDED)}"
)

LIMIT_S = 30.0
SCREEN = "1500x900x24"
SOURCE_AT = (1400, 20)
PLACES = ((180, 150), (180, 420), (800, 300), (700, 740), (1200, 780))
"""Over Compose, the prompt, the stage, the shelf."""

NAMES = [
    "plain.png",
    "with spaces in it.png",
    "  two at the start.png",
    "Käse größer öl.png",
    "ka\u0308se decomposed.png",
    "rocket 🚀.png",
    "👩‍👩‍👧‍👦 family 🏳️‍🌈.png",
    "日本語の写真.png",
    "صورة.png",
    "100% sure.png",
    "a#b?c=d&e.png",
    'quote\'s "double".png',
    "semi;colon,comma+plus.png",
    "percent%20encoded.png",
    "[brackets] {braces}.png",
    "no ending",
    f"{'long ' * 40}.png",
    "deep",
]
BITMAPS = ["bitmap:#c82850", "bitmap:#28c850"]


def until(claim, what):
    deadline = time.monotonic() + LIMIT_S
    while not (found := claim()):
        assert time.monotonic() < deadline, f"{what} did not come about"
        time.sleep(0.02)
    return found


class Screen:
    """An X server nobody looks at, with a mouse that goes where it is told."""

    def __init__(self, server, number):
        self.server = server
        self.environment = {
            "PATH": os.environ["PATH"],
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(ROOT),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "STARTFRAME_HOME": os.environ["STARTFRAME_HOME"],
            "STARTFRAME_SANDBOX_SECONDS": "0",
            "LC_ALL": "C.UTF-8",
        }

    def mouse(self, *words):
        command = ["xdotool", *(str(word) for word in words)]
        return subprocess.run(
            command, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def has_window(self):
        command = ["xdotool", "search", "--onlyvisible", "--name", "^Startframe$"]
        found = subprocess.run(command, env=self.environment, check=False, capture_output=True)
        return bool(found.stdout.strip())


class Child:
    """A program on the screen, and the lines it has written."""

    def __init__(self, screen, *words):
        self.lines = []
        self.process = subprocess.Popen(
            [sys.executable, *(str(word) for word in words)],
            env=screen.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.strip())
        self.process.stdout.close()

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._reader.join()
        print(*self.lines, sep="\n")  # seen where the test fails


@pytest.fixture
def screen():
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    assert number, "no screen could be had"
    yield Screen(server, number)
    server.terminate()
    server.wait(LIMIT_S)


@contextlib.contextmanager
def running(screen, *words):
    child = Child(screen, *words)
    try:
        yield child
    finally:
        child.end()


def draft():
    try:
        return json.loads(app_paths().draft_file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def drag(screen, source, place):
    """Press, pull, wait until the target says yes, let go."""
    before = len(source.lines)
    x, y = (at + 40 for at in SOURCE_AT)
    screen.mouse("mousemove", x, y, "mousedown", 1)
    screen.mouse("mousemove", x - 6, y + 6, "mousemove", x - 24, y + 20)
    until(lambda: "begun" in source.lines[before:], "the drag")
    steps = iter(range(10_000))

    def is_welcome():
        screen.mouse("mousemove", place[0] + next(steps) % 5, place[1])
        said = [line for line in source.lines[before:] if line.startswith("would")]
        return said and said[-1] == "would DragCopyCursor"

    until(is_welcome, "the yes of the target")
    screen.mouse("mouseup", 1)
    until(lambda: source.lines[before:][-1:] == ["ended CopyAction"], "the drop")


def pictures(folder):
    """Files of every kind of name, each of a grey of its own."""
    made = []
    for number, name in enumerate(NAMES):
        path = folder / name
        if name == "deep":
            path = folder.joinpath(*["folder of a folder"] * 40, "deep.png")
            path.parent.mkdir(parents=True)
        Image.new("RGB", (60 + number, 40), (10 * number,) * 3).save(path, "PNG")
        made.append(path)
    return made


def test_twenty_of_twenty_drags_from_another_program_arrive(screen, tmp_path):
    files = pictures(tmp_path)
    things = [*map(str, files), *BITMAPS]
    assert len(things) == 20
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(things), encoding="utf-8")
    source_script = Path(__file__).with_name("drag_source.py")
    with (
        running(screen, "-m", "desktop", "--sandbox"),
        running(screen, source_script, plan, *SOURCE_AT) as source,
    ):
        until(lambda: source.lines, "the other program")
        until(screen.has_window, "the window")
        arrived = []
        for number, thing in enumerate(things):
            drag(screen, source, PLACES[number % len(PLACES)])
            wanted = "Dropped picture" if thing in BITMAPS else Path(thing).name
            size = (96, 64) if thing in BITMAPS else (60 + number, 40)

            def is_there(wanted=wanted, size=size, thing=thing):
                found = draft()
                if found.get("picture_name") != wanted:
                    return False
                with Image.open(found["picture"]) as image:
                    colour = f"bitmap:#{image.convert('RGB').tobytes()[:3].hex()}"
                    return image.size == size and (thing not in BITMAPS or colour == thing)

            until(is_there, f"{wanted!r} in the draft")
            arrived.append(thing)
    assert arrived == things
