"""What happened without the user is said, all of it, until it is dismissed."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from desktop.core.errors import BadPresets
from desktop.core.notices import (
    DatabaseRebuilt,
    FolderSearched,
    GenerationsReclaimed,
    PresetsReset,
    PresetsSkipped,
    SettingsReset,
)
from desktop.ui import notices
from desktop.ui.notices import NoticeTeller
from desktop.ui.widgets.notice import Notice

AT = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
KEPT = Path("/data/startframe.sqlite3.damaged-2026-11-22")

OUTDATED = BadPresets(reason="value", preset="Old", field="duration", value="16")


@pytest.fixture
def notice(qapp, qtbot):
    found = Notice()
    qtbot.addWidget(found)
    return found


@pytest.mark.parametrize(
    ("told", "title", "parts"),
    [
        (SettingsReset(Path("s.damaged")), "settings", ["s.damaged"]),
        (SettingsReset(None), "settings", ["usual ones"]),
        (PresetsReset(Path("p.damaged")), "presets", ["p.damaged"]),
        (PresetsReset(None), "presets", ["next start"]),
        (PresetsReset(None, is_newer=True), "presets", ["newer version", "Update Startframe"]),
        (PresetsSkipped(1, OUTDATED), "A preset", ["“Old”", "16 seconds", "kept in the file"]),
        (PresetsSkipped(1, BadPresets(reason="shape")), "A preset", ["no preset at all"]),
        (PresetsSkipped(3, OUTDATED), "Some presets", ["“Old”", "Others: 2.", "kept in"]),
        (DatabaseRebuilt(KEPT, AT, 1, 0), "rebuilt", ["backup of", "One more clip", KEPT.name]),
        (DatabaseRebuilt(KEPT, None, 3, 2), "rebuilt", ["no backup", "3 more", "(2)", "by itself"]),
        (DatabaseRebuilt(None, AT, 0, 1), "missing", ["backup of", "(1)"]),
        (DatabaseRebuilt(None, AT, 2, 0, 4), "missing", ["2 more", "4 videos", "left alone"]),
        (FolderSearched(0, 0), "searched", ["No clip"]),
        (FolderSearched(1, 1), "searched", ["One more clip", "One video there"]),
        (GenerationsReclaimed(1), "fetched", ["has one"]),
        (GenerationsReclaimed(7), "fetched", ["has 7"]),
    ],
)
def test_the_words(told, title, parts):
    said, reason = notices.words(told)
    assert title in said
    assert all(part in reason for part in parts)
    assert said.endswith(".")
    assert reason.endswith((".", KEPT.name + "."))


def test_several_stand_together(notice):
    teller = NoticeTeller(notice)
    teller.tell(SettingsReset(None))
    teller.tell(GenerationsReclaimed(2))
    assert notice.title == "The settings could not be read. Lost clips are fetched."
    assert "usual ones" in notice.reason
    assert "Your account has 2" in notice.reason


def test_what_was_dismissed_is_not_said_again(notice):
    teller = NoticeTeller(notice)
    teller.tell(SettingsReset(None))
    notice.dismiss()
    teller.tell(GenerationsReclaimed(2))
    assert notice.title == "Lost clips are fetched."
    assert "usual" not in notice.reason


def test_what_gave_way_to_something_else_is_not_either(notice):
    teller = NoticeTeller(notice)
    teller.tell(SettingsReset(None))
    notice.say("Something else")
    teller.tell(GenerationsReclaimed(2))
    assert notice.title == "Lost clips are fetched."
