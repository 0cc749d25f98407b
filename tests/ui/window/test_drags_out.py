"""Real drags out of the window: another program on the same screen gets the files."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path

import pytest

from desktop.core.paths import app_paths
from desktop.library.clips import ClipLibrary
from desktop.library.collections import Collections
from desktop.library.database import Database
from tests.media.counted import counted_film
from tests.ui.window.test_library import made_clip
from tests.ui.window.test_real_drags import MISSING, NEEDED, running, screen, until

__all__ = ["screen"]  # a fixture

pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"a screen and a mouse of its own need {', '.join(NEEDED)}"
)

SINK_AT = (1340, 40)
CARDS = [(470, 720), (660, 720)]
STAGE = (820, 260)
LIBRARY_BUTTON = (1248, 621)
CHIP = (430, 97)
GRID = [(490, 140), (690, 140), (880, 140)]


async def shelve(folder):
    """Three clips, each a film of its own; the newest stands first."""
    database = Database(app_paths().database)
    await database.open()
    try:
        for number in range(3):
            film = folder / f"clip {number} 🎬.mp4"
            counted_film(film, [40 * i for i in range(5 + number)], size=(96, 54))
            await ClipLibrary(database).add(made_clip(number, film))
    finally:
        await database.close()
    return [folder / f"clip {number} 🎬.mp4" for number in (2, 1, 0)]


def digests(*files):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def dropped(screen, sink, *clicks_then_start):
    """Press there, pull over the other program, let go; what it got."""
    before = len(sink.lines)
    x, y = clicks_then_start[-1]
    screen.mouse("mousemove", x, y, "mousedown", 1)
    screen.mouse("mousemove", x + 6, y + 2, "mousemove", x + 30, y + 6)
    steps = iter(range(10_000))

    def is_welcome():
        screen.mouse("mousemove", SINK_AT[0] + 40 + next(steps) % 5, SINK_AT[1] + 40)
        return "welcome" in sink.lines[before:]

    until(is_welcome, "the yes of the other program")
    screen.mouse("mouseup", 1)

    def told():
        return [line for line in sink.lines[before:] if line.startswith("dropped ")]

    [line] = until(told, "the drop")
    return json.loads(line.removeprefix("dropped "))


def test_cards_the_stage_and_a_selection_arrive_as_files(screen, tmp_path):
    newest, middle, oldest = asyncio.run(shelve(tmp_path))
    with (
        running(screen, "-m", "desktop", "--sandbox"),
        running(screen, Path(__file__).with_name("drop_sink.py"), *SINK_AT) as sink,
    ):
        until(lambda: sink.lines, "the other program")
        until(screen.has_window, "the window")
        got = {}

        def is_there():
            nonlocal got
            got = attempt(screen, sink, CARDS[0])
            return got

        until(is_there, "a card that can be dragged")
        assert got == digests(newest)
        assert dropped(screen, sink, CARDS[1]) == digests(middle)
        assert dropped(screen, sink, STAGE) == digests(middle)
        screen.mouse("mousemove", *LIBRARY_BUTTON, "click", 1)

        def all_are_dragged():
            screen.mouse("mousemove", *GRID[0], "click", 1)
            screen.mouse("keydown", "shift", "mousemove", *GRID[2], "click", 1, "keyup", "shift")
            return attempt(screen, sink, GRID[1]) == digests(newest, middle, oldest)

        until(all_are_dragged, "a selection in a grid that is still filled")


def attempt(screen, sink, place):
    """One drag of a card that may not be there yet."""
    screen.mouse("mousemove", *place, "mousedown", 1)
    for step in range(1, 12):
        screen.mouse("mousemove", place[0] + 6 * step, place[1] + step)
    screen.mouse("mousemove", SINK_AT[0] + 40, SINK_AT[1] + 40)
    screen.mouse("mousemove", SINK_AT[0] + 44, SINK_AT[1] + 42, "sleep", 0.3, "mouseup", 1)
    screen.mouse("sleep", 0.3)
    told = [line for line in sink.lines if line.startswith("dropped ")]
    return json.loads(told[-1].removeprefix("dropped ")) if told else None


async def collected():
    """The ids of the clips in each collection, by its name."""
    query = (
        "SELECT name, clips.id FROM collected JOIN clips ON clips.number = clip"
        " JOIN collections ON collections.number = collection ORDER BY clips.id"
    )
    database = Database(app_paths().database)
    await database.open()
    try:
        rows = await database.read(lambda c: c.execute(query).fetchall())
    finally:
        await database.close()
    return {name: [clip for one, clip in rows if one == name] for name, _clip in rows}


async def make_collection(name):
    database = Database(app_paths().database)
    await database.open()
    try:
        await Collections(database).make(name)
    finally:
        await database.close()


def test_cards_let_go_over_a_collection_are_put_into_it(screen, tmp_path):
    asyncio.run(shelve(tmp_path))
    asyncio.run(make_collection("Trailer"))
    with running(screen, "-m", "desktop", "--sandbox"):
        until(screen.has_window, "the window")
        first, _, third = ((x, y + 40) for x, y in GRID)

        def is_put():
            """All of it again, until the window is ready for it."""
            screen.mouse("mousemove", *LIBRARY_BUTTON, "click", 1, "sleep", 0.5)
            screen.mouse("mousemove", *first, "click", 1)
            screen.mouse("keydown", "ctrl", "mousemove", *third, "click", 1, "keyup", "ctrl")
            screen.mouse("sleep", 0.6, "mousemove", *first, "mousedown", 1)  # no double click
            for step in range(1, 8):
                screen.mouse("mousemove", first[0] + 6 * step, first[1] + step)
            screen.mouse("mousemove", CHIP[0] + 3, CHIP[1], "sleep", 0.1)
            screen.mouse("mousemove", *CHIP, "sleep", 0.3, "mouseup", 1, "sleep", 0.3)
            return asyncio.run(collected())

        both = {"Trailer": ["a", "c"]}
        until(lambda: is_put() == both, "the clips in the collection")
