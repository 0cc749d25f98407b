"""Where things lie: one folder under STARTFRAME_HOME, else where the system keeps them."""

import dataclasses
from pathlib import Path

import pytest

from desktop.core.paths import app_paths, resource, resources_root


def folders(paths):
    return [getattr(paths, field.name) for field in dataclasses.fields(paths)]


def test_one_folder_holds_everything_when_asked(tmp_path):
    paths = app_paths({"STARTFRAME_HOME": str(tmp_path / "home")})
    assert all(folder.parent == tmp_path / "home" for folder in folders(paths))
    assert len(set(folders(paths))) == 5
    for inside in (
        paths.database, paths.frames, paths.posters, paths.sandbox,
        paths.settings_file, paths.draft_file,
    ):  # fmt: skip
        assert inside.is_relative_to(tmp_path / "home")
    assert list(tmp_path.iterdir()) == []  # naming makes nothing


def test_a_relative_home_is_made_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert app_paths({"STARTFRAME_HOME": "here"}).data == tmp_path / "here" / "data"


def test_a_home_may_be_written_with_a_tilde(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert app_paths({"STARTFRAME_HOME": "~/frames"}).data == tmp_path / "frames" / "data"


@pytest.mark.parametrize("environ", [{}, {"STARTFRAME_HOME": ""}])
def test_else_the_system_decides(environ):
    paths = app_paths(environ)
    assert paths.videos.name == "Startframe"
    assert all(folder.is_absolute() for folder in folders(paths))
    assert all("Startframe" in folder.parts for folder in folders(paths))


def test_the_tests_have_a_home_of_their_own():
    assert app_paths().data.parent.name.startswith("home")


def test_shipped_files_are_found():
    assert resource("models", "grok-imagine-1.5.toml").is_file()
    assert resource() == resources_root()
    assert isinstance(resource("nothing", "here"), Path)
