"""What browsers and file managers put on a drag, each through the real drop path.

The shapes are what Qt makes of each system's formats (QMimeData): on Windows CF_HDROP and an
UniformResourceLocator become text/uri-list, CF_HTML text/html, CF_DIB an image, and all else
application/x-qt-windows-mime;value="…"; on macOS public.file-url and public.url become
text/uri-list, public.html text/html, public.tiff an image; on X11 the names stay as they are.
(https://doc.qt.io/qt-6/qmimedata.html, "Platform-Specific MIME Types")
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage

from desktop.ui.compose import drop
from desktop.ui.compose.verdict import Outcome

PICTURE = "https://pictures.example/flowers/rose.png"
PAGE = "https://pages.example/garden"
IMG = f'<img src="{PICTURE}" alt="A rose">'
TOLD = "Fetched from pictures.example"


def png(width: int = 40, height: int = 30) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 60)).save(buffer, "PNG")
    return buffer.getvalue()


DATA = "data:image/png;base64," + base64.b64encode(png(24, 18)).decode()


@dataclass(frozen=True)
class Shape:
    """Formats with their content, as the named program gives them, and what is to come of it.

    `{folder}` in a text is the folder of the test's files. `brings` is "file", "bitmap", "web",
    "data" or "promise".
    """

    source: str
    brings: str
    texts: dict[str, str] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    has_bitmap: bool = False

    def mime(self, folder: Path) -> QMimeData:
        made = QMimeData()
        for name, text in self.texts.items():
            made.setData(name, text.replace("{folder}", folder.as_uri()).encode("utf-8"))
        for name, content in self.raw.items():
            made.setData(name, content)
        if self.has_bitmap:
            image = QImage(48, 36, QImage.Format.Format_RGB32)
            image.fill(QColor("teal"))
            made.setImageData(image)
        return made


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


WINDOWS = 'application/x-qt-windows-mime;value="{}"'.format
FILE = "{folder}/picture%20one.png"

SHAPES = {
    # Chromium, content/browser/web_contents/web_contents_view_aura.cc, PrepareDragData: the file's
    # contents (Windows), then the address as text, the address, then the tag as HTML.
    "chrome-linux": Shape(
        "Chromium on X11",
        "web",
        {
            "text/uri-list": f"{PICTURE}\r\n",
            "text/plain": PICTURE,
            "text/html": f"<meta http-equiv='content-type' content='text/html;charset=utf-8'>{IMG}",
        },
        {"text/x-moz-url": utf16(f"{PICTURE}\nrose.png"), "chromium/x-web-custom-data": b"\0"},
    ),
    "chrome-windows": Shape(
        "Chromium on Windows",
        "web",
        {"text/uri-list": PICTURE, "text/plain": PICTURE, "text/html": f"<html><body>{IMG}</body>"},
        {WINDOWS("FileGroupDescriptorW"): bytes(592), WINDOWS("FileContents"): b""},
    ),
    # https://github.com/metabrainz/picard/pull/791: on macOS Chrome's picture comes as a bitmap.
    "chrome-macos": Shape(
        "Chrome on macOS",
        "bitmap",
        {"text/uri-list": PICTURE, "text/plain": PICTURE, "text/html": IMG},
        has_bitmap=True,
    ),
    # A picture inside a link: the address is the link's, the HTML has both.
    "chrome-linked-picture": Shape(
        "Chromium, DataTransfer of an image in a link",
        "web",
        {
            "text/uri-list": PAGE,
            "text/plain": PAGE,
            "text/html": f'<a href="{PAGE}">{IMG}</a>',
        },
    ),
    "chrome-search-result": Shape(
        "Chromium, a page whose picture is written out in its HTML",
        "data",
        {"text/uri-list": PAGE, "text/html": f'<img alt=x src="{DATA}">'},
    ),
    # https://github.com/linuxmint/nemo/issues/407 lists what Firefox gives on GTK; the same names
    # in mozilla-central, dom/events/test/test_drag_image_file.html.
    "firefox-linux": Shape(
        "Firefox on GTK",
        "web",
        {
            "text/x-moz-url-data": PICTURE,
            "text/x-moz-url-desc": "A rose",
            "text/html": IMG,
            "text/plain;charset=utf-8": PICTURE,
            "text/plain": PICTURE,
            "application/x-moz-file-promise-url": PICTURE,
            "application/x-moz-file-promise-dest-filename": "rose.png",
        },
        {
            "text/x-moz-url": utf16(f"{PICTURE}\nA rose"),
            "_NETSCAPE_URL": PICTURE.encode(),
            "application/x-moz-file-promise": b"",
        },
    ),
    # The same with application/x-moz-nativeimage taken up by Qt as image/png.
    "firefox-linux-with-its-picture": Shape(
        "Firefox on GTK", "bitmap", {"text/html": IMG, "text/plain": PICTURE}, has_bitmap=True
    ),
    # https://github.com/hydrusnetwork/hydrus/issues/1568: on Windows a temporary .bmp on CF_HDROP.
    "firefox-windows": Shape(
        "Firefox on Windows",
        "file",
        {"text/uri-list": FILE, "text/html": IMG, "text/plain": PICTURE},
        {WINDOWS("FileGroupDescriptorW"): bytes(592)},
    ),
    # https://github.com/mshibanami/IssueOfNSFilePromiseReceiver lists both browsers' pasteboards.
    "firefox-macos": Shape(
        "Firefox on macOS",
        "bitmap",
        {
            "com.apple.pasteboard.promised-file-url": "",
            "text/plain": PICTURE,
            "text/html": IMG,
            "text/uri-list": PICTURE,
        },
        has_bitmap=True,
    ),
    "safari": Shape(
        "Safari",
        "bitmap",
        {
            "text/uri-list": PICTURE,
            "text/plain": PICTURE,
            "com.apple.pasteboard.promised-file-url": "",
        },
        {"com.apple.webarchive": b"bplist00"},
        has_bitmap=True,
    ),
    "safari-without-its-picture": Shape(
        "Safari, public.url alone", "web", {"text/uri-list": PICTURE, "text/plain": PICTURE}
    ),
    # public.file-url; Finder adds the name as text.
    "finder": Shape("Finder", "file", {"text/uri-list": FILE, "text/plain": "picture one.png"}),
    # CF_HDROP with the shell's own formats beside it: https://learn.microsoft.com/windows/win32/
    # shell/clipboard ("Shell Clipboard Formats").
    "explorer": Shape(
        "Explorer",
        "file",
        {"text/uri-list": FILE},
        {
            WINDOWS("Shell IDList Array"): bytes(64),
            WINDOWS("FileName"): b"C:\\PICTUR~1.PNG\0",
            WINDOWS("FileNameW"): utf16("C:\\picture one.png\0"),
            WINDOWS("Preferred DropEffect"): b"\x05\0\0\0",
        },
    ),
    # https://github.com/noctalia-dev/noctalia/issues/2453 and nvim-tree/nvim-tree.lua/pull/3336
    "nautilus": Shape(
        "Nautilus 43 and later",
        "file",
        {
            "x-special/gnome-copied-files": f"copy\n{FILE}",
            "text/plain;charset=utf-8": "/home/user/picture one.png",
            "text/uri-list": f"{FILE}\r\n",
            "application/vnd.portal.filetransfer": "10924863569610452011",
        },
    ),
    "nautilus-without-a-list": Shape(
        "Nautilus, by a clipboard that keeps one format",
        "file",
        {"x-special/gnome-copied-files": f"copy\n{FILE}"},
    ),
    # https://github.com/neutrinolabs/xrdp/issues/1994
    "nautilus-3.30": Shape(
        "Nautilus 3.30 to 3.38",
        "file",
        {"text/plain": f"x-special/nautilus-clipboard\ncopy\n{FILE}\n"},
    ),
    # https://github.com/nomacs/nomacs/issues/116
    "dolphin": Shape(
        "Dolphin",
        "file",
        {
            "text/uri-list": FILE,
            "text/plain": FILE,
            "application/x-kde4-urilist": FILE,
            "application/x-kde-suggestedfilename": "picture one.png",
        },
    ),
    # https://www.freedesktop.org/wiki/Specifications/file-uri-spec/: the host may be named.
    "file-with-a-host": Shape(
        "file-uri-spec",
        "file",
        {"text/uri-list": FILE.replace("{folder}", "file://localhost{path}")},
    ),
    "a-copied-address": Shape("any address bar", "web", {"text/plain": f" {PICTURE}\n"}),
    "a-copied-data-address": Shape("developer tools", "data", {"text/plain": DATA}),
    "a-screenshot": Shape("any clipboard", "bitmap", has_bitmap=True),
    # https://developer.apple.com/documentation/appkit/supporting-drag-and-drop-through-file-promises
    "photos": Shape(
        "Photos on macOS",
        "promise",
        {
            "com.apple.pasteboard.promised-file-url": "",
            "com.apple.pasteboard.promised-file-content-type": "public.jpeg",
        },
    ),
    # https://forum.qt.io/topic/70101: the contents come out empty.
    "outlook": Shape(
        "Outlook, a zip folder, a phone on Windows",
        "promise",
        {"text/plain": "From\tSubject\tReceived"},
        {WINDOWS("FileGroupDescriptorW"): bytes(592), WINDOWS("FileContents"): b""},
    ),
    # https://www.freedesktop.org/wiki/Draganddropwarts/ and the XDS protocol
    "archive": Shape("File Roller", "promise", {"XdndDirectSave0": "picture.png"}),
}


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "pictures ü 🚀"
    place.mkdir()
    (place / "picture one.png").write_bytes(png(32, 24))
    return place


def made(shape: Shape, folder: Path) -> QMimeData:
    mime = shape.mime(folder)
    if "file://localhost" in shape.texts.get("text/uri-list", ""):
        path = QUrl.fromLocalFile(str(folder / "picture one.png")).toString(
            QUrl.ComponentFormattingOption.FullyEncoded
        )
        mime.setData("text/uri-list", path.replace("file://", "file://localhost").encode())
    return mime


ENDS: dict[str, tuple[tuple[int, int] | None, str]] = {
    "file": ((32, 24), ""),
    "bitmap": ((48, 36), ""),
    "web": ((40, 30), TOLD),
    "data": ((24, 18), ""),
    "promise": (None, "No picture came with it"),
}
VERDICTS = {"web": Outcome.WEB, "promise": Outcome.PROMISE}


@pytest.mark.parametrize("name", SHAPES)
async def test_each_shape_ends_as_it_should_when_dropped(bench, folder, name):
    shape = SHAPES[name]
    asked = bench.serve(png())
    mime = made(shape, folder)
    assert drop.accepts(mime).outcome is VERDICTS.get(shape.brings, Outcome.PICTURE)
    assert bench.drop(mime).isAccepted()
    await bench.settled()
    size, title = ENDS[shape.brings]
    notice = bench.panel.picture.notice
    assert (notice.title if notice.isVisible() else "") == title
    assert (bench.frame and (bench.frame.width, bench.frame.height)) == size
    assert asked == ([PICTURE] if shape.brings == "web" else [])


@pytest.mark.parametrize("name", ["chrome-linux", "nautilus-3.30", "a-copied-address", "photos"])
async def test_the_clipboard_is_read_alike(bench, folder, name):
    shape = SHAPES[name]
    bench.serve(png())
    QGuiApplication.clipboard().setMimeData(made(shape, folder))
    bench.panel.picture.paste()
    await bench.settled()
    size, title = ENDS[shape.brings]
    assert (bench.frame and (bench.frame.width, bench.frame.height)) == size
    assert not title or bench.panel.picture.notice.title == title
    QGuiApplication.clipboard().clear()


def test_photos_and_windows_are_told_apart(qapp):
    assert drop.take(SHAPES["photos"].mime(Path("/"))) == drop.Promise("Photos")
    assert drop.take(SHAPES["outlook"].mime(Path("/"))) == drop.Promise("Windows")
    assert drop.take(SHAPES["archive"].mime(Path("/"))) == drop.Promise("")
    assert "Copy it in Photos" in drop.accepts(SHAPES["photos"].mime(Path("/"))).words


@pytest.mark.parametrize(
    "text",
    ["words", "see https://example.com/a.png", "https://a.example\nhttps://b.example", "data:text"],
)
def test_a_text_is_not_ours(qapp, text):
    mime = QMimeData()
    mime.setText(text)
    assert drop.take(mime) is None
    assert drop.accepts(mime).outcome is Outcome.NOT_OURS


@pytest.mark.parametrize(
    ("url", "platform", "path"),
    [
        ("file:///tmp/a%20b/%F0%9F%9A%80%20%C3%BC.png", "linux", "/tmp/a b/🚀 ü.png"),
        ("file://localhost/tmp/a.png", "linux", "/tmp/a.png"),
        ("file://server/share/a%20b.png", "win32", "//server/share/a b.png"),
        ("file:///tmp/100%25%23.png", "linux", "/tmp/100%#.png"),
        ("file:///C:/" + "long/" * 60 + "a.png", "win32", "\\\\?\\{}"),
        ("file://server/share/" + "long/" * 60 + "a.png", "win32", "\\\\?\\UNC{}"),
    ],
)
def test_an_address_becomes_a_path(url, platform, path):
    found = str(drop.local_path(QUrl(url), platform))
    if "{}" in path:
        assert found.startswith(path.format("\\" if "UNC" in path else ""))
        assert "/" not in found.removeprefix("\\\\?\\/")
        assert found.endswith("\\long\\a.png")
    else:
        assert Path(found) == Path(path)
