"""What a release says of itself: one version everywhere, all packages, sums that hold."""

from __future__ import annotations

import shutil
import subprocess

import pytest
import release

NAMES = [
    "startframe_1.2.3_amd64.deb",
    "Startframe-1.2.3-setup.exe",
    "Startframe-1.2.3-macos-arm64.dmg",
    "Startframe-1.2.3-macos-x86_64.dmg",
]
LOG = """\
# Changes

## 1.3.0 (unreleased)

- Not yet.

## 1.2.3 (2026-12-01)

Better.

- This is new.

## 1.2.2 (2026-11-01)

- This is old.
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    for name, text in {
        "desktop/__init__.py": '"""An app."""\n\n__version__ = "1.2.3"\n',
        "CHANGELOG.md": LOG,
        release.METAINFO: '<release version="1.2.3" date="2026-12-01"/>',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(release, "ROOT", tmp_path)
    monkeypatch.setattr(release, "NOTES", tmp_path / "build" / "notes.md")
    monkeypatch.setenv("GITHUB_REF_NAME", "v1.2.3")
    return tmp_path


def test_a_release_that_agrees_with_itself_may_go(root):
    assert release.main(["check"]) == 0


@pytest.mark.parametrize("tag", ["v1.2.4", "1.2.3", "v1.2.3rc1", ""])
def test_a_tag_of_another_version_may_not(root, monkeypatch, capsys, tag):
    monkeypatch.setenv("GITHUB_REF_NAME", tag)
    assert release.main(["check"]) == 1
    assert "the version 1.2.3" in capsys.readouterr().err


@pytest.mark.parametrize(
    "heading", ["## 1.2.3 (unreleased)", "## 1.2.30 (2026-12-01)", "## 1x2x3 (2026-12-01)"]
)
def test_changes_that_are_not_of_this_release_hold_it_up(root, heading):
    text = LOG.replace("## 1.2.3 (2026-12-01)", heading)
    (root / "CHANGELOG.md").write_text(text, encoding="utf-8")
    assert release.main(["check"]) == 1


def test_an_empty_section_holds_it_up(root):
    (root / "CHANGELOG.md").write_text("## 1.2.3 (2026-12-01)\n\n", encoding="utf-8")
    assert release.notes(root, "1.2.3") == ""


def test_the_software_centers_must_know_it_too(root):
    (root / release.METAINFO).write_text('<release version="1.2.2"/>', encoding="utf-8")
    assert any("metainfo" in problem for problem in release.check(root, "v1.2.3"))


def test_the_notes_are_one_section_of_the_change_log(root):
    assert release.notes(root, "1.2.3") == "Better.\n\n- This is new.\n"


@pytest.mark.parametrize("missing", NAMES)
def test_a_release_is_for_all_systems_or_for_none(root, missing, capsys):
    folder = root / "dist"
    folder.mkdir()
    for name in NAMES:
        if name != missing:
            (folder / name).write_bytes(name.encode())
    assert release.main(["write", str(folder)]) == 1
    assert capsys.readouterr().err.startswith("There is no *")
    assert not release.NOTES.exists()


def test_everything_has_its_checksum(root):
    folder = root / "dist"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_bytes(name.encode())
    assert release.main(["write", str(folder)]) == 0
    parts = "Startframe-1.2.3.cdx.json"
    lines = (folder / release.SUMS).read_text("utf-8").splitlines()
    assert [line.split("  ")[1] for line in lines] == sorted([*NAMES, parts])
    assert release.NOTES.read_text("utf-8").startswith("Better.")
    if shutil.which("sha256sum"):
        words = ["sha256sum", "--check", "--strict", release.SUMS]
        assert subprocess.run(words, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("words", [[], ["write"], ["check", "more"]])
def test_what_is_not_understood_is_said(words, capsys):
    assert release.main(words) == 2
    assert capsys.readouterr().err == release.USAGE


def test_this_checkout_names_its_version():
    assert release.version_of(release.ROOT)
