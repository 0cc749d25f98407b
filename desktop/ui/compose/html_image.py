"""The first picture of a piece of HTML, as browsers put it on a drag or the clipboard."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

_MOST_TAGS = 50
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
