"""What a file in the folder tells of the clip it is: by its name and by its content."""

import datetime
import json
import os
from dataclasses import dataclass

import pytest

from desktop.core.errors import StorageProblem
from desktop.library import unshelved
from desktop.library.folder import file_stem

AT = datetime.datetime(2026, 11, 22, 18, 5, 7, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@dataclass
class Facts:
    width: int = 1280
    height: int = 720
    duration_s: float = 6.04
    audio_codec: str | None = "aac"
    size_bytes: int = 1000


def test_those_that_no_clip_is_known_for(tmp_path, make_clip):
    for name in ("a.mp4", "b.MP4", "c.mp4.part", ".d.mp4", "e.mov", "f.mp4"):
        (tmp_path / name).touch()
    known = {unshelved.comparable(tmp_path / "sub" / ".." / "f.mp4")}
    assert [file.name for file in unshelved.unknown_videos(tmp_path, known)] == ["a.mp4", "b.MP4"]
    assert unshelved.unknown_videos(tmp_path / "gone", set()) == []


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid"), reason="needs POSIX")
def test_a_folder_that_is_none(tmp_path, monkeypatch):
    def refuse(_self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "iterdir", refuse)
    with pytest.raises(StorageProblem):
        unshelved.unknown_videos(tmp_path, set())


async def test_clips_taken_off_the_list_are_known(database, make_clip):
    rows = [
        ("a", json.dumps({"video": "/x/a.mp4"}), None),
        ("b", json.dumps({"video": "/x/b.mp4"}), "now"),
        ("c", "no json", None),
        ("d", "{}", None),
    ]
    await database.write(
        lambda c: c.executemany(
            "INSERT INTO clips(id, created_at, record, removed_at) VALUES (?, '', ?, ?)", rows
        )
    )
    known = await database.read(unshelved.known_videos)
    assert known == {unshelved.comparable("/x/a.mp4"), unshelved.comparable("/x/b.mp4")}


def test_its_name_tells_time_and_prompt(tmp_path):
    video = tmp_path / f"{file_stem('The rocket lifts off', AT, 'x.png')} (3).mp4"
    video.touch()
    clip = unshelved.clip_of(video, Facts(), "leonardo")
    assert clip.created_at == AT.replace(second=0)
    assert clip.request.prompt == "The rocket lifts off"
    assert (clip.request.duration_s, clip.request.audio, clip.request.public) == (6, True, False)
    assert str(clip.request.dimensions) == "1280x720"
    assert (clip.cost, clip.generation_id, clip.frame) == (None, None, None)
    assert clip == unshelved.clip_of(video, Facts(), "leonardo")  # the same clip each time


@pytest.mark.parametrize(
    ("size", "told"),
    [((720, 1280), "720x1280"), ((1264, 704), "auto"), ((1, 9999), "auto")],
)
def test_a_size_the_catalogue_takes(tmp_path, size, told):
    (tmp_path / "film.mp4").touch()
    facts = Facts(width=size[0], height=size[1], duration_s=400, audio_codec=None)
    clip = unshelved.clip_of(tmp_path / "film.mp4", facts, "sandbox")
    assert str(clip.request.dimensions) == told
    assert clip.request.duration_s == 15
    assert (clip.width, clip.height) == size
    assert not clip.has_audio


@pytest.mark.parametrize("stem", ["my film", "2026-99-99 18-05 x", "0001-01-01 00-00 x"])
def test_a_name_of_the_users_own(tmp_path, stem):
    video = tmp_path / f"{stem}.mp4"
    video.touch()
    os.utime(video, (AT.timestamp(), AT.timestamp()))
    clip = unshelved.clip_of(video, Facts(), "leonardo")
    if not stem.startswith("0001"):
        assert (clip.created_at, clip.request.prompt) == (AT, stem)


def test_which_clip_a_generation_became(make_clip):
    def clip(name, prompt, minutes=0, **values):
        import dataclasses

        values = {"generation_id": None} | values
        made = make_clip(id=name, created_at=AT + minutes * MINUTE, **values)
        return dataclasses.replace(
            made, request=dataclasses.replace(made.request, prompt=prompt)
        )  # fmt: skip

    clips = [
        clip("other", "A cat"),
        clip("known", "The rocket lifts", generation_id="gen"),
        clip("far", "The rocket lifts", minutes=-60),
        clip("near", "The rocket lifts", minutes=-1),
        clip("later", "The rocket lifts", minutes=30),
        clip("wordless", "frame name", minutes=-2),
    ]

    def found(prompt, at=AT, size=(1280, 720)):
        one = unshelved.same_clip(clips, prompt=prompt, created_at=at, size=size)
        return one and one.id

    assert found("The rocket lifts off, smoke: everywhere") == "near"
    assert found("A cat blinks") == "other"
    assert found("Another") is None
    assert found("A cat blinks", at=AT + 60 * 24 * MINUTE) is None
    assert found("A cat blinks", at=None) is None
    assert found("", at=AT - MINUTE, size=(1280, 720)) in {"near", "wordless", "other"}
    assert found("", size=(1, 1)) is None
