"""A reply of the API as plain values: nothing above it knows the HTTP library."""

from __future__ import annotations

import datetime
import email.utils
import json
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from desktop.core.log import redact

if TYPE_CHECKING:
    from desktop.core.errors import Facts

RAW_CHARS = 500
_LONGEST_S = 86_400.0
_LOOKED_AT_CHARS = 20_000  # redacting a whole 4 MB page would be felt
NO_JSON: Final = object()
"""What `Reply.parse` gives for a body that is not JSON."""


@dataclass(frozen=True)
class Reply:
    """One answer, read whole. `text` is the body as received: may be HTML, XML or empty."""

    status: int
    host: str
    text: str
    request_id: str | None = None
    retry_after_s: float | None = None
    is_cut: bool = False

    @property
    def is_success(self) -> bool:
        return self.status // 100 == 2  # noqa: PLR2004 - the class of success

    @property
    def is_redirect(self) -> bool:
        return self.status // 100 == 3  # noqa: PLR2004 - the class of redirects

    def parse(self) -> object:
        """The body as JSON, fractions as Decimal; None for an empty one, else NO_JSON."""
        if self.is_cut:
            return NO_JSON
        if not self.text.strip():
            return None
        try:
            return json.loads(self.text, parse_float=Decimal, parse_constant=lambda _: None)
        except (ValueError, ArithmeticError, RecursionError):  # 1e(20 digits) is no Decimal
            return NO_JSON

    def facts(self, **more: Any) -> Facts:
        """What a problem says about this reply: host, status, request_id and the raw text."""
        return {
            "host": self.host,
            "status": self.status,
            "request_id": self.request_id,
            "raw": shortened(self.text) or None,
            **more,
        }


def shortened(text: str, limit: int = RAW_CHARS) -> str:
    """`text` without secrets, then cut: the other way round half a key could stay in it."""
    return printable(" ".join(redact(text[:_LOOKED_AT_CHARS]).split()), limit)


def printable(text: str, limit: int) -> str:
    """`text` as it may stand in a log line, a window and a journal: cut, no control characters.

    Half characters (lone surrogates) and marks that turn the direction of writing go as well.
    """
    clean = "".join(char if char.isprintable() else "�" for char in text[: limit + 1])
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"


def retry_after_s(value: str | None, now: datetime.datetime) -> float | None:
    """Read a Retry-After header, seconds or an HTTP date, as seconds from `now`; a day at most."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = email.utils.parsedate_to_datetime(value)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=datetime.UTC)
            seconds = (moment - now).total_seconds()
        except (ValueError, ArithmeticError):
            return None
    return min(max(0.0, seconds), _LONGEST_S) if math.isfinite(seconds) else None
