"""Copies are whole or not there; the Trash takes files; the file manager is shown the right one."""

import errno
import shutil

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtGui import QDesktopServices

from desktop.core.errors import DiskFull, PictureMissing, StorageProblem
from desktop.ui import clip_files


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clip ü 🚀.mp4"
    path.write_bytes(b"film" * 1000)
    return path


async def test_a_copy_replaces_what_the_dialog_was_asked_about(clip, tmp_path):
    target = tmp_path / "out.mp4"
    target.write_bytes(b"old")
    await clip_files.save_copy(clip, target)
    assert target.read_bytes() == clip.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([clip.name, target.name])


async def test_a_copy_onto_itself_changes_nothing(clip):
    before = clip.read_bytes()
    await clip_files.save_copy(clip, clip)
    assert clip.read_bytes() == before


async def test_a_clip_that_is_gone_is_said(tmp_path):
    with pytest.raises(PictureMissing):
        await clip_files.save_copy(tmp_path / "gone.mp4", tmp_path / "out.mp4")


async def test_a_folder_that_does_not_take_it_is_said(clip, tmp_path):
    with pytest.raises(StorageProblem):
        await clip_files.save_copy(clip, tmp_path / "no folder" / "out.mp4")


async def test_a_full_disk_leaves_the_old_copy_and_no_rest(clip, tmp_path, monkeypatch):
    target = tmp_path / "out.mp4"
    target.write_bytes(b"old")

    def full(_source, half):
        half.write_bytes(b"ha")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(DiskFull):
        await clip_files.save_copy(clip, target)
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2


async def test_the_trash_takes_a_file_even_in_a_fresh_home(clip, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "new" / "share"))
    assert await clip_files.trash(clip)
    assert not clip.exists()
    assert await clip_files.trash(clip), "what is gone already is no trouble"


@pytest.mark.parametrize(
    ("system", "starts"),
    [("win32", ["explorer.exe", "/select,"]), ("darwin", ["/usr/bin/open", "-R"])],
)
def test_the_file_manager_selects_the_clip(clip, monkeypatch, system, starts):
    started = []
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr(
        QProcess, "startDetached", lambda name, words: started.append([name, *words])
    )
    clip_files.show_in_folder(clip)
    assert started[0][:2] == starts
    assert clip.name in started[0][2]


def test_elsewhere_the_folder_is_opened(clip, monkeypatch):
    opened = []
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    clip_files.show_in_folder(clip)
    clip_files.open_in_system_player(clip)
    assert opened == [str(clip.parent), str(clip)]


async def test_a_file_is_known_by_any_of_its_names(tmp_path):
    film, other, link = tmp_path / "film.mp4", tmp_path / "other.mp4", tmp_path / "link"
    film.write_bytes(b"film")
    other.write_bytes(b"film")
    link.symlink_to(tmp_path, target_is_directory=True)
    assert await clip_files.is_one_of(link / "film.mp4", [other, film])
    assert not await clip_files.is_one_of(tmp_path / "new.mp4", [other, film])
    assert not await clip_files.is_one_of(film, [other, tmp_path / "gone.mp4"])
