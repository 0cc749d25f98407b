"""The command line: what is refused before anything is sent, and what is said."""

import json
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from desktop import __version__
from desktop.__main__ import main
from desktop.cli import arguments, options
from desktop.core.paths import app_paths
from desktop.core.settings import Settings, SettingsFile
from tests.faults.program import ROOT, Program, environment, run
from tests.leonardo.server import ONE, Server, generation, script_job
from tests.media.making import encoded, quarters


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "cat.png"
    path.write_bytes(encoded(quarters(128, 72)))
    return path


@pytest.fixture(autouse=True)
def no_log_handlers(monkeypatch):
    monkeypatch.setattr("desktop.core.log.start", lambda folder: None)


def refused(capsys, *words: object) -> Any:
    assert main([*map(str, words), "--json"]) == 2
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.parametrize(
    ("options", "allowed"),
    [
        (["--duration", "16"], "3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15"),
        (["--duration", "2"], "3, 4"),
        (["--duration", "6.5"], "3, 4"),
        (["--duration", "९"], "3, 4"),
        (["--size", "1280x721"], "1280x720, 736x400, 720x1280, 400x736, 960x960, 544x544, auto"),
        (["--size", "big"], "1280x720"),
        (["--prompt", "x" * 5001], "up to 5000 characters"),
        (["--prompt", "\udcff"], "encoding"),
        (["--output", "clip.avi"], "a name ending in .mp4"),
    ],
)
def test_what_the_model_does_not_take(capsys, picture, options, allowed):
    outcome = refused(capsys, "generate", picture, "--sandbox", *options)
    assert (outcome["state"], outcome["problem"]) == ("failed", "invalid_request")
    assert allowed in outcome["message"]


def test_pictures_that_are_none(capsys, tmp_path):
    text, empty = tmp_path / "text.jpg", tmp_path / "empty.png"
    text.write_text("no picture")
    empty.touch()
    for path, problem in [
        (text, "not_a_picture"),
        (empty, "unreadable"),
        (tmp_path, "picture_missing"),
        (tmp_path / "gone.png", "picture_missing"),
    ]:
        outcome = refused(capsys, "generate", path, "--sandbox")
        assert outcome["problem"] == problem
        assert path.name in outcome["message"]


def test_an_output_that_is_there_or_has_no_folder(capsys, picture, tmp_path):
    there = tmp_path / "there.mp4"
    there.touch()
    outcome = refused(capsys, "generate", picture, "--sandbox", "--output", there)
    assert "does not exist yet" in outcome["message"]
    nowhere = tmp_path / "no folder" / "clip.mp4"
    outcome = refused(capsys, "generate", picture, "--sandbox", "--output", nowhere)
    assert outcome["problem"] == "folder_unwritable"


@pytest.mark.parametrize(
    "words", [["generate"], ["generate", "a.png", "--seed", "1"], ["resume", "now"], ["a", "b"]]
)
def test_words_nobody_understands(capsys, words):
    assert refused(capsys, *words)["problem"] == "usage"


def test_without_a_key_the_three_ways_are_named(capsys, picture):
    assert main(["generate", str(picture), "--json"]) == 4
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["problem"] == "no_key"
    for way in ("LEONARDO_API_KEY", "window", "--sandbox"):
        assert way in outcome["message"]


def test_the_daily_budget_holds_here_too(capsys, picture, monkeypatch):
    monkeypatch.setenv("LEONARDO_API_KEY", "11111111-2222-3333-4444-555555555555")
    SettingsFile(app_paths().settings_file).save(Settings(daily_budget_usd=1.0))
    assert main(["generate", str(picture), "--json"]) == 4
    outcome = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (outcome["state"], outcome["problem"]) == ("failed", "over_budget")
    assert "about $1.44" in outcome["message"]
    assert "$1.00" in outcome["message"]


def test_an_address_that_would_leak_the_key(capsys, picture, monkeypatch):
    monkeypatch.setenv("LEONARDO_API_URL", "http://example.org/api/rest")
    assert "https" in refused(capsys, "generate", picture)["message"]


