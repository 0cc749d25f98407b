"""What a drag or the clipboard brings: files, a bitmap, an address on the web, or a promise."""

from __future__ import annotations

import re
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QPixmap

from desktop.ui.compose.html_image import first_image
from desktop.ui.compose.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

__all__ = ["Bitmap", "Dropped", "Files", "Promise", "Verdict", "WebAddress", "accepts", "peek"]

MOST_HTML_CHARS = 32 * 1024 * 1024
MOST_PEEKED_CHARS = 8 * 1024 * 1024
_LONGEST_ADDRESS = 8192
_WINDOWS_LONG = 240  # from here on only the \\?\ form reaches a file without a manifest's help
_COPIED_FILES = ("x-special/gnome-copied-files", "x-special/mate-copied-files")
_PROMISES = {
    "promised-file": "Photos",  # macOS: com.apple.pasteboard.promised-file-url, -content-type
    "nspromisecontents": "Photos",
    "filegroupdescriptor": "Windows",  # Windows: files that exist only as streams
    "filepromise": "",
    "file-promise": "",  # Firefox
    "directsave": "",  # X11: XdndDirectSave0
}
_SOURCE_URLS = ("chromium/x-source-url", "text/x-moz-url-priv")


@dataclass(frozen=True)
class Files:
    """Local files or folders, in the order they came."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Bitmap:
    """A picture that is no file."""

    image: QImage


@dataclass(frozen=True)
class WebAddress:
    """A picture's https, http or data address; `html` in its stead still has to be searched.

    That is done by `address_in`, in a thread: it may hold megabytes.
    """

    address: str = ""
    html: str = ""
    base: str = ""
    otherwise: str = ""


@dataclass(frozen=True)
class Promise:
    """Formats without content; `source` is "Photos", "Windows" or nothing."""

    source: str


Dropped = Files | Bitmap | WebAddress | Promise


def take(mime: QMimeData) -> Dropped | None:
    """What it brings, in this order: local files, a bitmap, the first `<img>`, an address.

    None where there is nothing of ours.
    """
    files = files_in(mime)
    if files:
        return Files(tuple(files))
    image = _image_in(mime)
    if image is not None:
        return Bitmap(image)
    address = _address_in_list(mime)
    text = mime.html() if mime.hasHtml() else ""
    if "<img" in text[:MOST_HTML_CHARS].lower():
        return WebAddress(html=text[:MOST_HTML_CHARS], base=_source(mime), otherwise=address)
    if address:
        return WebAddress(address=address)
    return _promise_in(mime)


def address_in(found: WebAddress) -> str:
    """The picture's address, "" for none. It may take a while: call it in a thread."""
    if found.address:
        return found.address
    return first_image(found.html, found.base) or found.otherwise


def files_in(mime: QMimeData) -> list[Path]:
    """The local files it names."""
    urls = [url for url in mime.urls() if url.isLocalFile()] if mime.hasUrls() else []
    return [local_path(url) for url in urls or _copied_files(mime)]


def local_path(url: QUrl, platform: str = sys.platform) -> Path:
    """The file of a `file:` address: on this machine, on a share (UNC), however long its name."""
    path = url.toLocalFile()
    host = url.host().lower()
    if host and host in {"localhost", socket.gethostname().lower()}:
        path = path[2 + len(host) :]  # file://<this machine>/path, as freedesktop.org writes it
    if platform == "win32" and len(path) >= _WINDOWS_LONG:
        path = path.replace("/", "\\")
        path = f"\\\\?\\UNC{path[1:]}" if path.startswith("\\\\") else f"\\\\?\\{path}"
    return Path(path)


def accepts(mime: QMimeData, *, opens_several: bool = False) -> Verdict:
    """What its formats promise; files are not opened for this (see `peek`).

    `opens_several` says whether several files, or a folder, can be used at once.
    """
    files = files_in(mime)
    if len(files) > 1:
        outcome = Outcome.SEVERAL if opens_several else Outcome.FIRST_OF_SEVERAL
        return Verdict(outcome, str(len(files)))
    if files or mime.hasImage():
        return Verdict.WELCOME
    address = _address_in_list(mime)
    if mime.hasHtml():
        text = mime.html()[:MOST_PEEKED_CHARS]
        address = first_image(text, _source(mime)) or address
    if address:
        return _of_address(address)
    promise = _promise_in(mime)
    if promise is None:
        return Verdict.NOT_OURS
    return Verdict(Outcome.PROMISE, "Photos" if promise.source == "Photos" else "")


def peek(path: Path, *, opens_several: bool = False) -> Verdict:
    """What the first bytes of a file say. It blocks: call it in a thread."""
    from desktop.media.films import film_kind
    from desktop.media.kinds import HEAD_BYTES, PICTURES, kind_of

    if path.is_dir():
        return Verdict(Outcome.FOLDER if opens_several else Outcome.NO_FOLDER)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return Verdict.WELCOME  # the reason is told when it is dropped
    kind = kind_of(head)
    if kind in PICTURES:
        return Verdict.WELCOME
    if film_kind(head) is not None:
        return Verdict(Outcome.FILM)
    return Verdict(Outcome.NOT_A_PICTURE, kind or "")


def _of_address(address: str) -> Verdict:
    if address[:5].lower() == "data:":
        return Verdict.WELCOME
    url = QUrl(address)
    is_secure = url.scheme().lower() == "https"
    return Verdict(Outcome.WEB if is_secure else Outcome.INSECURE, url.host())


def _image_in(mime: QMimeData) -> QImage | None:
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QPixmap):
        image = image.toImage()
    return image if isinstance(image, QImage) and not image.isNull() else None


def _address_in_list(mime: QMimeData) -> str:
    """The first address on the web: of a list of them, or alone in a plain text."""
    for url in mime.urls() if mime.hasUrls() else []:
        if url.scheme().lower() in {"https", "http"} and url.host():
            return str(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        if url.scheme().lower() == "data":
            return str(url.toString())
    text = mime.text().strip() if mime.hasText() else ""
    if text[:11].lower() == "data:image/" and "," in text[:256]:
        return text
    line = text.splitlines()[0].strip() if text and len(text) <= _LONGEST_ADDRESS else ""
    is_address = re.match(r"https?://[^\s/]+", line, re.IGNORECASE) and " " not in line
    # a text that merely begins with an address is a text
    return line if is_address and line == text else ""


def _copied_files(mime: QMimeData) -> list[QUrl]:
    """Files as GNOME's and MATE's file managers copy them: a verb, then an address a line."""
    for name in _COPIED_FILES:
        if mime.hasFormat(name):
            lines = bytes(mime.data(name).data()).decode("utf-8", "replace").splitlines()
            return [url for url in map(QUrl, lines[1:]) if url.isLocalFile()]
    text = mime.text() if mime.hasText() else ""
    if text.startswith("x-special/nautilus-clipboard"):  # Nautilus 3.30 and later
        return [url for url in map(QUrl, text.splitlines()[2:]) if url.isLocalFile()]
    return []


def _source(mime: QMimeData) -> str:
    """The page it comes from, where the browser says so."""
    for name in _SOURCE_URLS:
        if mime.hasFormat(name):
            raw = bytes(mime.data(name).data())[:_LONGEST_ADDRESS]
            text = raw.decode("utf-16-le" if b"\0" in raw else "utf-8", "replace")
            return text.strip("\0 \r\n")
    return ""


def _promise_in(mime: QMimeData) -> Promise | None:
    formats = " ".join(mime.formats()).lower()
    for mark, source in _PROMISES.items():
        if mark in formats:
            return Promise(source)
    return Promise("") if mime.hasImage() else None
