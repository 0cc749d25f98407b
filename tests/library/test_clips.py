"""Clips are kept whole, listed newest first, and their changes told."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import pytest

from desktop.library.clips import Clip, ClipLibrary, insert


async def shelve(database, *clips):
    for clip in clips:
        await database.write(lambda c, clip=clip: insert(c, clip))


@pytest.fixture
def library(database):
    return ClipLibrary(database)


def test_a_clip_survives_its_record(make_clip):
    for clip in (
        make_clip(),
        make_clip(poster=None, frame=None, cost=None, generation_id=None, is_nsfw=True),
    ):
        assert Clip.from_record(json.loads(json.dumps(clip.to_record()))) == clip


def test_a_record_may_know_more_or_lack_what_came_later(make_clip):
    record = make_clip().to_record()
    del record["is_nsfw"]
    assert Clip.from_record({**record, "star": True}) == make_clip()


async def test_newest_first_whatever_the_time_zone(database, library, make_clip):
    tokyo = timezone(timedelta(hours=9))
    await shelve(
        database,
        make_clip(id="a", generation_id="1", created_at=datetime(2026, 1, 1, 12, tzinfo=UTC)),
        make_clip(id="b", generation_id="2", created_at=datetime(2026, 1, 1, 20, tzinfo=tokyo)),
        make_clip(id="c", generation_id="3", created_at=datetime(2026, 1, 1, 12, 0, 1, tzinfo=UTC)),
    )
    assert [clip.id for clip in await library.all()] == ["c", "a", "b"]


async def test_the_same_clip_is_shelved_once(database, library, make_clip):
    await shelve(database, make_clip(), make_clip(frame_name="again.png"))
    assert await library.all() == [make_clip()]


async def test_one_generation_is_not_shelved_under_two_ids(database, library, make_clip):
    await shelve(database, make_clip())
    with pytest.raises(sqlite3.IntegrityError):
        await shelve(database, make_clip(id="other"))
    assert [clip.id for clip in await library.all()] == ["clip-1"]


async def test_get_finds_one_or_none(database, library, make_clip):
    await shelve(database, make_clip())
    assert await library.get("clip-1") == make_clip()
    assert await library.get("nobody") is None


async def test_a_removed_clip_is_gone_from_the_list_and_stays_so(
    database, library, make_clip, tmp_path
):
    video = tmp_path / "clip.mp4"
    video.write_bytes(b"film")
    await shelve(database, make_clip(video=video))
    await library.remove("clip-1")
    await shelve(database, make_clip(video=video))  # taken up once more after a restart
    assert await library.all() == []
    assert await library.get("clip-1") is None
    assert video.read_bytes() == b"film"


async def test_change_changes_what_is_there(database, library, make_clip):
    await shelve(database, make_clip())
    await library.change(["nobody", "clip-1"], width=736, height=400)
    assert await library.all() == [make_clip(width=736, height=400)]


async def test_changes_at_the_same_time_do_not_undo_each_other(database, library, make_clip):
    for number in range(450):
        await shelve(database, make_clip(id=f"clip-{number}", generation_id=f"g-{number}"))
    ids = [f"clip-{number}" for number in range(450)]
    await asyncio.gather(
        library.change(ids, is_favourite=True),
        library.change(["clip-449"], title="Opening"),
        library.change(["clip-0"], notes="for the trailer"),
        library.change(ids[::-1], generation_id=None),
    )
    clips = {clip.id: clip for clip in await library.all()}
    assert all(clip.is_favourite and clip.generation_id is None for clip in clips.values())
    assert clips["clip-449"].title == "Opening"
    assert clips["clip-0"].notes == "for the trailer"


async def test_observers_hear_of_each_change_until_they_leave(database, library, make_clip):
    heard = []
    leave = library.subscribe(lambda clip_id, clip: heard.append((clip_id, clip)))
    await shelve(database, make_clip())
    library.announce(make_clip())
    await library.change(["clip-1"], width=2)
    await library.remove("clip-1")
    await library.remove("clip-1")
    await library.remove("nobody")
    expected = [("clip-1", make_clip()), ("clip-1", make_clip(width=2)), ("clip-1", None)]
    assert heard == expected
    leave()
    leave()
    library.announce(make_clip())
    assert heard == expected


async def test_an_observer_may_leave_while_it_is_told(library, make_clip):
    heard = []

    def once(clip_id, _):
        heard.append(clip_id)
        leave()

    leave = library.subscribe(once)
    library.subscribe(lambda clip_id, _: heard.append(clip_id))
    library.announce(make_clip())
    library.announce(make_clip())
    assert len(heard) == 3


@pytest.mark.expects_log("could not be read")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: "no json",
        lambda record: json.dumps({}),
        lambda record: json.dumps([]),
        lambda record: json.dumps({**record, "created_at": 7}),
        lambda record: json.dumps({**record, "cost": {"amount": "much", "unit": "DOLLARS"}}),
        lambda record: json.dumps({**record, "request": {**record["request"], "model": "gone"}}),
    ],
)
async def test_a_row_nobody_understands_does_not_hide_the_others(
    database, library, make_clip, spoil
):
    await shelve(database, make_clip(), make_clip(id="b", generation_id="2"))
    text = spoil(make_clip().to_record())
    await database.write(lambda c: c.execute("UPDATE clips SET record = ? WHERE id = 'b'", (text,)))
    assert await library.all() == [make_clip()]
    assert await library.get("b") is None


async def test_nobody_hears_of_a_clip_that_was_not_added(database, library, make_clip):
    await library.add(make_clip())
    await library.remove("clip-1")
    heard = []
    library.subscribe(lambda clip_id, clip: heard.append(clip_id))
    await library.add(make_clip())
    assert heard == []
    assert library.total == 0
    assert await library.change(["clip-1", "nobody"], title="x") == []
