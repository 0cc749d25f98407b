"""The developer's verbs: what they decide, without a network and without making an environment."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev

PACKAGING = dev.ROOT / "packaging"
DPKG = (
    "installed\tlibgl1\t\n"
    "installed\tlibglib2.0-0t64\tlibglib2.0-0 (= 2.80.0-6ubuntu3)\n"
    "installed\txserver\txvfb:any, other (= 1)\n"
    "config-files\tlibpulse0\t\n"
    "not-installed\tlibegl1\t\n"
)


def environment(folder: Path, stamp: str | None) -> tuple[Path, Path]:
    interpreter = folder / "python"
    interpreter.touch()
    if stamp is not None:
        (folder / "stamp").write_text(stamp)
    return folder / "stamp", interpreter


def test_an_environment_is_fresh_only_with_its_own_stamp(tmp_path):
    wanted = dev.stamp_text(b"a==1", "3.11")
    stamp, interpreter = environment(tmp_path, wanted)
    assert dev.is_fresh(stamp, interpreter, wanted)
    assert not dev.is_fresh(stamp, interpreter, dev.stamp_text(b"a==2", "3.11"))
    assert not dev.is_fresh(stamp, interpreter, dev.stamp_text(b"a==1", "3.12"))


def test_a_half_made_environment_is_stale(tmp_path):
    stamp, interpreter = environment(tmp_path, None)
    assert not dev.is_fresh(stamp, interpreter, dev.stamp_text(b"a==1", "3.11"))


def test_an_environment_whose_python_is_gone_is_stale(tmp_path):
    wanted = dev.stamp_text(b"a==1", "3.11")
    stamp, interpreter = environment(tmp_path, wanted)
    interpreter.unlink()
    assert not dev.is_fresh(stamp, interpreter, wanted)


@pytest.fixture
def made(tmp_path, monkeypatch):
    """The programs `ensure_venv` starts, none of which is really started."""
    started: list[list[str]] = []
    lock = tmp_path / "requirements-dev.lock"
    lock.write_bytes(b"a==1")
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(dev, "DEV_LOCK", lock)

    def run(command, **_extra):
        started.append([str(word) for word in command])
        dev.venv_python().parent.mkdir(parents=True, exist_ok=True)
        dev.venv_python().touch()
        return 1 if str(lock) in started[-1] and lock.read_bytes() == b"broken" else 0

    monkeypatch.setattr(dev, "run", run)
    return started


PYTHON = dev.Python(path="/python", version="3.12", makes_venvs=True)


def test_the_environment_is_made_once_from_hashes_alone(made):
    dev.ensure_venv(PYTHON)
    dev.ensure_venv(PYTHON)
    assert [words[1:3] for words in made] == [["-m", "venv"], ["-m", "pip"]]
    assert {"--require-hashes", "--no-deps"} <= set(made[1])


def test_a_changed_lock_makes_the_environment_anew(made):
    dev.ensure_venv(PYTHON)
    (dev.VENV / "left over").touch()
    dev.DEV_LOCK.write_bytes(b"a==2")
    dev.ensure_venv(PYTHON)
    assert len(made) == 4
    assert not (dev.VENV / "left over").exists()


def test_a_failed_install_leaves_no_stamp(made):
    dev.DEV_LOCK.write_bytes(b"broken")
    with pytest.raises(dev.DevError, match="pip could not"):
        dev.ensure_venv(PYTHON)
    assert not dev.STAMP.exists()


@pytest.mark.skipif(os.name == "nt", reason="links are for administrators there")
def test_an_environment_of_another_checkout_is_left_alone(made, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "stamp").write_text("of the other", encoding="utf-8")
    dev.VENV.symlink_to(other)
    with pytest.raises(dev.DevError, match="Remove the link"):
        dev.ensure_venv(PYTHON)
    assert made == []
    assert (other / "stamp").read_text(encoding="utf-8") == "of the other"


def test_a_python_without_venv_is_named(made):
    with pytest.raises(dev.DevError, match="/python lacks the modules venv and ensurepip"):
        dev.ensure_venv(PYTHON._replace(makes_venvs=False))
    assert made == []


def test_packages_are_present_when_installed_or_provided():
    wanted = ["libgl1", "libglib2.0-0", "xvfb", "libpulse0", "libegl1", "libxrandr2"]
    assert dev.missing_packages(wanted, DPKG) == ["libpulse0", "libegl1", "libxrandr2"]


@pytest.mark.parametrize("verb", ["setup", "demo", "test", "bench"])
def test_verbs_with_a_window_want_what_qt_loads(verb):
    wanted = dev.system_packages(verb, [], PYTHON)
    assert {"libgl1", "libxcb-cursor0", "libxrandr2", "xvfb"} <= set(wanted)


def test_other_verbs_want_what_they_need():
    assert "xvfb" not in dev.system_packages("run", [], PYTHON)
    assert dev.system_packages("check", [], PYTHON) == []
    bare = PYTHON._replace(makes_venvs=False)
    assert dev.system_packages("check", [], bare) == ["python3.12-venv"]
    assert dev.system_packages("package", [], PYTHON) == []
    assert {"libgl1", "wine", "nsis"} <= set(dev.system_packages("package", ["windows"], PYTHON))


@pytest.mark.parametrize(
    ("path", "wants"), [("/usr/bin/python3.12", True), ("/opt/p/bin/python3", False)]
)
def test_debians_own_python_is_frozen_with_its_library_which_lies_apart(path, wants):
    wanted = dev.system_packages("package", ["linux"], PYTHON._replace(path=path))
    assert ("libpython3.12" in wanted) is wants


def user_without(monkeypatch, missing: list[str], uid: int) -> list[list[str]]:
    started: list[list[str]] = []
    monkeypatch.setattr(os, "geteuid", lambda: uid, raising=False)
    monkeypatch.setattr(dev, "answer", lambda _command: "installed\tlibgl1\t\n")

    def run(words, **_extra):
        started.append(list(words))
        return 0

    monkeypatch.setattr(dev, "run", run)
    dev.ensure_packages(["libgl1", *missing])
    return started


def test_root_installs_what_is_missing(monkeypatch):
    update, install = user_without(monkeypatch, ["libegl1"], uid=0)
    assert update[0] == install[0] == "apt-get"
    assert update[-1] == "update"
    assert install[-3:] == ["install", "--no-install-recommends", "libegl1"]


def test_others_are_told_the_one_command(monkeypatch):
    with pytest.raises(dev.DevError) as caught:
        user_without(monkeypatch, ["libegl1", "xvfb"], uid=1000)
    assert str(caught.value).count("sudo") == 1
    assert str(caught.value).endswith("install --no-install-recommends libegl1 xvfb")


def test_xvfb_alone_stops_nobody(monkeypatch, capsys):
    assert user_without(monkeypatch, ["xvfb"], uid=1000) == []
    assert "sudo apt-get install xvfb" in capsys.readouterr().out


def test_nothing_is_started_when_nothing_is_missing(monkeypatch):
    assert user_without(monkeypatch, [], uid=0) == []


def test_this_python_is_the_one_found():
    found = dev.find_python()
    assert found.version == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert Path(found.path).exists()


def test_without_a_suitable_python_it_says_so(monkeypatch):
    monkeypatch.setattr(dev, "probe", lambda _command: None)
    with pytest.raises(dev.DevError, match=r"needs Python 3\.11, 3\.12 or 3\.13"):
        dev.find_python()


@pytest.mark.parametrize(
    "printed", ["/usr/bin/python3\n3.14\nTrue\n", "/old\n3.8\nTrue\n", "", None]
)
def test_other_pythons_are_passed_over(monkeypatch, printed):
    monkeypatch.setattr(dev, "answer", lambda _command: printed)
    assert dev.probe(["python3"]) is None


def test_misleading_settings_do_not_reach_programs(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_CERT", "/needed")
    given = dev.child_environment(QT_QPA_PLATFORM="offscreen")
    assert not {"PYTHONPATH", "PIP_TARGET"} & set(given)
    assert given["PIP_CERT"] == "/needed"
    assert given["QT_QPA_PLATFORM"] == "offscreen"


def said(*words: str) -> tuple[int, str]:
    """What the file says as a program of its own; only words that are refused come here."""
    command = [sys.executable, str(dev.ROOT / "dev.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["tset"], "There is no verb tset; there are setup, run, demo, test, check"),
        (["package", "amiga"], "There are package, and package linux, windows, macos"),
        (["check", "desktop"], "check takes no arguments"),
        ([], "python3 dev.py VERB"),
    ],
)
def test_what_cannot_be_done_gets_a_sentence_and_2(words, sentence):
    code, words_back = said(*words)
    assert code == 2
    assert words_back.startswith(sentence)


def test_verbs_keep_their_arguments():
    assert dev.parse(["run", "a.png", "--sandbox"]) == ("run", ["a.png", "--sandbox"])
    assert dev.parse(["test"]) == ("test", [])


def test_every_verb_is_explained():
    assert all(verb.__doc__ and name in dev.usage() for name, verb in dev.VERBS.items())


@pytest.mark.parametrize(
    ("problem", "code", "sentence"),
    [
        (dev.DevError("It did not work."), 1, "It did not work."),
        (PermissionError(13, "no", ".venv"), 1, "The system refused: [Errno 13] no: '.venv'"),
        (KeyboardInterrupt(), 130, "Interrupted."),
    ],
)
def test_failing_is_a_sentence_and_a_code(monkeypatch, capsys, problem, code, sentence):
    def fail(*_args):
        raise problem

    monkeypatch.setattr(dev, "prepare", fail)
    assert dev.main(["setup"]) == code
    assert capsys.readouterr().err.strip() == sentence


def test_every_check_runs_and_each_failure_is_named(monkeypatch, capsys):
    ran: list[str] = []

    def run(words, **_extra):
        ran.append(words[2])
        return 1 if words[2] == "ruff" else 0

    monkeypatch.setattr(dev, "run", run)
    assert dev.verb_check([]) == 1
    assert len(ran) == len(dev.CHECKS)
    assert capsys.readouterr().out.strip().endswith(": format, lint")


@pytest.mark.parametrize(("checks", "tests", "code"), [(0, 0, 0), (1, 0, 1), (0, 1, 1)])
def test_the_verdict_holds_both_checks_and_tests(monkeypatch, checks, tests, code):
    monkeypatch.setattr(dev, "run", lambda w, **_: tests if "pytest" in w else checks)
    assert dev.verb_test([]) == code


def test_a_part_of_the_tests_is_not_measured():
    assert dev.pytest_words([], 1) == ["-n", "2", "--cov", "--cov-report=term:skip-covered"]
    assert dev.pytest_words(["tests/core"], 4) == ["-n", "4", "tests/core"]
    assert dev.pytest_words([], 64)[:2] == ["-n", "8"]


def pins(name: str) -> dict[str, str]:
    """Requirement to the rest of its entry: version, marker, hashes."""
    text = (PACKAGING / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return dict(line.split("==", 1) for line in lines)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_hold_hashes_and_no_addresses(name):
    entries = pins(name)
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", rest) for rest in entries.values())
    text = (PACKAGING / name).read_text("utf-8")
    assert not re.search(r"://|--index|--find-links|--extra|(^|\s)[/~]|@ ", text, re.MULTILINE)


def test_the_locks_agree():
    short, long = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: long.get(name, "").split()[0] for name in short} == {
        name: rest.split()[0] for name, rest in short.items()
    }


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))
    asked = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    names = [{re.split(r"[><=!~ ]", each)[0].lower() for each in group} for group in asked]
    assert names[0] <= set(pins("requirements.lock"))
    assert names[0] | names[1] <= set(pins("requirements-dev.lock"))


@pytest.mark.parametrize("words", [["200"], ["--pairs"], ["--outage", "300"]])
def test_faults_are_a_program_of_their_own(monkeypatch, words):
    started: list[tuple[str, ...]] = []

    def module(*args: str, **_extra: str) -> int:
        started.append(args)
        return 0

    monkeypatch.setattr(dev, "module", module)
    assert dev.verb_test(["--faults", *words]) == 0
    assert started == [("tests.faults", *words)]
