"""What the sheet says of many clips."""

import pytest

from desktop.core.catalogue import Dimensions, default_model
from desktop.core.errors import InvalidRequest, UnreadableText
from desktop.jobs.batch.listing import Listing
from desktop.ui.batch import wording

WIDE = Dimensions(1280, 720)


def test_the_total_is_rounded_once():
    assert wording.total_words(default_model(), [(WIDE, 6)] * 50) == (
        "about $71.76, an estimate of 2026-08-01"
    )


@pytest.mark.parametrize(
    ("span_s", "words"),
    [
        (None, ""),
        ((20, 50), "about 1 min"),
        ((83, 146), "about 1 to 3 min"),
        ((1380, 2460), "about 23 to 41 min"),
        ((3000, 5400), "about 0.8 to 1.5 h"),
        ((7200, 7210), "about 2.0 h"),
    ],
)
def test_times(span_s, words):
    assert wording.time_words(span_s) == words


@pytest.mark.parametrize(
    ("listing", "bad", "words"),
    [
        (Listing(), 0, ""),
        (Listing(), 2, "2 rows cannot be sent"),
        (Listing(passed_over=1), 1, "1 row cannot be sent · 1 other file was passed over"),
        (Listing(left_out=1), 0, "1 picture beyond the limit of 200 was left out"),
        (Listing(unused=("a", "{n}")), 0, "columns not used: a, {n}"),
    ],
)
def test_what_is_not_among_them(listing, bad, words):
    assert wording.aside_words(listing, bad) == words


def test_reasons_are_short():
    sizes = InvalidRequest(field="size", value="big", allowed=["1280x720", "auto"])
    assert wording.problem_words(sizes, 7) == (
        "Line 7: The size big is not one of the model's. It takes: 1280x720, auto."
    )
    assert wording.problem_words(UnreadableText(name="a.txt", detail="encoding"), None) == (
        "a.txt is not written in UTF-8. Save it as UTF-8 text."
    )
