"""The history of prompts: the last 200 different ones, found by words of every language."""

import logging

import pytest

from desktop.library import prompts
from desktop.library.database import Database
from desktop.library.prompts import KEPT, Prompts


@pytest.fixture
def history(database):
    return Prompts(database)


async def texts(history):
    return [prompt.text for prompt in await history.all()]


async def test_the_newest_comes_first_and_each_is_there_once(history):
    for text in ("pan", "tilt", "pan\nfast", "pan"):
        history.remember([text])
    assert await texts(history) == ["pan", "pan\nfast", "tilt"]


async def test_what_is_ordered_together_keeps_its_order(history):
    history.remember(["a", "b", "c"])
    assert await texts(history) == ["c", "b", "a"]


async def test_blank_prompts_are_not_kept(history):
    told = []
    history.subscribe(lambda: told.append(1))
    history.remember(["", " \n"])
    assert await texts(history) == []
    assert told == []


async def test_the_oldest_go(history):
    history.remember(f"prompt {n}" for n in range(KEPT + 5))
    history.remember(["prompt 6"])
    found = await texts(history)
    assert len(found) == KEPT
    assert found[0] == "prompt 6"
    assert found[-1] == "prompt 5"


async def test_one_can_be_forgotten(history):
    history.remember(["a", "b"])
    told = []
    end = history.subscribe(lambda: told.append(1))
    await history.remove("a")
    await history.remove("never there")
    assert await texts(history) == ["b"]
    end()
    history.remember(["c"])
    assert told == [1, 1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("DOLLY zoom", True),
        ("zoom dolly", True),
        ("olly", True),
        ("straße", True),
        ("STRASSE", True),
        ("海辺", True),
        ("МОРЕ", True),
        ("cafe\u0301", True),
        ("dolly cat", False),
    ],
)
async def test_words_are_found_in_every_language(history, query, found):
    history.remember(["Dolly zoom along the Straße, 海辺の道, море, café"])
    (prompt,) = await history.all()
    assert prompt.holds(query) is found


async def test_a_history_that_cannot_be_written_fails_nobody(database, tmp_path, caplog):
    def refuse(connection, rows, now):
        raise OSError("no space left")

    broken = Prompts(database)
    with caplog.at_level(logging.INFO), pytest.MonkeyPatch.context() as patch:
        patch.setattr(prompts, "_keep", refuse)
        broken.remember(["a"])
        assert await texts(broken) == []
    assert "the history of prompts is not written" in caplog.text
    never_opened = Database(tmp_path / "closed.sqlite3")
    await never_opened.close()
    Prompts(never_opened).remember(["a"])
