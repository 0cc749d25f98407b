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
    Order.NEWEST: "created_at DESC",
    Order.OLDEST: "created_at",
    Order.LONGEST: "duration_s DESC, created_at DESC",
    Order.LARGEST: "width * height DESC, created_at DESC",
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
    words = search_text.words_in(search.words)
    if words and limit is not None:  # common words are found among a few clips already
        query = _AMONG_FIRST.format(inside=_inside(words), clauses="{clauses}", order="{order}")
        first = _look(connection, search, query, search_text.patterns(words), limit)
        if len(first) == limit:
            return first
    expression, rest = search_text.match_expression(words), search_text.short_words(words)
    among = [_MATCHING] if expression else []
    if rest:
        among.append((_ALSO_HOLDING if expression else _HOLDING).format(inside=_inside(rest)))
    query = _FOUND.format(among=" ".join(among), clauses="{clauses}", order="{order}")
    sought = (*((expression,) if expression else ()), *search_text.patterns(rest))
    return _look(connection, search, query, sought, -1 if limit is None else limit)


def _look(
    connection: sqlite3.Connection,
    search: Search,
    query: str,
    words: tuple[object, ...],
    limit: int,
) -> array[int]:
    clauses = list(_clauses(search))
    values = [value for _clause, values in clauses for value in values]
    asked = query.format(
        clauses=" AND ".join(clause for clause, _values in clauses), order=_ORDERS[search.order]
    )
    [text] = connection.execute(asked, [*values, *words, limit]).fetchone()
    return array("q", json.loads(text))


# one row of all numbers: a hundred thousand rows would take twice the time
_FOUND = """
SELECT json_group_array(number) FROM (
    SELECT number FROM clips WHERE {clauses} {among} ORDER BY {order} LIMIT ?)"""
_AMONG_FIRST = """
SELECT json_group_array(number) FROM (
    SELECT number FROM (SELECT number FROM clips WHERE {clauses} ORDER BY {order} LIMIT 3000)
    WHERE (SELECT {inside} FROM clip_words_content WHERE id = number) LIMIT ?)"""
_MATCHING = "AND number IN (SELECT rowid FROM clip_words WHERE clip_words MATCH ?)"
# the index's own table of texts is read a third as long as through the index
_HOLDING = "AND number IN (SELECT id FROM clip_words_content WHERE {inside})"
_ALSO_HOLDING = "AND (SELECT {inside} FROM clip_words_content WHERE id = number)"


def records(connection: sqlite3.Connection, wanted: Iterable[int]) -> dict[int, str]:
    """The records of these clips by number; what was removed meanwhile is missing."""
    asked = json.dumps(list(wanted))
    query = "SELECT number, record FROM clips WHERE number IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(f"{query} AND removed_at IS NULL", (asked,)))


def path_to(connection: sqlite3.Connection, clip_id: str) -> list[str]:
    """The records of all that a clip goes on from, the first one first, and its own."""
    found = connection.execute(_PATH, (clip_id, _LONGEST_PATH))
    return list(dict.fromkeys(record for (record,) in found))  # a path that goes round has an end


def family(connection: sqlite3.Connection, clip_id: str) -> list[str]:
    """The records of all that a clip goes on from, and of all that goes on from those."""
    query = _FAMILY.format(chain=_CHAIN)
    return [record for (record,) in connection.execute(query, (clip_id, _LONGEST_PATH))]


_FAMILY = """
SELECT record FROM clips WHERE id IN ({chain}) AND removed_at IS NULL ORDER BY created_at LIMIT ?"""
_LONGEST_PATH = 500
_PATH = """
WITH RECURSIVE up(id, parent, record, step) AS (
    SELECT id, parent, record, 0 FROM clips WHERE id = ? AND removed_at IS NULL
    UNION ALL
    SELECT clips.id, clips.parent, clips.record, step + 1 FROM clips JOIN up ON clips.id = up.parent
        WHERE clips.removed_at IS NULL AND step < ?)
SELECT record FROM up ORDER BY step DESC"""


def sizes(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """The sizes there are, in pixels, those with most clips first."""
    query = (
        "SELECT width, height FROM clips WHERE removed_at IS NULL AND width > 0"
        " GROUP BY width, height ORDER BY COUNT(*) DESC, width * height DESC"
    )
    return [(int(width), int(height)) for width, height in connection.execute(query)]


def _clauses(search: Search) -> Iterator[Clause]:
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


def _inside(words: tuple[str, ...]) -> str:
    return " AND ".join("c0 GLOB ?" for _word in words)


def sortable(moment: datetime) -> str:
    """A moment as text that sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
