"""Clips moved to another folder: each is whole and known at every moment."""

import shutil

import pytest

from desktop.core.errors import FolderUnwritable
from desktop.jobs import moving
from desktop.library import sidecars
from desktop.library.clips import ClipLibrary
from desktop.library.recipes import recipe_of


@pytest.fixture
async def library(database, make_clip, tmp_path):
    library = ClipLibrary(database)
    (tmp_path / "old").mkdir()
    for number in range(4):
        video = tmp_path / "old" / f"clip {number}.mp4"
        if number != 2:
            video.write_bytes(b"film %d" % number)
        clip = make_clip(id=f"c{number}", generation_id=f"g{number}", video=video)
        await library.add(clip)
    return library


async def moved(library, target, tell=lambda *_: None):
    return await moving.move(library, await moving.outside(library, target), target, tell)


async def test_all_that_has_a_file_lies_in_the_new_folder(library, tmp_path):
    target, told = tmp_path / "new" / "deep", []
    [first] = [clip for clip in await library.all() if clip.id == "c0"]
    sidecars.write(first, recipe_of(first))
    found = await moved(library, target, lambda *numbers: told.append(numbers))
    assert (found.clips, found.left, found.problem) == (3, 1, None)
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4)]
    assert sorted(file.name for file in target.iterdir()) == [
        "clip 0.mp4",
        "clip 1.mp4",
        "clip 3.mp4",
    ]
    assert list((tmp_path / "old").iterdir()) == []
    for clip in await library.all():
        assert clip.id == "c2" or clip.video.read_bytes() == b"film " + clip.id[1:].encode()
    assert [clip.id for clip in await moving.outside(library, target)] == ["c2"]


async def test_another_file_of_that_name_stays_and_a_copy_made_before_is_used(library, tmp_path):
    target = tmp_path / "new"
    target.mkdir()
    (target / "clip 0.mp4").write_bytes(b"another")
    shutil.copy(tmp_path / "old" / "clip 1.mp4", target)
    assert (await moved(library, target)).clips == 3
    assert (target / "clip 0.mp4").read_bytes() == b"another"
    names = sorted(file.name for file in target.iterdir())
    assert names == ["clip 0 (2).mp4", "clip 0.mp4", "clip 1.mp4", "clip 3.mp4"]


async def test_what_the_disk_refuses_ends_it_and_loses_nothing(library, tmp_path):
    target = tmp_path / "new"
    target.write_text("a file where a folder should be")
    found = await moved(library, target)
    assert isinstance(found.problem, FolderUnwritable)
    assert (found.clips, found.left) == (0, 4)
    assert all(clip.video.parent == tmp_path / "old" for clip in await library.all())
    assert len(list((tmp_path / "old").iterdir())) == 3


async def test_a_folder_of_another_name_is_the_same_folder(library, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "old", target_is_directory=True)
    assert await moving.outside(library, link) == []
    everything = await library.all()
    found = await moving.move(library, everything, link, lambda *_: None)
    assert (found.clips, found.left) == (3, 1)
    assert len(list((tmp_path / "old").iterdir())) == 3
    for clip in await library.all():
        assert clip.id == "c2" or clip.video.read_bytes() == b"film " + clip.id[1:].encode()


async def test_a_clip_that_was_removed_meanwhile_stays_where_it_was(library, tmp_path):
    clips = await moving.outside(library, tmp_path / "new")
    await library.remove("c0")
    found = await moving.move(library, clips, tmp_path / "new", lambda *_: None)
    assert (found.clips, found.left) == (2, 2)
    assert (tmp_path / "old" / "clip 0.mp4").read_bytes() == b"film 0"
    assert not (tmp_path / "new" / "clip 0.mp4").exists()
