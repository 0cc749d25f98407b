"""Several clips from the command line: checked first, told apart, the worst end counts."""

import json
import types
from typing import Any

import pytest

from desktop.__main__ import main
from desktop.cli import arguments, outcome
from desktop.cli.options import GenerateOptions
from desktop.cli.request import checked
from desktop.core.catalogue import Dimensions
from desktop.core.errors import MediaProblem, OutOfCredits
from desktop.core.paths import app_paths
from desktop.core.settings import Settings, SettingsFile
from desktop.jobs.composition import Placed
from desktop.sandbox.server import Sandbox
from tests.faults.program import run
from tests.media.making import encoded, quarters

KEY = "11111111-2222-3333-4444-555555555555"
SHORT = ("--duration", "3", "--size", "400x736", "--no-audio")


@pytest.fixture
def picture(tmp_path):
    def picture(name, width=64, height=36):
        path = tmp_path / name
        path.write_bytes(encoded(quarters(width, height)))
        return path

    return picture


@pytest.fixture(autouse=True)
def no_log_handlers(monkeypatch):
    monkeypatch.setattr("desktop.core.log.start", lambda folder: None)


def told(capsys, *words: object) -> tuple[int, list[Any]]:
    code = main([*map(str, words), "--json"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def leonardo(tmp_path, monkeypatch):
    """The sandbox in the part of Leonardo itself."""
    with Sandbox(tmp_path / "leonardo", render_s=0, uses_stock_films=True) as server:
        monkeypatch.setenv("LEONARDO_API_URL", server.url)
        monkeypatch.setenv("LEONARDO_API_KEY", KEY)
        yield server


def sent(server):
    posts = server.requests.matching("POST", "/v2/generations")
    return sorted(post.body["parameters"]["prompt"] for post in posts)


# ── what is sent ─────────────────────────────────────────────────────────────────────────────


def test_several_pictures_each_with_the_text_beside_it(capsys, picture, leonardo, tmp_path):
    pictures = [picture(f"{name}.png") for name in "abc"]
    (tmp_path / "a.txt").write_text("the prompt of a\n")
    code, lines = told(capsys, "generate", *pictures, *SHORT)
    assert code == 0
    ready = [line for line in lines[:-1] if line["state"] == "ready"]
    assert sorted(line["picture"] for line in ready) == ["a.png", "b.png", "c.png"]
    assert (lines[-1]["state"], lines[-1]["jobs"], lines[-1]["ready"]) == ("ready", 3, 3)
    assert all(line["picture"] for line in lines)
    assert sent(leonardo) == ["", "", "the prompt of a"]


def test_a_prompt_given_goes_before_the_texts(capsys, picture, leonardo, tmp_path):
    pictures = [picture("a.png"), picture("b.png")]
    (tmp_path / "a.txt").write_text("the prompt of a\n")
    assert told(capsys, "generate", *pictures, *SHORT, "--prompt", "for all")[0] == 0
    assert sent(leonardo) == ["for all", "for all"]


def test_a_table_and_a_folder_for_the_clips(capsys, picture, leonardo, tmp_path):
    picture("a.png")
    table = tmp_path / "jobs.csv"
    table.write_text("file;prompt;duration;size\na.png;one;3;736x400\na.png;two, three;;\n")
    clips = tmp_path / "clips"
    words = ("--batch", table, "--output-folder", clips)
    code, lines = told(capsys, "generate", *words, *SHORT, "--prompt", "for all")
    assert code == 0
    assert sent(leonardo) == ["one", "two, three"]
    assert sorted(path.name for path in clips.iterdir()) == ["a (2).mp4", "a.mp4"]
    ready = [line for line in lines[:-1] if line["state"] == "ready"]
    assert sorted(line["width"] for line in ready) == [400, 736]


def test_for_people_each_line_names_its_picture(picture, tmp_path):
    pictures = [picture("a.png"), picture("b.png")]
    ended = run(tmp_path / "home", None, "generate", *pictures, *SHORT, "--sandbox", key=None)
    assert ended.code == 0, ended.text
    for name in ("a.png", "b.png"):
        assert f"{name}: Uploading the picture" in ended.text
    assert "2 clips: 2 ready, 0 not." in ended.text


# ── what is not ──────────────────────────────────────────────────────────────────────────────


def test_one_bad_line_and_nothing_is_sent(capsys, picture, leonardo, tmp_path):
    picture("a.png")
    (tmp_path / "text.png").write_text("no picture")
    table = tmp_path / "jobs.csv"
    table.write_text(
        "file,prompt,duration,size\na.png,fine,6,auto\na.png,,16,\ntext.png,,,\ngone.png,,,\n"
        "a.png,no, quotes,6,auto\n"
    )
    code, lines = told(capsys, "generate", "--batch", table)
    assert code == outcome.BAD_INPUT
    assert [(line["line"], line["problem"]) for line in lines[:-1]] == [
        (3, "invalid_request"),
        (4, "not_a_picture"),
        (5, "picture_missing"),
        (6, "bad_line"),
    ]
    assert lines[-1] == lines[0] | {"jobs": 0, "ready": 0}
    assert leonardo.requests.matching("POST", "/v2/generations") == []
    assert leonardo.requests.matching("POST", "/v1/init-image") == []
    assert main(["generate", "--batch", str(table)]) == outcome.BAD_INPUT
    said = capsys.readouterr().err
    assert "line 3: a.png: duration: 16 is not possible" in said
    assert "4 of 5 clips cannot be made as they stand. Nothing was sent." in said


def test_a_table_that_is_none(capsys, tmp_path):
    for content, words in ((b"", "is empty"), (b"file\n", "is empty"), (b"\xe4", "UTF-8")):
        (tmp_path / "jobs.csv").write_bytes(content)
        code, lines = told(capsys, "generate", "--batch", tmp_path / "jobs.csv", "--sandbox")
        assert (code, lines[-1]["problem"]) == (outcome.BAD_INPUT, "unreadable_text")
        assert words in lines[-1]["message"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["a.png", "b.png", "--output", "c.mp4"], "--output-folder"),
        (["--batch", "j.csv", "--output", "c.mp4"], "--output-folder"),
        (["a.png", "--output", "c.mp4", "--output-folder", "d"], "not both"),
        (["a.png", "--batch", "j.csv"], "not both"),
        ([], "a picture is needed"),
    ],
)
def test_words_that_do_not_go_together(capsys, words, why):
    code, lines = told(capsys, "generate", *words)
    assert (code, lines[-1]["problem"]) == (2, "usage")
    assert why in lines[-1]["message"]


