"""CardFaces: a card is laid out once for as long as it looks the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QPixmap

from desktop.jobs.job import JobState
from desktop.ui.models.entry import ShelfEntry
from desktop.ui.shelf.card_face import CAPACITY, CardFaces, Look
from desktop.ui.shelf.card_layout import card_layout
from desktop.ui.shelf.card_state import CardState
from tests.ui.stage.films import job


@pytest.fixture
def layout(qapp):
    return card_layout(146, qapp.font())


def look(words="Generating 0:41", **values):
    entry = ShelfEntry.of_job(job(state=JobState.GENERATING))
    made = Look(
        title="She blinks",
        meta="1280 × 720 · 6 s",
        state=CardState.of(entry, words, has_undo=False),
        is_favourite=False,
        is_missing=False,
        is_selected=False,
        is_hovered=False,
        has_keyboard=False,
    )
    return replace(made, **values)


def test_the_same_look_is_painted_once(layout):
    faces = CardFaces()
    first = faces.get(look(), layout, None, 1.0)
    assert faces.get(look(), layout, None, 1.0) is first
    assert first.pixmap.size() == layout.size
    assert layout.spinner_column.contains(first.spinner)


@pytest.mark.parametrize(
    "change",
    [
        {"words": "Generating 0:42"},
        {"title": "He blinks"},
        {"meta": "Auto · 6 s"},
        {"is_selected": True},
        {"is_hovered": True},
        {"state": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_shows_makes_another_face(layout, change):
    faces = CardFaces()
    first, other = (faces.get(one, layout, None, 1.0) for one in (look(), look(**change)))
    assert other is not first
    assert other.pixmap.toImage() != first.pixmap.toImage()


def test_a_picture_that_arrives_is_shown(layout):
    faces, picture = CardFaces(), QPixmap(64, 36)
    picture.fill("red")
    without = faces.get(look(state=None), layout, None, 1.0)
    shown = faces.get(look(state=None), layout, picture, 1.0)
    assert shown.pixmap.toImage().pixelColor(layout.picture.center()).name() == "#ff0000"
    assert shown is not without


def test_a_sharper_screen_gets_a_sharper_face(layout):
    face = CardFaces().get(look(), layout, None, 2.0)
    assert face.pixmap.size() == layout.size * 2


def test_few_are_kept(layout):
    faces = CardFaces()
    first = faces.get(look("0"), layout, None, 1.0)
    for number in range(CAPACITY):
        faces.get(look(str(number + 1)), layout, None, 1.0)
    assert faces.get(look("0"), layout, None, 1.0) is not first
