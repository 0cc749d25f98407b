"""The installer's script, read: whose it is, what it may touch, and what it offers to open."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import icons
import pytest
from pruning import is_needed, pruned
from windows import version_resource

from desktop import __version__
from desktop.core.paths import APP_ID
from desktop.media import kinds

HERE = Path(version_resource.__file__).parent
SCRIPT = (HERE / "installer.nsi").read_text(encoding="utf-8")
CODE = "\n".join(line.split(";")[0] for line in SCRIPT.splitlines())


def test_window_and_shortcut_have_one_name_for_the_taskbar():
    assert f'!define APP_ID "{APP_ID}"' in SCRIPT


def test_only_the_users_own_registry_is_touched():
    assert not re.search(r"\bHK(LM|CR|U|CC)\b|SHCTX", CODE)
    assert "RequestExecutionLevel user" in CODE


def test_nothing_is_removed_but_what_was_put_there():
    removed = re.findall(r"RMDir /r \"([^\"]*)\"", CODE)
    assert set(removed) == {rf"$INSTDIR\_internal{ending}" for ending in ("", ".new", ".old")}


def test_every_kind_of_picture_is_offered_to_open():
    offered = set(re.findall(r'insertmacro \$\{do\} "(\.\w+)"', CODE))
    assert offered == {f".{ending}" for endings in kinds.SUFFIXES.values() for ending in endings}


def test_the_key_is_forgotten_and_the_data_only_when_asked_for():
    assert '!insertmacro ASK "forget" ' in CODE
    assert 'Section /o "un.Library, settings and queue too" UN_DATA' in CODE


@pytest.mark.skipif(shutil.which("makensis") is None, reason="NSIS is not here")
def test_it_compiles_without_a_warning(tmp_path):
    (tmp_path / "_internal").mkdir()
    for name in ("Startframe.exe", "_internal/file"):
        (tmp_path / name).write_bytes(b"x")
    icon = tmp_path / "a.ico"
    icons.write_ico(icon)
    defined = {"VERSION": "1.2.3", "SOURCE": tmp_path, "ICON": icon, "OUTPUT": tmp_path / "a.exe"}
    words = ["makensis", "-V2", "-WX", *(f"-D{name}={value}" for name, value in defined.items())]
    done = subprocess.run(
        [*words, str(HERE / "installer.nsi")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "a.exe").read_bytes()[:2] == b"MZ"


# ── the program ──────────────────────────────────────────────────────────────────────────────


def test_the_version_resource_is_what_pyinstaller_reads():
    text = version_resource.version_resource(__version__)
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    assert ast.unparse(call.func) == "VSVersionInfo"
    assert f"filevers={version_resource.numbers_of(__version__)}" in text
    assert f"StringStruct('ProductVersion', '{__version__}')" in text


@pytest.mark.parametrize("version", ["1.2", "1.2.3rc1", "", "1.2.3.4", "a.b.c"])
def test_no_other_text_is_a_version(version):
    with pytest.raises(ValueError, match="three numbers"):
        version_resource.numbers_of(version)


def test_the_manifest_asks_for_sharp_pictures_long_paths_and_no_rights():
    tree = ET.parse(HERE / "startframe.manifest")
    found = {element.tag.split("}")[1]: element for element in tree.iter()}
    assert found["dpiAwareness"].text == "PerMonitorV2"
    assert found["longPathAware"].text == "true"
    assert found["requestedExecutionLevel"].get("level") == "asInvoker"


# ── what is in it ────────────────────────────────────────────────────────────────────────────


def test_a_library_lies_in_the_bundle_once():
    entries = [
        ("av.libs\\avcodec-62-9.dll", "a", "BINARY"),
        ("avcodec-62-9.dll", "a", "BINARY"),
        ("avcodec-61.dll", "b", "BINARY"),
        ("libx264.so.1", "c", "BINARY"),
        ("av.libs/libx264.so.1", "c", "BINARY"),
    ]
    kept = [place for place, *_ in pruned(entries)]
    assert kept == [entries[0][0], "avcodec-61.dll", "libx264.so.1", "av.libs/libx264.so.1"]


@pytest.mark.parametrize(
    ("place", "is_kept"),
    [
        ("Qt6Quick.dll", False),
        ("Qt6QmlModels.dll", False),
        ("PySide6\\translations\\qtbase_de.qm", False),
        ("opengl32sw.dll", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\plugins\\platforms\\qdirect2d.dll", False),
        ("PySide6\\plugins\\multimedia\\ffmpegmediaplugin.dll", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", True),
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", True),
        ("Qt6Widgets.dll", True),
    ],
)
def test_what_the_window_needs_stays(place, is_kept):
    assert is_needed(place) is is_kept
