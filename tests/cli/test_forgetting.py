"""`startframe forget`: keys and data go when asked; clips, and what is still to come, stay."""

from __future__ import annotations

import contextlib
import json
import sqlite3

import keyring
import pytest

from desktop.__main__ import main
from desktop.core.lock import FileLock
from desktop.core.paths import app_paths
from desktop.core.secrets import SERVICE, KeychainSecrets
from desktop.core.settings import NamedAccount, Settings, SettingsFile
from desktop.library import migrations
from tests.core.test_secrets import MemoryKeyring

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


@pytest.fixture
def keychain():
    before, ours = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


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
