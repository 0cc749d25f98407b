"""Clips are found by words in any language, by what they are, and in the order that was asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop.core.catalogue import default_model
from desktop.core.origin import Origin
from desktop.core.request import GenerationRequest
from desktop.library.clips import ClipLibrary, insert
from desktop.library.search import Order, Search

START = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def shelve(database, make_clip):
    """Clips named a, b, c… from their prompts or from whole sets of values, a day apart."""

    async def shelve(*wanted):
        clips = []
        for index, values in enumerate(wanted):
            given = values if isinstance(values, dict) else {"prompt": values}
            prompt = given.pop("prompt", f"clip {index}")
            name = chr(ord("a") + index)
            request = GenerationRequest.default(default_model(), prompt)
            day = START + timedelta(days=index)
            facts = {"id": name, "request": request, "generation_id": name, "created_at": day}
            clips.append(make_clip(**(facts | {"frame_name": "x.png"} | given)))
        for clip in clips:
            await database.write(lambda c, clip=clip: insert(c, clip))
        return clips

    return shelve


@pytest.fixture
def library(database):
    return ClipLibrary(database)


async def found(library, search, limit=None):
    numbers = await library.find(search, limit)
    clips = await library.read(numbers)
    return "".join(clips[number].id for number in numbers)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("rocket", "a"),
        ("ROCK", "a"),
        ("ocke", "a"),  # inside a word
        ("lifts rocket", "a"),  # in any order
        ("rocket cat", ""),  # all of them
        ("cafe", "b"),  # however its accent is written
        ("CAFÉ", "b"),
        ("strasse", "b"),
        ("猫", "c"),  # one character
        ("猫が", "c"),
        ("窓辺で眠る", "c"),
        ("고양", "d"),
        ("кот", "e"),
        ("КОТ си", "e"),
        ("to", "a"),
        ("t o", "af"),
        ('"the', ""),
        ('say "hi"', "f"),
        ("100%", "f"),
        ("_", ""),
        ("*", ""),
        ("?", ""),
        ("[a", ""),
        ("]", ""),
        ("*i rocket", ""),
        ("NOT rocket", ""),
        ("", "fedcba"),
        ("   ", "fedcba"),
    ],
)
@pytest.mark.parametrize("limit", [None, 100])
async def test_words_are_found_in_every_language(shelve, library, query, expected, limit):
    await shelve(
        "The rocket lifts off, to the stars",
        "A Café in der Straße, at eight",
        "猫が窓辺で眠る",
        "고양이가 잔다",
        "Кот сидит",
        'They say "hi" 100% of the year',
    )
    assert sorted(await found(library, Search(words=query), limit)) == sorted(expected)


async def test_titles_notes_and_the_frames_name_are_searched_and_follow_changes(shelve, library):
    clip, other = await shelve({"title": "Opening shot"}, {"notes": "for the trailer"})
    assert await found(library, Search(words="opening")) == "a"
    assert await found(library, Search(words="trailer")) == "b"
    assert await found(library, Search(words="x.png")) == "ba"
    await library.change([clip.id], title="Last shot")
    assert await found(library, Search(words="opening")) == ""
    assert await found(library, Search(words="last shot")) == "a"
    await library.remove(other.id)
    assert await found(library, Search(words="trailer")) == ""
    assert await found(library, Search()) == "a"


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        (Search(size=(736, 400)), "b"),
        (Search(seconds=15), "c"),
        (Search(has_audio=False), "b"),
        (Search(has_audio=True), "dca"),
        (Search(account="sandbox"), "c"),
        (Search(is_favourite=True), "d"),
        (Search(is_rejected=True), "e"),
        (Search(is_public=True), ""),
        (Search(since=START + timedelta(days=1)), "dcb"),
        (Search(until=START + timedelta(days=1)), "a"),
        (Search(since=START, until=START + timedelta(days=2), words="clip", size=(1280, 720)), "a"),
        (Search(order=Order.OLDEST), "abcd"),
        (Search(order=Order.LONGEST), "cdba"),
        (Search(order=Order.LARGEST), "dcab"),
    ],
)
async def test_choices_and_orders(shelve, library, search, expected):
    await shelve(
        {},
        {"width": 736, "height": 400, "has_audio": False},
        {"duration_s": 15.04, "account": "sandbox"},
        {"is_favourite": True},
        {"is_rejected": True},
    )
    assert await found(library, search) == expected
    assert await found(library, search, 2) == expected[:2]


async def test_a_chain_is_everything_before_and_after(shelve, library):
    await shelve(
        {},
        {"origin": Origin("a", 5.9)},
        {"origin": Origin("b", 5.9)},
        {"origin": Origin("a", 2.0)},
        {},
        {"origin": Origin("gone", 1.0)},
        {"origin": Origin("gone", 3.0)},
    )
    assert await found(library, Search(chain="b")) == "dcba"
    assert await found(library, Search(chain="e")) == "e"
    assert await found(library, Search(chain="f")) == "gf"  # their parent is no longer here


async def test_the_path_to_a_clip_begins_with_the_first(shelve, library):
    await shelve({}, {"origin": Origin("a", 5.9)}, {"origin": Origin("b", 2.0)}, {})
    assert [clip.id for clip in await library.path_to("c")] == ["a", "b", "c"]
    await library.remove("a")
    assert [clip.id for clip in await library.path_to("c")] == ["b", "c"]
    assert await library.path_to("nobody") == []


async def test_a_chain_that_goes_round_ends(shelve, library):
    await shelve({"origin": Origin("b", 1.0)}, {"origin": Origin("a", 1.0)})
    assert await found(library, Search(chain="a")) == "ba"
    assert sorted(clip.id for clip in await library.path_to("a")) == ["a", "b"]


async def test_sizes_that_there_are_the_commonest_first(shelve, library):
    await shelve({"width": 736, "height": 400}, {}, {})
    assert await library.sizes() == [(1280, 720), (736, 400)]


async def test_what_is_gone_meanwhile_is_missing(shelve, library):
    await shelve({}, {})
    numbers = await library.find(Search())
    await library.remove("b")
    assert {clip.id for clip in (await library.read(numbers)).values()} == {"a"}
    assert await library.read([]) == {}
