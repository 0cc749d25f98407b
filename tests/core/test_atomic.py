"""Files are written whole or not at all."""

import os

import pytest

from desktop.core import atomic


def test_a_file_and_its_folders_are_made(tmp_path):
    path = tmp_path / "a" / "b" / "file.json"
    atomic.write_text(path, "žluťoučký\n")
    assert path.read_bytes() == "žluťoučký\n".encode()
    atomic.write_bytes(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_what_goes_wrong_leaves_the_old_and_no_rubbish(tmp_path, monkeypatch, broken):
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if broken == "fsync" else (type(path), "replace")), fail)
    with pytest.raises(OSError, match="No space"):
        atomic.write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_way_is_an_error(tmp_path):
    (tmp_path / "file").mkdir()
    with pytest.raises(IsADirectoryError if os.name != "nt" else PermissionError):
        atomic.write_bytes(tmp_path / "file", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_long_name_is_no_obstacle(tmp_path):
    path = tmp_path / ("n" * 250)
    atomic.write_bytes(path, b"x")
    assert path.read_bytes() == b"x"


def test_syncing_what_is_no_folder_is_harmless(tmp_path):
    atomic.sync_folder(tmp_path / "gone")
    atomic.sync_folder(tmp_path)
