"""A damaged library, for real: the program rebuilds it, and nothing is lost or sent again."""

import datetime
import shutil

import pytest

from desktop.library import backup
from tests.faults.program import run

SMALL = ("--size", "400x736", "--duration", "3", "--json")


@pytest.fixture
def database(home):
    return home / "data" / "startframe.sqlite3"


def damage(database):
    """As a disk does it: in the middle, with the header whole."""
    content = bytearray(database.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    database.write_bytes(content)


def forget_backups(database):
    """A program that took more than two seconds has made one."""
    shutil.rmtree(database.parent / "backups", ignore_errors=True)


def made(home, broken, picture, prompt):
    ended = run(home, broken.url, "generate", picture, "--prompt", prompt, *SMALL)
    assert ended.code == 0, ended.text
    return ended.outcome["generation_id"]


def test_what_the_backup_does_not_know_comes_from_folder_and_account(
    home, sandbox, picture, database
):
    broken = sandbox()
    made(home, broken, picture, "before the backup")
    forget_backups(database)
    backup.back_up(database, datetime.datetime.now().astimezone().date())
    made(home, broken, picture, "still in the folder")
    made(home, broken, picture, "only at Leonardo")
    [lost] = (home / "videos").glob("*only at Leonardo*")
    lost.unlink()
    damage(database)
    ended = run(home, broken.url, "resume", "--json")
    assert ended.code == 0, ended.text
    assert "has been rebuilt" in ended.text
    assert len(broken.requests.matching("POST", "/v2/generations")) == 3
    names = sorted(file.name[17:] for file in (home / "videos").iterdir())
    assert names == [
        "before the backup.mp4", "only at Leonardo.mp4", "still in the folder.mp4",
    ]  # fmt: skip
    assert len(list(database.parent.glob("*.damaged-*"))) >= 1
    told = run(home, broken.url, "diagnose", "--json").lines[-1]
    assert (told["database"]["clips"], told["database"]["check"]) == (3, "ok")
    assert told["database"]["is_rebuilding"] is False
    again = run(home, broken.url, "resume", "--json")
    assert again.outcome["jobs"] == 0, again.text
    assert len(list((home / "videos").iterdir())) == 3


def test_without_a_backup_nothing_is_lost_either(home, sandbox, picture, database):
    broken = sandbox()
    made(home, broken, picture, "in the folder")
    made(home, broken, picture, "at Leonardo")
    [lost] = (home / "videos").glob("*at Leonardo*")
    lost.unlink()
    forget_backups(database)
    database.write_bytes(b"no database at all " * 500)
    ended = run(home, broken.url, "resume", "--json")
    assert ended.code == 0, ended.text
    assert "no backup" in ended.text
    assert len(list((home / "videos").glob("*.mp4"))) == 2
    assert len(broken.requests.matching("POST", "/v2/generations")) == 2


def test_one_of_a_newer_version_is_left_as_it_is(home, sandbox, picture, database):
    import contextlib
    import sqlite3

    broken = sandbox()
    made(home, broken, picture, "x")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    ended = run(home, broken.url, "resume", "--json")
    assert ended.outcome["problem"] == "database_damaged", ended.text
    assert "newer version" in ended.outcome["message"]
    assert list(database.parent.glob("*.damaged-*")) == []
