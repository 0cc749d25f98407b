"""Versions are three numbers, compared as numbers; nothing else is one."""

import pytest

from desktop import __version__
from desktop.core.release import Version, parse, running


@pytest.mark.parametrize(
    ("text", "version"),
    [("1.2.3", Version(1, 2, 3)), ("v0.10.0", Version(0, 10, 0)), ("00001.2.3", Version(1, 2, 3))],
)
def test_a_version_is_read(text, version):
    assert parse(text) == version


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.2",
        "1.2.3.4",
        "1.2.3rc1",
        "1.2.3-beta",
        "V1.2.3",
        "1.2.3\n",
        "١.٢.٣",
        "1.2.999999",
        "-1.2.3",
        "v 1.2.3",
        "1.2.3+local",
        "latest",
        "1.2.3" * 1000,
    ],
)
def test_what_is_none_is_none(text):
    assert parse(text) is None


def test_versions_are_compared_as_numbers():
    assert Version(0, 10, 0) > Version(0, 9, 9)
    assert str(Version(0, 10, 2)) == "0.10.2"


def test_this_program_has_one():
    assert __version__.startswith(str(running()))


def test_one_on_the_way_to_a_version_counts_as_that_one(monkeypatch):
    monkeypatch.setattr("desktop.core.release.__version__", "1.4.0.dev3+g1234")
    assert running() == Version(1, 4, 0)
