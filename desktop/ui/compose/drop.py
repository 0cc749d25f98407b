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

from desktop.ui.compose.html_image import (
    HEAD_BYTES,
    first_image,
    first_in_head,
    may_hold_image,
    text_of,
)
from desktop.ui.compose.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

__all__ = ["Bitmap", "Dropped", "Files", "Promise", "Verdict", "WebAddress", "accepts", "peek"]

MOST_HTML_BYTES = 32 * 1024 * 1024
_LONGEST_ADDRESS = 8192
_TEXT_HEAD = 64
_ENCODED = ("image/png", "image/jpeg", "image/webp", "image/tiff", "image/bmp")
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
    """A picture that is no file: the bytes of one, which a thread decodes, or its pixels."""

    content: bytes | QImage


@dataclass(frozen=True)
class WebAddress:
    """A picture's https, http or data address; `html` in its stead still has to be searched.

    That is done by `address_in`, in a thread: it may hold megabytes.
    """

    address: str = ""
    html: bytes = b""
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
    bitmap = _bitmap_in(mime)
    if bitmap is not None:
        return bitmap
    address = _address_in_list(mime)
    content = _content(mime, "text/html")[:MOST_HTML_BYTES]
    if may_hold_image(content):
        return WebAddress(html=content, base=_source(mime), otherwise=address)
    if address:
        return WebAddress(address=address)
    return _promise_in(mime)


def address_in(found: WebAddress) -> str:
    """The picture's address, "" for none. It may take a while: call it in a thread."""
    if found.address:
        return found.address
    return first_image(text_of(found.html), found.base) or found.otherwise


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
    content = _content(mime, "text/html")
    found = first_in_head(content, _source(mime))
    if found is None and len(content) > HEAD_BYTES and may_hold_image(content):
        return Verdict.WELCOME  # where it is from is found out when it is dropped
    address = found or address
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


def _bitmap_in(mime: QMimeData) -> Bitmap | None:
    """Its bytes where they come as such: Qt would decode them here, on the GUI thread."""
    if not mime.hasImage():
        return None
    for name in _ENCODED:
        content = _content(mime, name)
        if content:
            return Bitmap(content)
    image = mime.imageData()
    if isinstance(image, QPixmap):
        image = image.toImage()
    return Bitmap(image) if isinstance(image, QImage) and not image.isNull() else None


def _content(mime: QMimeData, name: str) -> bytes:
    """The bytes of one format; none where it is missing."""
    return bytes(mime.data(name).data()) if mime.hasFormat(name) else b""


def _text_starts_with(mime: QMimeData, start: bytes) -> bool:
    """Whether its plain text does, in small letters: the text itself may be megabytes."""
    head = mime.data("text/plain").left(_TEXT_HEAD).data() if mime.hasFormat("text/plain") else b""
    return bytes(head).lstrip().lower().startswith(start)


def _address_in_list(mime: QMimeData) -> str:
    """The first address on the web: of a list of them, or alone in a plain text."""
    for url in mime.urls() if mime.hasUrls() else []:
        if url.scheme().lower() in {"https", "http"} and url.host():
            return str(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        if url.scheme().lower() == "data":
            return str(url.toString())
    is_data, is_web = (_text_starts_with(mime, start) for start in (b"data:image/", b"http"))
    text = mime.text().strip() if is_data or is_web else ""
    if is_data and "," in text[:256]:
        return text
    line = text.splitlines()[0].strip() if text and len(text) <= _LONGEST_ADDRESS else ""
    is_address = re.match(r"https?://[^\s/]+", line, re.IGNORECASE) and " " not in line
    # a text that merely begins with an address is a text
    return line if is_address and line == text else ""


def _copied_files(mime: QMimeData) -> list[QUrl]:
    """Files as GNOME's and MATE's file managers copy them: a verb, then an address a line."""
    for name in _COPIED_FILES:
        if mime.hasFormat(name):
            lines = _content(mime, name).decode("utf-8", "replace").splitlines()
            return [url for url in map(QUrl, lines[1:]) if url.isLocalFile()]
    if _text_starts_with(mime, b"x-special/nautilus-clipboard"):  # Nautilus 3.30 and later
        lines = mime.text().splitlines()
        return [url for url in map(QUrl, lines[2:]) if url.isLocalFile()]
    return []


def _source(mime: QMimeData) -> str:
    """The page it comes from, where the browser says so."""
    for name in _SOURCE_URLS:
        if mime.hasFormat(name):
            raw = _content(mime, name)[:_LONGEST_ADDRESS]
            text = raw.decode("utf-16-le" if b"\0" in raw else "utf-8", "replace")
            return text.strip("\0 \r\n")
    return ""


def _promise_in(mime: QMimeData) -> Promise | None:
    formats = " ".join(mime.formats()).lower()
    for mark, source in _PROMISES.items():
        if mark in formats:
            return Promise(source)
    return Promise("") if mime.hasImage() else None
