"""Clips get plain names that every system takes, and never replace a file."""

import concurrent.futures
import errno
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath

import pytest

from desktop.core.errors import BrokenVideo, DiskFull, FolderUnwritable, InvalidRequest
from desktop.library.folder import ensure_writable, file_stem, place_at

MOMENT = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
STAMP = f"{MOMENT.astimezone():%Y-%m-%d %H-%M}"


@pytest.mark.parametrize(
    ("prompt", "frame_name", "words"),
    [
        ("The rocket lifts off", "rocket.png", "The rocket lifts off"),
        ("  The\trocket\n\nlifts   off. ", "x.png", "The rocket lifts off"),
        ("", "rocket.v2.png", "rocket.v2"),
        ("???", "rocket.png", "rocket"),
        ("", "", "clip"),
        ("...", "///", "clip"),
        ('a<b>c:d"e/f\\g|h?i*j', "x.png", "a b c d e f g h i j"),
        ("../../etc/passwd", "x.png", "etc passwd"),
        ("CON", "x.png", "CON"),
        ("火箭升空 🚀", "x.png", "火箭升空 🚀"),
        ("family 👩‍👩‍👧 waves", "x.png", "family 👩‍👩‍👧 waves"),
        ("e\u0301clair", "x.png", "éclair"),
        ("left\u202eright\u200b\x07\ud800", "x.png", "left right"),
        ("ends in dots...", "x.png", "ends in dots"),
        (".hidden", "x.png", "hidden"),
    ],
)
def test_a_name_says_when_and_what(prompt, frame_name, words):
    assert file_stem(prompt, MOMENT, frame_name) == f"{STAMP} {words}"


@pytest.mark.parametrize(
    "prompt",
    [
        "word " * 1000,
        "w" * 5000,
        "海" * 5000,
        "🚀" * 5000,
        "👩‍👩‍👧" * 500,
        "a" * 62 + " .",
        "x" * 62 + ". y",
    ],
)
def test_a_long_prompt_gives_a_short_name(prompt, tmp_path):
    stem = file_stem(prompt, MOMENT, "x.png")
    assert len(stem) <= 80
    assert len(f"{stem} (12).mp4".encode()) <= 255
    assert stem[-1] not in " .\u200d"
    assert not PureWindowsPath(stem).is_reserved()
    (tmp_path / f"{stem}.mp4").touch()


def test_words_are_not_cut_in_two():
    stem = file_stem(
        "a slow pan over the harbour while the first boats return to the pier", MOMENT, ""
    )
    assert stem == f"{STAMP} a slow pan over the harbour while the first boats return to the"


@pytest.mark.parametrize(
    ("template", "stem"),
    [
        ("{prompt}", "a cat blinks"),
        ("{id} {size} {seconds}s {prompt}", "1a2b 1280x720 6s a cat blinks"),
        ("{colour} {Prompt} {prompt", "{colour} {Prompt} {prompt"),
        ("a/b:{time}?", f"a b {STAMP.partition(' ')[2]}"),
        ("CON", "_CON"),
        ("nul.{prompt}", "_nul.a cat blinks"),
        ("...", f"{STAMP} a cat blinks"),
        ("../../{prompt}", "a cat blinks"),
        ("{prompt}" * 20, "a cat blinks" * 6 + "a cat"),
    ],
)
def test_a_template_of_the_users_gives_valid_names(template, stem):
    more = {"size": "1280x720", "seconds": "6", "id": "1a2b"}
    made = file_stem("a cat blinks", MOMENT, "x.png", template, **more)
    assert made == stem
    assert not PureWindowsPath(made).is_reserved()


def test_fields_are_filled_once():
    assert file_stem("say {id}", MOMENT, "", "{prompt}", id="1a2b") == "say {id}"


def part_in(folder: Path, content: bytes = b"film") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "clip.part"
    path.write_bytes(content)
    return path


def test_a_part_is_moved_to_its_name(tmp_path):
    part = part_in(tmp_path / "cache")
    target = tmp_path / "videos" / "new" / "clip.mp4"
    assert place_at(part, target) == target
    assert target.read_bytes() == b"film"
    assert not part.exists()
    assert list(target.parent.iterdir()) == [target]


