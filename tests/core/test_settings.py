"""Settings: damage costs the settings, never the start."""

import dataclasses
import json

import pytest

from desktop.core.notices import SettingsReset
from desktop.core.settings import VERSION, NamedAccount, Settings, SettingsFile, dump, parse


@pytest.fixture
def file(tmp_path):
    return SettingsFile(tmp_path / "settings" / "settings.json")


def written(file, text):
    file.path.parent.mkdir(parents=True)
    file.path.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_there_are_defaults(file):
    assert file.load() == Settings()
    assert not file.path.parent.exists()


def test_what_is_saved_is_loaded(file):
    settings = Settings(
        theme="dark", volume=0.0, is_muted=True, loops=False, concurrency=10,
        videos_folder="/家/clips", window_geometry="AdnQywAD", uses_sandbox=True,
    )  # fmt: skip
    file.save(settings)
    assert file.load() == settings
    assert [path.name for path in file.path.parent.iterdir()] == ["settings.json"]


def test_hints_that_are_not_wanted_stay_away(file):
    settings = Settings(dismissed_hints=("loss", "public"))
    file.save(settings)
    assert file.load() == settings
    record = {"version": VERSION, "dismissed_hints": ["loss", 3, "loss", None, "of 2030"]}
    assert parse(json.dumps(record)).dismissed_hints == ("loss", "of 2030")
    assert parse(json.dumps(record | {"dismissed_hints": "loss"})).dismissed_hints == ()


def test_changed_leaves_the_first_alone():
    first = Settings()
    assert first.changed(volume=1.0).volume == 1.0
    assert first == Settings()


@pytest.mark.expects_log("settings could not be read")
@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", "{}", '{"version": "1"}', '{"version": true}', '{"version": 0}',
     '{"version": -99999999}', "\0\0\0", "[" * 100_000],
)  # fmt: skip
def test_a_damaged_file_is_kept_aside(file, text):
    assert written(file, text).load() == Settings()
    damaged = file.path.with_name("settings.json.damaged")
    assert damaged.read_text(encoding="utf-8") == text
    assert file.reset == SettingsReset(kept=damaged)
    assert not file.path.exists()
    file.save(Settings(volume=0.5))
    assert file.load().volume == 0.5


def test_good_settings_and_none_are_no_news(file):
    file.load()
    file.save(Settings())
    file.load()
    assert file.reset is None


@pytest.mark.expects_log("settings could not be read")
@pytest.mark.expects_log("could not be moved")
def test_a_file_that_cannot_even_be_moved_is_told_of_too(file):
    file.path.mkdir(parents=True)
    (file.path.with_name("settings.json.damaged")).write_text("a file is in the way")
    assert file.load() == Settings()
    assert file.reset is not None


@pytest.mark.expects_log("settings could not be read")
def test_a_file_that_is_no_text_is_kept_aside(file):
    written(file, "")
    file.path.write_bytes(b"\xff\xfe\xfa")
    assert file.load() == Settings()


@pytest.mark.expects_log("settings could not be")
def test_a_folder_in_its_place_is_survived(file):
    file.path.mkdir(parents=True)
    assert file.load() == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accounts", None), ("accounts", {"id": "a"}), ("accounts", [1, "a", {"id": "sandbox"}]),
        ("account", "Not an id"), ("account", "sandbox"), ("account", 3),
        ("daily_budget_usd", -1), ("confirm_above_usd", "5"), ("undo_s", 31),
        ("theme", "pink"), ("theme", None), ("theme", ["dark"]), ("theme", {}),
        ("volume", "loud"), ("volume", 1.5), ("volume", -0.1), ("volume", True),
        ("volume", float("nan")), ("volume", None),
        ("concurrency", 0), ("concurrency", 11), ("concurrency", 3.0), ("concurrency", True),
        ("loops", 1), ("loops", "yes"), ("videos_folder", None), ("videos_folder", 7),
        ("is_muted", "true"), ("window_geometry", []),
        ("tells_of_versions", "no"), ("tells_of_versions", 0), ("versions_asked_at", -1),
        ("versions_asked_at", 1.5), ("versions_asked_at", True), ("versions_asked_at", 2**70),
        ("skipped_version", "newest"), ("skipped_version", 3), ("nobody_knows_this", 1),
    ],
)  # fmt: skip
def test_a_value_of_a_wrong_kind_falls_back_alone(name, value):
    record = {"version": VERSION, "splitter_state": "kept", name: value}
    assert parse(json.dumps(record)) == Settings(splitter_state="kept")


def test_a_newer_file_is_read_as_far_as_it_is_known():
    record = {"version": VERSION + 1, "theme": "light", "new": 1}
    assert parse(json.dumps(record)) == Settings(theme="light")


def test_every_setting_is_in_the_file():
    record = json.loads(dump(Settings()))
    assert record["version"] == VERSION
    assert set(record) - {"version"} == {field.name for field in dataclasses.fields(Settings)}


def test_accounts_are_read_as_far_as_they_can_be_understood():
    accounts = [
        {"id": "leonardo", "name": "Home"},
        {"id": "account-1", "name": "  Work\n" + "x" * 100},
        {"id": "account-1", "name": "again"},
        {"id": "sandbox", "name": "no"},
        {"id": "../up", "name": "no"},
        {"id": "account-2"},
    ]
    record = {"version": VERSION, "accounts": accounts, "account": "account-1"}
    settings = parse(json.dumps(record))
    assert settings.accounts[0] == NamedAccount("leonardo", "Home")
    assert [account.id for account in settings.accounts] == ["leonardo", "account-1"]
    assert settings.accounts[1].name == "Work " + "x" * 55
    assert settings.account == "account-1"
    assert parse(dump(settings)) == settings
