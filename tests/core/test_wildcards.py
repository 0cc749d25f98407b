"""Wildcards: what a prompt with braces stands for, and that every other text stands for itself."""

import itertools
import random
import subprocess
import sys

import pytest

from desktop.core import wildcards


def prompts(text):
    return wildcards.parse(text).prompts()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fly", ["fly"]),
        ("", [""]),
        ("{a|b}", ["a", "b"]),
        ("{slow|fast} {pan|tilt|zoom}", [
            "slow pan", "slow tilt", "slow zoom", "fast pan", "fast tilt", "fast zoom",
        ]),
        ("sun{ny|set}", ["sunny", "sunset"]),
        ("{a|b {c|d}}", ["a", "b c", "b d"]),
        ("{a|{b|c}}", ["a", "b", "c"]),
        ("{a|a}", ["a", "a"]),
        ("{海|空} 🚀", ["海 🚀", "空 🚀"]),
        ("{a\n|b}\nc", ["a\n\nc", "b\nc"]),
        ("{x{a|b}y} {c", ["{xay} {c", "{xby} {c"]),
        ("{a|{{b|c}", ["{a|{b", "{a|{c"]),
    ],
)  # fmt: skip
def test_every_combination_in_reading_order(text, expected):
    assert prompts(text) == expected
    assert wildcards.parse(text).count == len(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pan {|slowly} left", ["pan left", "pan slowly left"]),
        ("pan {|slowly}, then", ["pan, then", "pan slowly, then"]),
        ("slow {pan | tilt} left", ["slow pan left", "slow tilt left"]),
        ("fast{ and loud|}.", ["fast and loud.", "fast."]),
        ("{|slowly} pan", ["pan", "slowly pan"]),
        ("{|}", ["", ""]),
        ("two  spaces, {a|b}", ["two  spaces, a", "two  spaces, b"]),
    ],
)
def test_empty_options_leave_no_hole(text, expected):
    assert prompts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '{"shot": {"move": "pan"}}',
        "{a}",
        "{}",
        "a | b",
        "a {b",
        "a} b",
        "}{",
        "{a {b} c}",
        "{a|b",
        "C:\\path\\file",
        "{" * 3000,
        "{" * 3000 + "}" * 3000,
        "x{" * 2000,
    ],
)
def test_what_is_no_group_is_sent_as_it_is(text):
    assert prompts(text) == [text]
    assert wildcards.parse(text).factors == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\{a|b\}", ["{a|b}"]),
        (r"{a\|b|c}", ["a|b", "c"]),
        (r"{a\}|c}", ["a}", "c"]),
        (r"\{{a|b}", ["{a", "{b"]),
        (r"a \ b", [r"a \ b"]),
    ],
)
def test_a_backslash_makes_plain_text(text, expected):
    assert prompts(text) == expected
    assert not wildcards.parse(text).is_unbalanced


@pytest.mark.parametrize("text", ["{a|b", "a}", "{a {b|c}", "{a|b}}", "{{a|b}"])
def test_a_lonely_brace_is_told(text):
    assert wildcards.parse(text).is_unbalanced


@pytest.mark.parametrize("text", ["", "{a|b}", "{a}", "{a|{b|c}}", "a | b"])
def test_a_pair_is_not_lonely(text):
    assert not wildcards.parse(text).is_unbalanced


def test_the_factors_are_those_of_the_groups():
    assert wildcards.parse("{a|b} and {c|d|{e|f}}").factors == (2, 4)


def test_too_many_are_counted_and_not_made():
    read = wildcards.parse("{a|b}" * 7)
    assert (read.count, read.is_too_many) == (128, True)
    with pytest.raises(ValueError, match="128"):
        read.prompts()
    assert not wildcards.parse("{" + "|" * (wildcards.MAX_CLIPS - 1) + "}").is_too_many


def test_a_bomb_is_only_counted():
    deep = "{" * 2000 + "a" + "|b}" * 2000
    assert wildcards.parse(deep).count == 2001
    assert wildcards.parse("{a|b}" * 2000).count == 2**2000
    assert prompts("{a|b}" * 2001) == ["{a|b}" * 2001], "too long to be read"


READ_HUGE = """
from desktop.core import wildcards
wildcards.LONGEST_READ = 10**7
n = 100_000
for text in ("{" * n, "{" * n + "}" * n, "{" * n + "{a|b}" + "c{a}" * n + "}" * n, "{}a" * n):
    read = wildcards.parse(text)
    assert read.prompts()[0] == text.replace("{a|b}", "a")
deep = "{" * n + "a" + "|b}" * n
assert wildcards.parse(deep).count == n + 1
assert wildcards.parse("{" * n + "{a|b}" * n + "}" * n).count == 2**n
"""


def test_the_time_grows_with_the_length_alone():
    """Half a million signs; where each level is copied to the next they take many minutes."""
    subprocess.run([sys.executable, "-c", READ_HUGE], check=True, timeout=60)


def test_an_escaped_prompt_stands_for_itself():
    chance = random.Random(4)
    for _ in range(3000):
        text = "".join(chance.choices("ab {|}\\,", k=chance.randrange(12)))
        assert prompts(wildcards.escaped(text)) == [text], repr(text)


def test_a_plain_prompt_needs_no_escape():
    for text in ("fly", '{"a": 1}', "a | b", "{a"):
        assert wildcards.escaped(text) == text


def test_any_text_can_be_read():
    for letters in itertools.product("{|}\\ a", repeat=6):
        read = wildcards.parse("".join(letters))
        assert len(read.prompts()) == read.count >= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, 0)),
        ("🚀", (1, 1)),
        (r"\{a\}", (1, 3)),
        ("drifts {slowly|fast}", (2, 13)),
        ("{a|b}" * 7, (128, 35)),
    ],
)
def test_how_many_it_stands_for_and_the_longest_of_them(text, expected):
    assert wildcards.extent(text) == expected
