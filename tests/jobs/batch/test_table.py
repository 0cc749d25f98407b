"""A table of clips: what is read from it, and what is told of lines that are none."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from desktop.core.catalogue import Dimensions
from desktop.core.errors import BadLine, InvalidRequest, UnreadableText
from desktop.jobs.batch import table


@pytest.fixture
def written(folder, model):
    def written(text, encoding="utf-8"):
        path = folder / "jobs.csv"
        path.write_bytes(text.encode(encoding))
        return table.read(path, model)

    return written


PLAIN = "file,prompt,duration,size\na.png,lift off,6,1280x720\nb.png,,,\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (PLAIN, "utf-8"),
        (PLAIN, "utf-8-sig"),
        (PLAIN, "utf-16"),
        (PLAIN.replace(",", ";"), "utf-8"),
        (PLAIN.replace(",", "\t"), "utf-8-sig"),
        (PLAIN.replace("\n", "\r\n"), "utf-8"),
        (PLAIN.replace("\n", "\r"), "utf-8"),
        (PLAIN.rstrip(), "utf-8"),
        (PLAIN.replace("b.png,,,", "\n ,,,\nb.png"), "utf-8"),
        ("File, Prompt ,SECONDS,Resolution\na.png, lift off ,6 s,1280 × 720\nb.png,,,", "utf-8"),
        ("prompt,size,file,duration\nlift off,1280X720,a.png,6\n,,b.png,\n", "utf-8"),
        ('file,prompt,duration,size\n"a.png", "lift off",6,1280x720\nb.png\n', "utf-8"),
    ],
)
def test_the_same_two_clips_however_they_are_written(written, folder, text, encoding):
    (first, second), unused = written(text, encoding)
    assert unused == ()
    assert (first.picture, first.prompt, first.duration_s) == (folder / "a.png", "lift off", 6)
    assert first.dimensions == Dimensions(1280, 720)
    assert (second.picture, second.prompt) == (folder / "b.png", None)
    assert (second.duration_s, second.dimensions) == (None, None)
    assert first.problems == second.problems == ()


def test_quotes_hold_commas_quotes_and_lines_and_lines_are_counted(written):
    wishes, _ = written(
        'file,prompt\na.png,"slowly, ""very"" slowly\nthen fast"\n\nb.png,straße 🚀\n'
    )
    assert [(wish.line, wish.prompt) for wish in wishes] == [
        (2, 'slowly, "very" slowly\nthen fast'),
        (5, "straße 🚀"),
    ]


def test_a_prompt_full_of_commas_is_not_taken_for_the_delimiter(written):
    ((wish,), _) = written("file;prompt\na.png;left, right, left, right\n")
    assert wish.prompt == "left, right, left, right"


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("a.png,slowly, very slowly,6,auto", "cells"),
        ('a.png,"open,6,auto', "quotes"),
        ('a.png,"shut"again,6,auto', "quotes"),
        (",lift off,6,auto", "no file"),
    ],
)
def test_lines_that_are_no_clip_say_where_and_why(written, line, detail):
    (good, bad), _ = written(f"file,prompt,duration,size\nfirst.png,,,\n{line}\n")
    assert good.problems == ()
    (problem,) = bad.problems
    assert isinstance(problem, BadLine)
    assert (bad.line, problem.facts["line"], problem.facts["detail"]) == (3, 3, detail)


def test_what_comes_after_a_broken_line_is_read(written):
    wishes, _ = written('file,prompt\na.png,"shut"again\nb.png,fine\n')
    assert [bool(wish.problems) for wish in wishes] == [True, False]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ("16,", "duration"),
        ("2,", "duration"),
        ("6.5,", "duration"),
        ("-6,", "duration"),
        ("٦,", "duration"),
        ("9" * 5000 + ",", "duration"),
        ("soon,", "duration"),
        (",1280x721", "size"),
        (",720", "size"),
        (",big", "size"),
    ],
)
def test_what_the_model_does_not_take_is_a_problem_of_that_line(written, cells, field):
    ((wish,), _) = written(f"file,duration,size\na.png,{cells}\n")
    (problem,) = wish.problems
    assert isinstance(problem, InvalidRequest)
    assert problem.facts["field"] == field
    assert problem.facts["allowed"]


def test_two_things_wrong_in_one_line_are_both_kept(written):
    ((wish,), _) = written("file,duration,size\na.png,99,big\n")
    assert len(wish.problems) == 2
    settled = wish.changed(duration_s=6)
    assert [problem.facts["field"] for problem in settled.problems] == ["size"]
    assert settled.changed(dimensions=Dimensions(0, 0)).problems == ()


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("a.png,lift off,6,auto\n", "columns"),
        ("prompt,duration\nlift off,6\n", "columns"),
        ("file,picture\na.png,b.png\n", "columns"),
        ("file,prompt,text\na.png,b,c\n", "columns"),
        ("file,prompt\n\0\n", "encoding"),
        ("file" * (1 << 19), "large"),
    ],
)
def test_a_table_that_cannot_be_understood(written, text, detail):
    with pytest.raises(UnreadableText) as caught:
        written(text)
    assert caught.value.facts == {"name": "jobs.csv", "detail": detail}


def test_another_encoding_is_not_guessed(written):
    with pytest.raises(UnreadableText) as caught:
        written("file,prompt\na.png,straße\n", "latin-1")
    assert caught.value.facts["detail"] == "encoding"


@pytest.mark.parametrize("name", ["gone.csv", ".", "no\0name.csv"])
def test_a_table_that_is_none(folder, model, name):
    with pytest.raises(UnreadableText):
        table.read(folder / name, model)


def test_columns_that_mean_nothing_are_told(written):
    (wishes, unused) = written("file,promt,notes,\na.png,lift off,mine,\n")
    assert unused == ("promt", "notes")
    assert wishes[0].prompt is None


def test_paths_start_at_the_table_unless_they_are_absolute(written, folder, tmp_path):
    wishes, _ = written(f"file\nsub/a.png\n../b.png\n{tmp_path / 'c.png'}\n")
    assert [wish.picture.resolve() for wish in wishes] == [
        folder / "sub" / "a.png",
        tmp_path / "b.png",
        tmp_path / "c.png",
    ]


def test_no_table_makes_windows_knock_at_another_machine():
    here = PureWindowsPath(r"C:\batch")
    assert table.leads_elsewhere(here / r"\\evil.example\share\a.png", here)
    assert table.leads_elsewhere(here / "//evil.example/share/a.png", here)
    assert not table.leads_elsewhere(here / r"D:\pictures\a.png", here)
    there = PureWindowsPath(r"\\nas\pictures")
    assert not table.leads_elsewhere(there / "a.png", there)
    assert not table.leads_elsewhere(PurePosixPath("//server/a.png"), PurePosixPath("/batch"))
