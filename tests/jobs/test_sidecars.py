"""What the owner says of a clip lies beside it, whatever becomes of the database."""

import asyncio
import json
import threading

import pytest

from desktop.core.tasks import TaskOwner
from desktop.jobs.sidecars import Sidecars
from desktop.library import sidecars
from desktop.library.clips import ClipLibrary
from desktop.library.collections import Collections
from tests.media.counted import counted_film


@pytest.fixture
async def tasks():
    owner = TaskOwner()
    yield owner
    await owner.close()


@pytest.fixture
def library(database):
    return ClipLibrary(database)


@pytest.fixture
def collections(database):
    return Collections(database)


@pytest.fixture
def clip(make_clip, tmp_path):
    return make_clip(video=counted_film(tmp_path / "clip.mp4", [0, 40], size=(96, 54)))


def beside(clip):
    path = sidecars.path_of(clip.video)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


async def test_it_comes_with_the_first_word_and_follows(library, collections, tasks, clip):
    kept = Sidecars(tasks, library, collections, lambda: False)
    await library.add(clip)
    await kept.flush()
    assert beside(clip) is None
    await library.change([clip.id], title="Opening")
    await library.change([clip.id], is_favourite=True)
    await kept.flush()
    assert (beside(clip)["title"], beside(clip)["is_favourite"]) == ("Opening", True)
    await library.change([clip.id], title="", is_favourite=False)
    await kept.flush()
    assert beside(clip)["title"] == ""
    await kept.remove(clip)
    assert beside(clip) is None


async def test_the_collections_a_clip_is_in_are_written_beside_it(
    library, collections, tasks, clip
):
    kept = Sidecars(tasks, library, collections, lambda: False)
    await library.add(clip)
    rain = await collections.make("Rain")
    await collections.put(rain, [clip.id])
    await collections.put(await collections.make("Trailer"), [clip.id])
    await kept.flush()
    assert beside(clip)["collections"] == ["Rain", "Trailer"]
    assert sidecars.told_collections(clip.video, clip.id) == ["Rain", "Trailer"]
    assert sidecars.told_collections(clip.video, "another") == []
    await collections.rename(rain, "Storm")
    await kept.flush()
    assert beside(clip)["collections"] == ["Storm", "Trailer"]
    await collections.remove(rain)
    await kept.flush()
    assert beside(clip)["collections"] == ["Trailer"]


@pytest.mark.parametrize("told", [None, "Rain", [1, None], [" ", ""], {"a": 1}])
def test_only_names_are_believed(clip, told):
    assert sidecars.write(clip, {"id": clip.id})
    path = sidecars.path_of(clip.video)
    found = json.loads(path.read_text(encoding="utf-8")) | {"collections": told}
    path.write_text(json.dumps(found), encoding="utf-8")
    assert sidecars.told_collections(clip.video, clip.id) == []


async def test_every_clip_gets_one_where_that_is_wanted(library, collections, tasks, clip):
    kept = Sidecars(tasks, library, collections, lambda: True)
    await library.add(clip)
    await kept.flush()
    assert beside(clip)["request"] == clip.request.to_record()


async def test_what_the_disk_refuses_fails_nobody(
    library, collections, tasks, clip, make_clip, tmp_path
):
    kept = Sidecars(tasks, library, collections, lambda: True)
    sidecars.path_of(clip.video).mkdir()
    await library.add(clip)
    gone = make_clip(id="gone", generation_id="gone", video=tmp_path / "gone.mp4")
    await library.add(gone)
    await kept.flush()
    assert beside(gone) is None


async def test_of_two_changes_the_later_one_stays(library, collections, tasks, clip, monkeypatch):
    kept, is_slow, begun = (
        Sidecars(tasks, library, collections, lambda: False),
        threading.Event(),
        threading.Event(),
    )
    write = sidecars.write

    def slowly(changed, *rest):
        if changed.title == "first":
            begun.set()
            is_slow.wait(10)
        return write(changed, *rest)

    monkeypatch.setattr(sidecars, "write", slowly)
    await library.add(clip)
    await library.change([clip.id], title="first")
    await asyncio.to_thread(begun.wait, 10)
    await library.change([clip.id], title="second")
    flushed = asyncio.ensure_future(kept.flush())
    await asyncio.sleep(0)
    is_slow.set()
    await flushed
    assert beside(clip)["title"] == "second"
