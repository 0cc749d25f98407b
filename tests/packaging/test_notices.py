"""What a bundle brings along is told, and nothing goes in whose licence nobody knows."""

from __future__ import annotations

import re

import check_bundle
import libraries
import notices
import pytest

MODULES = ["httpx", "httpx._client", "json", "desktop.app", "pyimod01_archive", "PIL.Image"]
PLACES = [
    "PySide6/Qt/lib/libQt6Core.so.6",
    "av.libs/libx265-f5385bb8.so.216",
    "PIL/_imaging.cpython-311-x86_64-linux-gnu.so",
]


def test_packages_and_libraries_are_told_with_licence_and_home():
    told = notices.text("1.2.3", MODULES, PLACES)
    assert told.startswith("What Startframe 1.2.3 brings along\n==========")
    lines = told.split("────")[0].splitlines()
    for name in ("Qt: LGPL-3.0-only; https://", "x265: GPL-2.0", "CPython: Python-2.0", "httpx "):
        assert any(line.startswith(name) for line in lines), name
    assert not any(line.startswith("desktop") for line in lines)


def test_the_texts_of_licences_are_there():
    told = notices.text("1.2.3", MODULES, PLACES)
    assert "Redistribution and use in source and binary forms" in told
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in told


@pytest.mark.parametrize("library", libraries.LIBRARIES, ids=lambda library: library.name)
def test_every_library_has_the_text_of_its_licence(library):
    if library.told_by:
        texts = " ".join(notices.package(library.told_by).texts)
        assert re.split("[ -]", library.name.lower())[0].removeprefix("lib") in texts.lower()
    elif library.name not in {"SQLite", "Visual C++ runtime"}:
        assert library.text is not None
        assert library.text == "" or (libraries.TEXTS / library.text).stat().st_size > 1000


def test_the_same_parts_make_the_same_text():
    assert notices.text("1", MODULES, PLACES) == notices.text("1", MODULES[::-1], PLACES[::-1])


def test_a_module_of_nobody_stops_the_build():
    with pytest.raises(notices.UnknownPart, match="no_such_module"):
        notices.text("1", ["no_such_module.part"], [])


@pytest.mark.parametrize(
    "place",
    [
        "libstrange.so.1",
        "av.libs/libstrange-123.so.2",
        "PIL/strange.dll",
        "PySide6/Qt/lib/libstrange.so",
        "json/strange.dll",
        "av/__dot__dylibs/libstrange.dylib",
        "pillow.libs/libstrange.cpython-311.so",
    ],
)
def test_a_library_of_nobody_stops_the_build(place):
    with pytest.raises(notices.UnknownPart, match="strange"):
        notices.text("1", [], [place])


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("avcodec-61.dll", "FFmpeg of Qt Multimedia"),
        ("av.libs/avcodec-62-984de.dll", "FFmpeg of PyAV"),
        ("PySide6/Qt/lib/libavcodec.so.61", "FFmpeg of Qt Multimedia"),
        ("av/__dot__dylibs/libavcodec.62.dylib", "FFmpeg of PyAV"),
        ("PySide6/plugins/platforms/qwindows.dll", "Qt"),
        ("PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", "Qt"),
        ("libx265-217-276e.dll", "x265"),
        ("VCRUNTIME140_1.dll", "Visual C++ runtime"),
        ("Startframe.exe", "PyInstaller's bootloader"),
        ("python312.dll", "CPython"),
        ("libz.so.1", "zlib"),
        ("libzstd.so.1", "Zstandard"),
    ],
)
def test_files_are_known_by_their_places(place, name):
    found = libraries.library_of(place)
    assert found is not None
    assert found.name == name


@pytest.fixture
def bundle(tmp_path):
    """A bundle as small as one can be that is right."""
    root = tmp_path / "Startframe" / "_internal"
    for place in (
        "resources/models/one.toml",
        "resources/icons/LICENSE",
        "resources/samples/cat.jpg",
        "LICENSE",
        "PySide6/Qt/plugins/multimedia/libffmpegmediaplugin.so",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
    ):
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).touch()
    inside = check_bundle.contents(root.parent)
    told = notices.text("1", [], filter(notices.is_binary, inside))
    (root / notices.NAME).write_text(told, encoding="utf-8")
    return root


def test_a_whole_bundle_is_right(bundle):
    assert check_bundle.problems(bundle.parent) == []
    assert check_bundle.main([str(bundle.parent)]) == 0


@pytest.mark.parametrize(
    "missing",
    ["libffmpegmediaplugin.so", "libqxcb.so", "libqsvg.so", "libqjpeg.so", "cat.jpg", notices.NAME],
)
def test_what_is_missing_is_named(bundle, missing):
    found = next(bundle.rglob(missing))
    found.unlink()
    if not any(found.parent.iterdir()):
        found.parent.rmdir()
    assert len(check_bundle.problems(bundle.parent)) == 1


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("icuuc.dll", "icuuc.dll does not belong in it"),
        ("PySide6/Qt/lib/libQt6WebEngineCore.so.6", "does not belong in it"),
        ("libstrange.so.1", "nobody knows whose libstrange.so.1 is"),
        ("av.libs/libx264-1.so", "x264 is not told of"),
    ],
)
def test_what_should_not_be_there_is_named(bundle, place, sentence, capsys):
    (bundle / place).parent.mkdir(parents=True, exist_ok=True)
    (bundle / place).touch()
    assert check_bundle.main([str(bundle.parent)]) == 1
    assert sentence in capsys.readouterr().out


def test_a_program_without_an_ending_is_known_by_how_it_begins(bundle):
    (bundle / "helper").write_bytes(b"\x7fELF and more")
    assert check_bundle.problems(bundle.parent) == ["nobody knows whose helper is"]


def test_a_folder_without_a_bundle_is_a_problem(tmp_path):
    assert check_bundle.problems(tmp_path) == [f"there is no bundle in {tmp_path}"]
