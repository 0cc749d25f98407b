"""The first picture of a piece of HTML, as browsers put it on a drag or the clipboard."""

from __future__ import annotations

import re
from urllib.parse import urljoin

HEAD_BYTES = 64 * 1024
"""As much of it as is read while it hovers."""

_MOST_TAGS = 50
_MARK_WITHIN_BYTES = 4 * 1024 * 1024
_MARKS = (b"<img", b"<IMG", "<img".encode("utf-16-le"))
_ATTRIBUTE = re.compile(
    r"""\s*/?\s*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?"""
)
_START = re.compile(r"<img(?=[\s/])", re.IGNORECASE)
_BASE = re.compile(r"<base(?=[\s/])", re.IGNORECASE)
_WANTED = ("https:", "http:", "data:image/")


def first_image(text: str, base: str = "") -> str | None:
    """The address of the first `<img>` that has one: https, http or `data:image/…`.

    A relative address counts only where a base is known: by `<base href>`, or `base` itself.
    Reads each tag once, so that hostile HTML costs no more time than it has characters.
    """
    found_base = _BASE.search(text)
    if found_base is not None:
        base = _attributes(text, found_base.end()).get("href", "") or base
    for count, tag in enumerate(_START.finditer(text)):
        if count == _MOST_TAGS:
            break
        source = _attributes(text, tag.end()).get("src", "").strip()
        found = _absolute(source, base)
        if found is not None:
            return found
    return None


def text_of(content: bytes) -> str:
    """HTML as it lies on a drag, as text: UTF-8, or UTF-16 with or without its mark."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return content.decode("utf-16-le" if b"\0" in content[:64] else "utf-8", "replace")


def first_in_head(content: bytes, base: str = "") -> str | None:
    """`first_image` of the first `HEAD_BYTES`; a long `data:` address is cut there."""
    text = text_of(content[:HEAD_BYTES])
    if len(content) > HEAD_BYTES:
        text += "\"'>"  # ends whatever attribute was cut
    return first_image(text, base)


def may_hold_image(content: bytes) -> bool:
    """Whether it is worth being searched, told quickly; of very much, it is assumed."""
    if len(content) <= HEAD_BYTES:
        return "<img" in text_of(content).lower()
    return len(content) > _MARK_WITHIN_BYTES or any(mark in content for mark in _MARKS)


def _absolute(source: str, base: str) -> str | None:
    if source.startswith("//"):
        source = f"https:{source}"
    if source and base and not re.match(r"[a-z][a-z0-9+.-]*:", source[:32], re.IGNORECASE):
        try:
            source = urljoin(base, source)
        except ValueError:
            return None
    return source if source[:16].lower().startswith(_WANTED) else None


def _attributes(text: str, start: int) -> dict[str, str]:
    """The attributes of the tag whose name ends at `start`, names in small letters."""
    import html  # its table of entities: for those who drag from a browser

    found: dict[str, str] = {}
    for _ in range(_MOST_TAGS):
        match = _ATTRIBUTE.match(text, start)
        if match is None:
            break
        name, *values = match.groups()
        value = next((value for value in values if value is not None), "")
        found.setdefault(name.lower(), html.unescape(value))
        start = match.end()
    return found
