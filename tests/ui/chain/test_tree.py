"""Chains laid out: rows for branches, columns for what goes on, and the ways through them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.core.origin import Origin
from desktop.ui.chain.tree import ChainTree


@pytest.fixture
def tree_of(make_clip):
    """A tree of clips, told as "id<parent", oldest first."""

    def made(words):
        clips = []
        for age, word in enumerate(words.split()):
            clip_id, _, parent = word.partition("<")
            origin = Origin(parent, 1.0) if parent else None
            whole = make_clip(id=clip_id, origin=origin)
            moment = whole.created_at + timedelta(minutes=age)
            clips.append(make_clip(id=clip_id, origin=origin, created_at=moment))
        return ChainTree(reversed(clips))

    return made


def places(tree):
    return {node.clip.id: (node.column, node.row) for node in tree.nodes}


def path(tree, clip_id):
    return "".join(tree.nodes[n].clip.id for n in tree.path_through(tree.number_of(clip_id)))


def test_what_goes_on_stands_to_the_right_and_other_branches_below(tree_of):
    tree = tree_of("a b<a c<b d<a e<d f<b")
    assert places(tree) == {
        "a": (0, 0), "b": (1, 0), "c": (2, 0), "f": (2, 1), "d": (1, 2), "e": (2, 2),
    }  # fmt: skip
    assert (tree.columns, tree.rows) == (3, 3)


def test_a_path_goes_through_a_clip_and_on_with_the_newest(tree_of):
    tree = tree_of("a b<a c<b d<a e<d f<b")
    assert path(tree, "a") == "ade"
    assert path(tree, "b") == "abf"
    assert path(tree, "c") == "abc"


def test_the_keys_go_along_the_branches(tree_of):
    tree = tree_of("a b<a c<b d<a")
    number = tree.number_of
    assert tree.neighbour(number("b"), -1, 0) == number("a")
    assert tree.neighbour(number("a"), -1, 0) == number("a")
    assert tree.neighbour(number("a"), 1, 0) == number("b")
    assert tree.neighbour(number("c"), 1, 0) == number("c")
    assert tree.neighbour(number("c"), 0, 1) == number("d")
    assert tree.neighbour(number("d"), 0, -1) == number("b")
    assert tree.neighbour(number("d"), 0, 1) == number("d")


def test_clips_whose_beginning_is_gone_begin_rows_of_their_own(tree_of):
    assert places(tree_of("b<gone c<b d<gone")) == {"b": (0, 0), "c": (1, 0), "d": (0, 1)}


def test_what_goes_on_from_itself_and_long_chains_have_an_end(tree_of):
    assert places(tree_of("a<a b<a")) == {"a": (0, 0), "b": (1, 0)}
    long = tree_of("0 " + " ".join(f"{n}<{n - 1}" for n in range(1, 1500)))
    assert (long.columns, long.rows) == (1500, 1)
    assert ChainTree([]).nodes == []


def test_a_ring_begins_somewhere(tree_of):
    """No app makes one; a file written by hand may say so."""
    assert places(tree_of("a b<c c<b")) == {"a": (0, 0), "b": (0, 1), "c": (1, 1)}


def test_what_stands_in_some_columns_and_rows_is_found_without_looking_at_all(tree_of):
    tree = tree_of("a " + " ".join(f"n{n}<{'a' if n < 4 else f'n{n // 3}'}" for n in range(1, 40)))
    for columns in (range(1), range(1, 3), range(2, 9)):
        for rows in (range(1), range(2, 6), range(5, 99)):
            expected = {
                number
                for number, node in enumerate(tree.nodes)
                if node.column in columns and node.row in rows
            }
            assert set(tree.in_places(columns, rows)) == expected
