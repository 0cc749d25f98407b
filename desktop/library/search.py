"""What is looked for among the clips: words, choices and an order, answered from indices."""

from __future__ import annotations

import enum
import json
from array import array
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop.library import search_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    Clause = tuple[str, tuple[object, ...]]


class Order(enum.Enum):
    """How what is found is sorted; among equals the newest comes first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LONGEST = "longest"
    LARGEST = "largest"
    """By the pixels of a frame."""


_ORDERS = {
    Order.NEWEST: "created_at DESC, number DESC",
    Order.OLDEST: "created_at, number",
    Order.LONGEST: "duration_s DESC, created_at DESC, number DESC",
    Order.LARGEST: "width * height DESC, created_at DESC, number DESC",
}


@dataclass(frozen=True)
class Search:
    """Everything that a clip must be to be found; None and "" ask for nothing.

    `words` are found anywhere in prompt, title, notes and the start frame's name, also inside
    longer words. `since` and `until` are aware; `seconds` is the clip's length, rounded.
    Rejected clips are found only by `is_rejected`. `collection` is one's number, `chain` the
    id of a clip: found are all it comes from and all that goes on from it.
    """

    words: str = ""
    since: datetime | None = None
    until: datetime | None = None
    size: tuple[int, int] | None = None
    seconds: int | None = None
    has_audio: bool | None = None
    is_public: bool | None = None
    account: str | None = None
    is_favourite: bool = False
    is_rejected: bool = False
    collection: int | None = None
    chain: str | None = None
    order: Order = Order.NEWEST

    @property
    def is_everything(self) -> bool:
        """Whether every clip that was not rejected is found."""
        return self == Search(order=self.order)


def numbers(connection: sqlite3.Connection, search: Search, limit: int | None = None) -> array[int]:
    """The row numbers of the clips that are found, in order; with `limit` the first of them."""
    clauses = list(_clauses(search, is_short=limit is not None))
    query = _FOUND.format(
        clauses=" AND ".join(clause for clause, _values in clauses), order=_ORDERS[search.order]
    )
    values = [value for _clause, values in clauses for value in values]
    [text] = connection.execute(query, [*values, -1 if limit is None else limit]).fetchone()
    return array("q", json.loads(text))


# one row of all numbers: a hundred thousand rows would take twice the time
_FOUND = """
SELECT json_group_array(number) FROM (
    SELECT number FROM clips WHERE {clauses} ORDER BY {order} LIMIT ?)"""


def records(connection: sqlite3.Connection, wanted: Iterable[int]) -> dict[int, str]:
    """The records of these clips by number; what was removed meanwhile is missing."""
    asked = json.dumps(list(wanted))
    query = "SELECT number, record FROM clips WHERE number IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(f"{query} AND removed_at IS NULL", (asked,)))


def sizes(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """The sizes there are, in pixels, those with most clips first."""
    query = (
        "SELECT width, height FROM clips WHERE removed_at IS NULL AND width > 0"
        " GROUP BY width, height ORDER BY COUNT(*) DESC, width * height DESC"
    )
    return [(int(width), int(height)) for width, height in connection.execute(query)]


def _clauses(search: Search, *, is_short: bool) -> Iterator[Clause]:
    yield "removed_at IS NULL AND is_rejected = ?", (int(search.is_rejected),)
    moments = (("created_at >= ?", search.since), ("created_at < ?", search.until))
    yield from ((clause, (sortable(moment),)) for clause, moment in moments if moment is not None)
    wanted = (
        ("width = ?", None if search.size is None else search.size[0]),
        ("height = ?", None if search.size is None else search.size[1]),
        ("ROUND(duration_s) = ?", search.seconds),
        ("has_audio = ?", search.has_audio),
        ("is_public = ?", search.is_public),
        ("account = ?", search.account),
        ("is_favourite = ?", search.is_favourite or None),
        ("number IN (SELECT clip FROM collected WHERE collection = ?)", search.collection),
        (f"id IN ({_CHAIN})", search.chain),
    )
    yield from ((clause, (value,)) for clause, value in wanted if value is not None)
    yield from _words(search_text.words_in(search.words), is_short=is_short)


_CHAIN = """
WITH RECURSIVE
    up(id) AS (
        VALUES(?)
        UNION SELECT clips.parent FROM clips JOIN up ON clips.id = up.id
            WHERE clips.parent IS NOT NULL),
    family(id) AS (
        SELECT id FROM up
        UNION SELECT clips.id FROM clips JOIN family ON clips.parent = family.id)
SELECT id FROM family"""


def _words(words: tuple[str, ...], *, is_short: bool) -> Iterator[Clause]:
    """Words of the index are looked up; the others are looked for in each clip's text.

    Clip by clip where a few are enough: then those of the first page are found at once.
    """
    expression, rest = search_text.match_expression(words), search_text.short_words(words)
    inside = " AND ".join("instr(words, ?)" for _word in rest) or "TRUE"
    if expression:
        yield _MATCHING.format(inside=inside), (expression, *rest)
    elif rest and is_short:
        yield _HOLDING.format(inside=inside), rest
    elif rest:
        yield _AMONG_HOLDING.format(inside=inside), rest


_MATCHING = "number IN (SELECT rowid FROM clip_words WHERE clip_words MATCH ? AND {inside})"
_HOLDING = "(SELECT {inside} FROM clip_words WHERE rowid = number)"
_AMONG_HOLDING = "number IN (SELECT rowid FROM clip_words WHERE {inside})"


def sortable(moment: datetime) -> str:
    """A moment as text that sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
