"""What makes two builds of one commit the same."""

from __future__ import annotations

import zipfile

import building
import pytest
from pruning import is_needed


def write(file, names):
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, f"content of {name}")


def test_the_order_of_modules_makes_no_difference(tmp_path):
    names = ["re/_parser.pyc", "os.pyc", "re/__init__.pyc"]
    write(tmp_path / "one.zip", names)
    write(tmp_path / "other.zip", names[::-1])
    for name in ("one.zip", "other.zip"):
        building.settle(tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.read("os.pyc") == b"content of os.pyc"
        assert archive.namelist() == sorted(names)


@pytest.mark.parametrize(("name", "is_kept"), [("RECORD", False), ("entry_points.txt", True)])
def test_what_names_places_of_the_builder_stays_out(name, is_kept):
    assert is_needed(f"keyring-25.7.0.dist-info/{name}") is is_kept


def test_the_time_of_a_build_is_given_or_the_commits(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234")
    assert building.epoch() == "1234"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert building.epoch().isdigit()


def test_a_package_that_is_too_large_is_said(capsys):
    assert building.is_small_enough("it", 1_000_000, 1)
    assert not building.is_small_enough("it", 1_000_001, 1)
    assert "it: 1.0 MB, at most 1" in capsys.readouterr().out
