"""`startframe diagnose` beside everything else, and without changing anything."""

import json

import pytest

from desktop.__main__ import main
from desktop.core import log
from desktop.core.paths import app_paths
from tests.faults.program import KEY, files_holding, run


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def no_secrets_of_other_tests(monkeypatch):
    monkeypatch.setattr(log, "_secrets", set())


def test_for_people_and_as_an_object(capsys, monkeypatch):
    monkeypatch.setenv("LEONARDO_API_KEY", KEY)
    assert main(["diagnose"]) == 0
    told = capsys.readouterr().out
    assert "[versions]" in told
    assert "[key]\nknown" in told
    assert KEY not in told
    assert main(["diagnose", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["key_known"] is True
    assert not app_paths().data.exists()
    assert not app_paths().logs.exists()


def test_a_job_nobody_knows(capsys):
    assert main(["diagnose", "nobody", "--json"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["jobs"]["timelines"] == []
    assert "no job" in said.err


def test_after_a_clip_its_timeline_is_told_without_the_key(home, tmp_path, samples):
    rocket = samples / "rocket.jpg"
    small = ("--size", "400x736", "--duration", "3", "--sandbox", "--json")
    made = run(home, None, "generate", rocket, "--prompt", "private words", *small)
    assert made.code == 0, made.text
    ended = run(home, None, "diagnose")
    assert ended.code == 0, ended.text
    for part in ("POST answered", "download ends", "→ ready", "desktop.jobs"):
        assert part in ended.text
    assert KEY not in ended.text
    assert "private words" not in ended.text
    assert "X-Amz" not in ended.text
    assert files_holding(home, KEY) == []


def test_it_imports_no_qt(home):
    import subprocess
    import sys

    from tests.faults.program import ROOT, environment

    home.mkdir()
    program = (
        "import sys; from desktop.__main__ import main; main(['diagnose', '--json']);"
        "sys.exit(any(name.startswith(('PySide6.', 'httpx')) for name in sys.modules))"
    )
    run_ = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(home, None), cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert run_.returncode == 0, run_.stderr