def test_nothing_to_resume(capsys):
    assert main(["resume", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["jobs"] == 0


def test_a_job_without_its_key_is_named_and_kept(home, picture, tmp_path):
    with Server() as server:
        script_job(server, b"")
        server.on("GET", ONE, generation())
        program = Program(home, server.base_url, "generate", picture, "--json")
        program.until("generating")
        program.kill()
        ended = run(home, server.base_url, "resume", "--json", key=None)
    told = (ended.code, ended.outcome["state"], ended.outcome["problem"], ended.outcome["jobs"])
    assert told == (4, "generating", "no_key", 1)


def test_killed_with_the_sandbox_inside_it_is_resumed_with_the_next(home, picture):
    words = ("generate", picture, "--duration", "3", "--size", "400x736", "--sandbox", "--json")
    for state in ("generating", "downloading"):
        program = Program(home, None, *words, key=None)
        program.until(state)
        program.kill()
    ended = run(home, None, "resume", "--json", key=None)
    assert (ended.code, ended.outcome["state"]) == (0, "ready"), ended.text
    assert [path.suffix for path in (home / "videos").iterdir()] == [".mp4"] * 2


def test_a_picture_named_like_a_command():
    assert arguments.parse(["./generate"]) == arguments.WindowOptions(
        picture=Path("generate"), uses_sandbox=False
    )
    assert isinstance(arguments.parse(["--sandbox", "generate", "a.png"]), options.GenerateOptions)
    assert arguments.parse([]) == arguments.WindowOptions(picture=None, uses_sandbox=False)


def test_the_window_gets_what_was_typed(monkeypatch):
    from desktop import __main__ as program

    opened = []

    def fill(window, picture, *, uses_sandbox):
        opened.append((window, picture, uses_sandbox))
        return 0

    app = types.SimpleNamespace(main=fill)
    opening = types.SimpleNamespace(open_window=lambda: "frame")
    monkeypatch.setitem(sys.modules, "desktop.ui.opening", opening)
    monkeypatch.setitem(sys.modules, "desktop.app", app)
    monkeypatch.setattr("desktop.app", app, raising=False)
    assert program.main(["cat.png", "--sandbox"]) == 0
    assert opened == [("frame", Path("cat.png"), True)]


def test_a_clip_for_people(home, picture, tmp_path):
    output = tmp_path / "clip.mp4"
    words = ("generate", picture, "--sandbox", "--duration", "3", "--no-audio", "--output", output)
    ended = run(home, None, *words, key=None)
    assert ended.code == 0, ended.text
    assert f"{output}\n" in ended.text
    assert output.is_file()


@pytest.mark.parametrize("words", [["--version"], ["generate", "--help"], ["--help"]])
def test_what_is_only_said_is_said_without_qt_and_http(home, words):
    code = (
        "import sys; from desktop.__main__ import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n    print([m for m in sys.modules if m in"
        " ('PySide6', 'httpx', 'qasync', 'av', 'PIL', 'sqlite3')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environment(home, None),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.endswith("[]\n")
    if words == ["--version"]:
        assert done.stdout.startswith(f"startframe {__version__}\n")


def test_no_qt_on_the_road_of_the_commands(home, picture):
    code = (
        "import sys; from desktop.__main__ import main\n"
        "code = main(sys.argv[1:])\n"
        "assert not [m for m in sys.modules if m.startswith(('PySide6', 'qasync'))]\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "generate", str(picture), "--duration", "3", "--sandbox"],
        env=environment(home, None, key=None),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.expects_log("settings could not be read")
def test_damaged_settings_are_told_on_the_terminal(capsys):
    file = app_paths().settings_file
    file.parent.mkdir(parents=True)
    file.write_text("{")
    assert main(["resume", "--json"]) == 0
    said = capsys.readouterr()
    assert "settings could not be read" in said.err
    assert json.loads(said.out)["jobs"] == 0


@pytest.mark.expects_log("the database is damaged")
def test_a_rebuilt_library_is_told_on_the_terminal(capsys):
    path = app_paths().database
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database " * 900)
    assert main(["resume", "--json"]) == 0
    said = capsys.readouterr()
    assert "has been rebuilt" in said.err
    assert json.loads(said.out)["jobs"] == 0
    assert list(path.parent.glob("*.damaged-*"))
