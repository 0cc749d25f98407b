"""`startframe forget`: keys and data go when asked; clips, and what is still to come, stay."""

from __future__ import annotations

import contextlib
import datetime
import json
import sqlite3

import pytest
from keyring.errors import KeyringLocked

from desktop.__main__ import main
from desktop.core.lock import FileLock
from desktop.core.paths import app_paths
from desktop.core.secrets import SERVICE, KeychainSecrets
from desktop.core.settings import NamedAccount, Settings, SettingsFile
from desktop.library import backup, migrations
from desktop.ui import instance

KEY = "12345678-90ab-cdef-1234-567890abcdef"


@pytest.fixture
def paths():
    """The app's folders, with something in each of them."""
    found = app_paths()
    for folder in (found.data, found.frames, found.cache, found.logs, found.videos):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "some file").write_text("x", encoding="utf-8")
    SettingsFile(found.settings_file).save(Settings())
    database = sqlite3.connect(found.database, isolation_level=None)
    with contextlib.closing(database) as connection:
        migrations.migrate(connection, found.database)
    return found


def insert(paths, table: str, **values) -> None:
    with contextlib.closing(sqlite3.connect(paths.database, isolation_level=None)) as connection:
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO {table}({names}) VALUES ({marks})", list(values.values()))


def insert_job(paths, state: str, account: str = "leonardo") -> None:
    record = json.dumps({"account": account})
    values = {"id": f"{state}-{account}", "revision": 1, "created_at": "", "changed_at": ""}
    insert(paths, "jobs", state=state, record=record, **values)


def insert_clip(paths, video) -> None:
    video.parent.mkdir(parents=True, exist_ok=True)
    video.write_text("film", encoding="utf-8")
    insert(paths, "clips", id="c", created_at="", record=json.dumps({"video": str(video)}))


def test_the_keys_of_all_accounts_are_forgotten_and_nothing_else(paths, keychain):
    other = NamedAccount("other", "Other")
    SettingsFile(paths.settings_file).save(Settings(accounts=(other,)))
    KeychainSecrets().write(KEY)
    KeychainSecrets().for_account("other").write(KEY)
    keychain.set_password("somebody else", "name", "password")
    assert main(["forget"]) == 0
    assert list(keychain.entries) == [("somebody else", "name")]
    assert paths.database.exists()
    assert SERVICE not in {service for service, _ in keychain.entries}


def test_with_data_only_the_clips_stay(paths, capsys):
    insert_clip(paths, paths.videos / "film.mp4")
    insert_job(paths, "ready")
    assert main(["forget", "--data"]) == 0
    assert not any(f.exists() for f in (paths.data, paths.settings, paths.cache, paths.logs))
    assert (paths.videos / "film.mp4").read_text(encoding="utf-8") == "film"
    assert (paths.videos / "some file").exists()
    assert "clips are where they were" in capsys.readouterr().out


def test_clips_among_the_data_stay(paths):
    """Somebody let clips be saved there: they are clips all the same."""
    insert_clip(paths, paths.data / "mine" / "film.mp4")
    folder = paths.data / "videos"
    folder.mkdir()
    SettingsFile(paths.settings_file).save(Settings(videos_folder=str(folder)))
    assert main(["forget", "--data"]) == 0
    assert sorted(path.name for path in paths.data.iterdir()) == ["mine", "videos"]
    assert (paths.data / "mine" / "film.mp4").exists()


def test_a_clip_that_may_have_been_paid_for_stands_in_the_way(paths, capsys):
    insert_job(paths, "generating")
    assert main(["forget", "--data"]) == 6
    assert paths.database.exists()
    assert "1 clips are unfinished" in capsys.readouterr().err
    assert main(["forget", "--data", "--unfinished-too"]) == 0
    assert not paths.data.exists()


def test_with_a_clip_to_come_the_key_that_fetches_it_stays(paths, keychain):
    KeychainSecrets().write(KEY)
    insert_job(paths, "generating")
    assert main(["forget", "--data"]) == 6
    assert KeychainSecrets().read() == KEY


@pytest.mark.parametrize("damage", ["header", "row", "gone"])
def test_a_library_nobody_can_read_may_have_clips_to_come(paths, damage, capsys):
    insert_job(paths, "generating")
    if damage == "header":
        paths.database.write_bytes(b"no database" * 1000)
    elif damage == "row":
        insert(paths, "jobs", id="x", revision=1, state="generating", created_at="",
               changed_at="", record="no json")  # fmt: skip
    else:
        assert backup.back_up(paths.database, datetime.date(2026, 11, 1))
        paths.database.unlink()
    assert main(["forget", "--data"]) == 6
    assert paths.data.exists()
    assert "Nothing was removed" in capsys.readouterr().err


def test_a_film_of_an_unreadable_library_stays(paths):
    insert_clip(paths, paths.data / "mine" / "film.mp4")
    (paths.cache / "joined").mkdir()
    (paths.cache / "joined" / "made again.mp4").write_text("x", encoding="utf-8")
    paths.database.write_bytes(b"no database" * 1000)
    paths.settings_file.write_text("broken", encoding="utf-8")
    assert main(["forget", "--data", "--unfinished-too"]) == 0
    assert (paths.data / "mine" / "film.mp4").exists()
    assert not paths.cache.exists()


def test_an_account_only_the_library_knows_is_forgotten_too(paths, keychain):
    insert_job(paths, "ready", "other")
    KeychainSecrets().for_account("other").write(KEY)
    paths.settings_file.write_text("broken", encoding="utf-8")
    assert main(["forget"]) == 0
    assert not keychain.entries
    assert paths.settings_file.read_text(encoding="utf-8") == "broken"


def test_a_keychain_that_is_locked_is_said(paths, keychain, capsys):
    KeychainSecrets().write(KEY)
    keychain.trouble = KeyringLocked("locked")
    assert main(["forget"]) == 5
    assert "a key in the system's keychain" in capsys.readouterr().err


def test_beside_an_open_window_no_data_is_removed(paths, qapp):
    lock = instance.claim(paths.data)
    assert lock is not None
    assert main(["forget", "--data"]) == 2
    assert paths.database.exists()
    lock.unlock()
    assert main(["forget", "--data"]) == 0


@pytest.mark.parametrize("wait", ["nan", "inf", "-1", "soon"])
def test_a_wait_that_never_ends_is_refused(wait, capsys):
    assert main(["quit", "--wait", wait]) == 2
    assert "--wait" in capsys.readouterr().err


def test_an_unfinished_clip_of_the_sandbox_does_not(paths):
    insert_job(paths, "generating", "sandbox")
    assert main(["forget", "--data"]) == 0
    assert not paths.data.exists()


def test_beside_a_running_startframe_no_data_is_removed(paths, capsys):
    paths.leases.mkdir()
    lock = FileLock(paths.leases / "somebody.lease")
    assert lock.acquire()
    assert main(["forget", "--data"]) == 2
    assert "Close it first" in capsys.readouterr().err
    assert paths.database.exists()
    lock.release()
    assert main(["forget", "--data"]) == 0


def test_where_there_never_was_anything_nothing_happens():
    assert main(["forget", "--data"]) == 0
    assert not app_paths().data.exists()


def test_what_cannot_be_removed_is_named(paths, capsys, monkeypatch):
    def refuse(folder):
        raise PermissionError(13, "no", str(folder))

    monkeypatch.setattr("shutil.rmtree", refuse)
    assert main(["forget", "--data"]) == 5
    assert str(paths.data) in capsys.readouterr().err