def test_of_many_at_once_one_gets_the_name(tmp_path):
    target = tmp_path / "videos" / "clip.mp4"
    parts = [part_in(tmp_path / str(number), str(number).encode()) for number in range(60)]

    def is_placed(part: Path) -> bool:
        try:
            place_at(part, target)
        except InvalidRequest:
            return False
        return True

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        placed = list(pool.map(is_placed, parts))
    assert placed.count(True) == 1
    assert target.read_bytes() == str(placed.index(True)).encode()
    assert [part.exists() for part in parts] == [not is_one for is_one in placed]
    assert list(target.parent.iterdir()) == [target]


def refuse_links(*_):
    raise PermissionError(errno.EPERM, "Operation not permitted")


@pytest.mark.skipif(os.name == "nt", reason="Windows renames without links")
def test_a_file_system_without_links_is_as_safe(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", refuse_links)
    test_of_many_at_once_one_gets_the_name(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows renames without links")
def test_a_move_that_was_interrupted_half_way_is_finished(tmp_path):
    part = part_in(tmp_path / "cache")
    (tmp_path / "videos").mkdir()
    os.link(part, tmp_path / "videos" / "clip.mp4")
    target = tmp_path / "videos" / "clip.mp4"
    assert place_at(part, target) == target
    assert not part.exists()


@pytest.fixture
def other_device(tmp_path):
    """A folder on another file system than tmp_path, if this machine has one."""
    candidates = [Path("/dev/shm"), Path.home()]
    for root in candidates:
        if (
            root.is_dir()
            and root.stat().st_dev != tmp_path.stat().st_dev
            and os.access(root, os.W_OK)
        ):
            folder = root / f"startframe-test-{os.getpid()}-{tmp_path.name}"
            folder.mkdir()
            yield folder
            shutil.rmtree(folder)
            return
    pytest.skip("only one file system here")


def test_another_device_is_copied_to(tmp_path, other_device):
    part = part_in(tmp_path, b"film" * 100_000)
    target = place_at(part, other_device / "clip.mp4")
    assert target.read_bytes() == b"film" * 100_000
    assert not part.exists()
    assert list(other_device.iterdir()) == [target]


def test_a_copy_that_fails_leaves_the_part_and_no_rubbish(tmp_path, other_device, monkeypatch):
    part = part_in(tmp_path)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(DiskFull):
        place_at(part, other_device / "clip.mp4")
    assert part.read_bytes() == b"film"
    assert list(other_device.iterdir()) == []


def test_place_at_takes_exactly_this_path(tmp_path):
    target = tmp_path / "out" / "my clip.mp4"
    assert place_at(part_in(tmp_path), target) == target
    assert target.read_bytes() == b"film"


def test_place_at_refuses_an_existing_file(tmp_path):
    target = tmp_path / "mine.mp4"
    target.write_bytes(b"precious")
    part = part_in(tmp_path)
    with pytest.raises(InvalidRequest) as caught:
        place_at(part, target)
    assert caught.value.facts["field"] == "output"
    assert target.read_bytes() == b"precious"
    assert part.read_bytes() == b"film"


def test_a_part_that_is_gone_is_a_broken_video(tmp_path):
    with pytest.raises(BrokenVideo):
        place_at(tmp_path / "gone.part", tmp_path / "clip.mp4")


def test_a_folder_that_is_a_file_is_unwritable(tmp_path):
    part = part_in(tmp_path)
    for attempt in (
        lambda: ensure_writable(part / "videos"),
        lambda: ensure_writable(part),
        lambda: place_at(part, part / "videos" / "clip.mp4"),
        lambda: place_at(part, part / "clip.mp4"),
    ):
        with pytest.raises(FolderUnwritable):
            attempt()
    assert part.read_bytes() == b"film"


def test_a_writable_folder_is_made_and_left_empty(tmp_path):
    folder = tmp_path / "a" / "b"
    ensure_writable(folder)
    ensure_writable(folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EACCES, FolderUnwritable),
        (errno.EROFS, FolderUnwritable),
    ],
)
def test_a_disk_that_refuses_the_bytes_is_found_by_the_trial(
    tmp_path, monkeypatch, number, problem
):
    def refuse(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(problem) as caught:
        ensure_writable(tmp_path)
    assert caught.value.facts["folder"] == str(tmp_path)
    assert caught.value.facts["detail"] == os.strerror(number)
