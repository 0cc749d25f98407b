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
_PATTERNS = (
    re.compile(r"(?i)(bearer\s+)[^\s\"',;]+"),
    re.compile(
        r"(?i)(authorization['\"]?\s*[:=]\s*['\"]?(?:(?:basic|token)\s+)?)(?!bearer)[^\s\"',;]+"
    ),
    # a signed address keeps its path and loses its query
    re.compile(r"(?i)(https?://[^\s\"'<>?]+\?)[^\s\"'<>]+"),
    re.compile(
        r"(?i)((?:x-amz-(?:signature|credential|security-token)|policy)['\"]?\s*[:=]\s*['\"]?)[^\s\"',;&]+"
    ),
)


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


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback included, then redacts the whole."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def start(folder: Path, *, level: int = logging.INFO) -> None:
    """Write the log to `folder`; where that is impossible, to standard error. Rotates at 1 MB."""
    root = logging.getLogger()
    root.setLevel(level)
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / FILE_NAME, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(_FORMAT))
    root.addHandler(handler)
    for chatty in ("httpx", "httpcore", "qasync", "PIL", "libav", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