def test_the_daily_budget_holds_for_all_of_them(capsys, picture, leonardo):
    SettingsFile(app_paths().settings_file).save(Settings(daily_budget_usd=4.0))
    pictures = [picture(f"{n}.png") for n in range(3)]
    code, lines = told(capsys, "generate", *pictures)
    assert (code, lines[-1]["problem"]) == (outcome.KEY_OR_CREDIT, "over_budget")
    assert "about $4.31" in lines[-1]["message"]
    assert leonardo.requests.matching("POST", "/v1/init-image") == []


def test_the_worst_of_several_ends_decides(capsys, picture, leonardo, monkeypatch):
    leonardo.faults.add("moderated:1")
    pictures = [picture("a.png"), picture("b.png")]
    code, lines = told(capsys, "generate", *pictures, *SHORT)
    assert code == outcome.REFUSED
    assert (lines[-1]["jobs"], lines[-1]["ready"]) == (2, 1)
    assert lines[-1]["problem"] == "moderated"


def test_a_picture_lost_in_the_middle_is_told_and_the_others_are_made(
    capsys, picture, leonardo, monkeypatch
):
    from desktop.jobs.money.orders import Orders

    place_all = Orders.place_all

    async def losing_one(self, compositions, **options):
        placed = await place_all(self, compositions[1:], **options)
        return Placed(placed.ordered, ((compositions[0], MediaProblem(name="a.png")),))

    monkeypatch.setattr(Orders, "place_all", losing_one)
    code, lines = told(capsys, "generate", picture("a.png"), picture("b.png"), *SHORT)
    assert code == outcome.BAD_INPUT
    assert (lines[-1]["picture"], lines[-1]["ready"]) == ("a.png", 1)


# ── sizes ────────────────────────────────────────────────────────────────────────────────────


def options(*pictures, **values):
    usual = dict.fromkeys(("batch", "prompt", "size", "duration", "output", "output_folder"))
    usual |= {"pictures": pictures, "audio": True, "public": False}
    return types.SimpleNamespace(**{**usual, **values})


def test_without_a_size_all_get_the_usual_one_and_nearest_is_each_one_s_own(picture, tmp_path):
    pictures = (picture("wide.png", 60, 40), picture("high.png", 36, 64))

    def sizes(**values):
        order = checked(options(*pictures, **values), tmp_path / "videos")
        return [one.request.dimensions for one in order.compositions]

    assert sizes() == [Dimensions(1280, 720)] * 2
    assert sizes(size="nearest") == [Dimensions(1280, 720), Dimensions(720, 1280)]
    assert sizes(size="auto") == [Dimensions(0, 0)] * 2


def test_one_picture_is_refused_by_its_own_problem(capsys, tmp_path):
    code, lines = told(capsys, "generate", tmp_path / "gone.png", "--sandbox")
    assert (code, len(lines), lines[0]["problem"]) == (2, 1, "picture_missing")


def test_the_words_of_the_command_line_are_read():
    found = arguments.parse(["generate", "a.png", "b.png", "--prompt", ""])
    assert isinstance(found, GenerateOptions)
    assert len(found.pictures) == 2
    assert found.prompt == "", "an empty one was asked for: no text is looked for"
    assert outcome.exit_code(OutOfCredits()) == outcome.KEY_OR_CREDIT
