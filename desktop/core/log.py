"""The log: a rotating file in which no key and no signed address is ever written."""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "startframe.log"
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_MARK = "[redacted]"
_SHORTEST_SECRET = 8  # anything shorter would blot out ordinary words

_secrets: set[str] = set()
_VALUE = r"[^\s\"'\\,;&<>)\]}]*"
_QUOTES = r"(?:[\s\"'\\)]|b(?=['\"]))*"
_PATTERNS = (
    re.compile(r"(?i)(bearer(?:\s|%20|\+)+)[^\s\"',;]+"),
    re.compile(
        r"(?i)(authorization['\"]?\s*[:=]\s*['\"]?(?:(?:basic|token)\s+)?)(?!bearer)[^\s\"',;]+"
    ),
    # a signed address keeps its path and loses its query
    re.compile(r"(?i)(https?:(?:\\?/){2}[^\s\"'<>?]+\?)[^\s\"'<>]+"),
    re.compile(
        r"(?i)((?<![a-z])(?:policy|signature|key-pair-id)['\"]?\s*[:=]\s*['\"]?)[^\s\"',;&]+"
    ),
    # of what signs, the name goes too: as a field, a header, a tag or a pair, quoted or not
    re.compile(rf"(?i)()x-amz-[a-z0-9-]+(?:{_QUOTES}(?:[:=,>]|%3d){_QUOTES}{_VALUE})?"),
)
_MAX_BYTES, _OLDER_FILES = 1_000_000, 3
_RECORD_CHARS = 20_000
_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_CONTROLS_IN_LINES = re.compile(_CONTROLS.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))
_CONTINUED = "  | "
"""Begins each line of a record but its first: nothing in a text can pass for a record."""


def redact_always(secret: str) -> None:
    """From now on this text is written as [redacted]; short texts are ignored."""
    if len(secret) >= _SHORTEST_SECRET:
        _secrets.add(secret)


def redact(text: str) -> str:
    """`text` without keys, bearer tokens and signatures."""
    for secret in sorted(_secrets, key=len, reverse=True):  # one may be the beginning of another
        text = text.replace(secret, _MARK)
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\1{_MARK}", text)
    return text


def printable(text: str) -> str:
    """`text` on one line: what would break it, move the cursor or turn the writing is escaped."""
    return _CONTROLS.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")


def _cut(text: str) -> str:
    more = len(text) - _RECORD_CHARS
    return text if more <= 0 else f"{text[:_RECORD_CHARS]}… ({more} characters more)"


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback included, redacts the whole, and escapes what others wrote."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        return printable(redact(super().formatMessage(record)))

    def format(self, record: logging.LogRecord) -> str:
        first, _, rest = _cut(redact(super().format(record))).partition("\n")
        lines = _CONTROLS_IN_LINES.sub(_escaped, rest).split("\n") if rest else []
        return "\n".join([first, *(_CONTINUED + line for line in lines)])


class LogFile(logging.handlers.RotatingFileHandler):
    """A file that begins anew at 1 MB, with three older ones beside it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=_MAX_BYTES, backupCount=_OLDER_FILES, encoding="utf-8", delay=True
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """A disk that refuses a line: the usual report of it would not be redacted."""


def start(folder: Path, *, level: int = logging.INFO) -> None:
    """Write the log to `folder`; where that is impossible, to standard error."""
    root = logging.getLogger()
    root.setLevel(level)
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = LogFile(folder / FILE_NAME)
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(_FORMAT))
    root.addHandler(handler)
    for chatty in ("httpx", "httpcore", "qasync", "PIL", "libav", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
