"""The workflows: pinned, without rights they do not need, and open to nobody's text."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from macos import signing

import dev

FOLDER = dev.ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
RELEASE = (FOLDER / "release.yml").read_text("utf-8")
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
STEP = re.compile(r"^ {6}- ", re.MULTILINE)


def used(text: str) -> list[str]:
    return re.findall(r"^\s*(?:- )?uses: *(.+)$", text, re.MULTILINE)


def commands(text: str) -> list[str]:
    """The text of every `run:`, of one line or of many."""
    found = re.findall(r"^( *)(?:- )?run: *(.*)\n((?:\1 +.*\n|\n)*)", text, re.MULTILINE)
    return [first + rest for _indent, first, rest in found]


def steps(text: str) -> list[str]:
    return STEP.split(text)[1:]


def test_there_are_workflows():
    assert [file.stem for file in FILES] == ["ci", "release"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
class TestEveryWorkflow:
    def test_every_action_is_pinned_by_its_commit(self, file: Path):
        names = used(file.read_text("utf-8"))
        assert names
        assert [name for name in names if not PINNED.fullmatch(name)] == []

    def test_nothing_is_allowed_but_what_a_job_asks_for(self, file: Path):
        text = file.read_text("utf-8")
        assert re.search(r"^permissions: \{\}$", text, re.MULTILINE)
        jobs = re.findall(r"^  \w+:\n    name:", text, re.MULTILINE)
        assert len(re.findall(r"^    permissions:$", text, re.MULTILINE)) == len(jobs)

    def test_a_checkout_leaves_no_credentials(self, file: Path):
        checkouts = [step for step in steps(file.read_text("utf-8")) if "actions/checkout@" in step]
        assert checkouts
        assert all("persist-credentials: false" in step for step in checkouts)

    def test_no_command_holds_an_expression(self, file: Path):
        found = commands(file.read_text("utf-8"))
        assert found
        assert [command for command in found if "${{" in command] == []


@pytest.mark.parametrize(
    "name",
    [
        "actions/checkout@v7",
        "actions/checkout@3d3c42e",
        "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1",
        "someone/action@main # v1.0.0",
    ],
)
def test_another_pin_is_found(name):
    assert used(f"      - uses: {name}\n") == [name]
    assert not PINNED.fullmatch(name)


def test_an_expression_in_a_command_of_many_lines_is_found():
    text = (
        "      - run: |\n          echo a\n          echo ${{ github.head_ref }}\n      - name: b\n"
    )
    assert "${{" in commands(text)[0]


def test_secrets_are_seen_by_the_one_step_that_signs():
    (signs,) = [step for step in steps(RELEASE) if "secrets." in step]
    assert "package macos" in signs
    given = dict(re.findall(r"^ +(\w+): \$\{\{ secrets\.(\w+) \}\}$", signs, re.MULTILINE))
    assert given == {name: name for name in signing.SECRET}


def test_only_the_job_that_publishes_may_write():
    build, publish = RELEASE.split("\n  publish:\n")
    assert ": write" not in build
    assert set(re.findall(r"(\S+): write", publish)) == {"contents", "id-token", "attestations"}


def test_every_system_is_packaged_and_tested():
    packaged = {line.split()[-1] for line in commands(RELEASE) if "dev.py package" in line}
    assert packaged == set(dev.FOR_PACKAGE)
    assert any("dev.py test" in line for line in commands(RELEASE))


BAD = """\
on: pull_request_target
permissions: write-all
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.event.pull_request.title }}"
"""
TOOL = Path(sysconfig.get_path("scripts")) / ("zizmor.exe" if os.name == "nt" else "zizmor")


@pytest.mark.skipif(not TOOL.exists(), reason="zizmor is not installed")
def test_the_check_finds_what_can_be_misused(tmp_path):
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    words = [sys.executable, *dev.CHECKS["workflows"][:-1], str(folder)]
    for text, is_right in ((BAD, False), (RELEASE, True)):
        (folder / "a.yml").write_text(text, encoding="utf-8")
        done = subprocess.run(words, capture_output=True, check=False)
        assert (done.returncode == 0) == is_right, done.stderr
