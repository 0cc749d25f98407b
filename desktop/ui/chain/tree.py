"""Where the clips of a chain stand: what goes on stands to the right, other branches below."""

from __future__ import annotations

import bisect
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.clips import Clip


@dataclass(frozen=True)
class Node:
    """A clip, its place in columns and rows, and the clip it goes on from, if that is here."""

    clip: Clip
    column: int
    row: int
    parent: int | None


class ChainTree:
    """The clips of one chain as `nodes`, parents before what goes on from them.

    The oldest child stands in its parent's row, each other one in a row of its own.
    """

    def __init__(self, clips: Iterable[Clip]) -> None:
        by_age = sorted(clips, key=lambda clip: (clip.created_at, clip.id))
        known = {clip.id for clip in by_age}
        self.nodes: list[Node] = []
        self.rows = 0
        self._children: dict[int, list[int]] = defaultdict(list)
        self._by_column: dict[int, list[int]] = defaultdict(list)
        waiting: dict[str | None, list[Clip]] = defaultdict(list)
        for clip in by_age:
            parent = None if clip.origin is None else clip.origin.clip_id
            waiting[parent if parent in known and parent != clip.id else None].append(clip)
        self._lay_out(waiting)

    def _lay_out(self, waiting: dict[str | None, list[Clip]]) -> None:
        """Without recursion: a chain may be longer than Python's stack is high."""
        todo: list[tuple[Clip, int | None]] = []
        todo += [(clip, None) for clip in reversed(waiting.pop(None, []))]
        while todo or waiting:
            if not todo:  # what goes on from itself in a ring: no app makes one, a file may say so
                todo.append((waiting.pop(next(iter(waiting)))[0], None))
            clip, parent = todo.pop()
            number, column, row = len(self.nodes), 0, self.rows
            if parent is not None:
                above = self.nodes[parent]
                column = above.column + 1
                row = self.rows if self._children[parent] else above.row
                self._children[parent].append(number)
            self.rows = max(self.rows, row + 1)
            self.nodes.append(Node(clip, column, row, parent))
            self._by_column[column].append(number)
            todo += [(child, number) for child in reversed(waiting.pop(clip.id, []))]

    @property
    def columns(self) -> int:
        return len(self._by_column)

    def in_places(self, columns: range, rows: range) -> list[int]:
        """The nodes that stand in these columns and rows: a column's lie in the order of rows."""
        found = []
        for column in columns:
            there = self._by_column.get(column, [])
            first = bisect.bisect_left(there, rows.start, key=lambda n: self.nodes[n].row)
            for number in there[first:]:
                if self.nodes[number].row >= rows.stop:
                    break
                found.append(number)
        return found

    def number_of(self, clip_id: str) -> int | None:
        """Where a clip stands in `nodes`."""
        found = (n for n, node in enumerate(self.nodes) if node.clip.id == clip_id)
        return next(found, None)

    def children(self, number: int) -> list[int]:
        """What goes on from this one, oldest first."""
        return self._children.get(number, [])

    def path_through(self, number: int) -> list[int]:
        """From the first clip to this one, and on with what went on from it last."""
        path, up = [number], self.nodes[number].parent
        while up is not None:
            path.insert(0, up)
            up = self.nodes[up].parent
        while self.children(path[-1]):
            path.append(self.children(path[-1])[-1])
        return path

    def neighbour(self, number: int, columns: int, rows: int) -> int:
        """The node beside this one: what it comes from, what goes on, the nearest in a row."""
        node = self.nodes[number]
        if columns < 0:
            return number if node.parent is None else node.parent
        if columns > 0:
            return next(iter(self.children(number)), number)
        there = [n for n, other in enumerate(self.nodes) if other.row == node.row + rows]
        return min(there, key=lambda n: abs(self.nodes[n].column - node.column), default=number)
