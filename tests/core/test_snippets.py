"""Snippets: well-formed data, and a phrase that fits wherever the caret stands."""

import pytest

from desktop.core import snippets


def test_every_phrase_is_fit_to_be_inserted():
    groups = snippets.groups()
    assert any(group.needs_sound for group in groups)
    assert sum(not group.needs_sound for group in groups) >= 3
    texts = [snippet.text for group in groups for snippet in group.snippets]
    labels = [snippet.label for group in groups for snippet in group.snippets]
    assert len(set(texts)) == len(texts)
    assert len(set(labels)) == len(labels)
    for text in texts:
        assert text == text.strip()
        assert text[0].islower()
        assert not text.endswith(".")
        assert not set("{|}") & set(text)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", "Slow pan"),
        ("A dog runs", "", "A dog runs, slow pan"),
        ("A dog runs,", "", "A dog runs, slow pan"),
        ("A dog runs.", "", "A dog runs. Slow pan"),
        ("A dog runs.\n", "", "A dog runs.\nSlow pan"),
        ("A dog", " runs", "A dog, slow pan, runs"),
        ("A dog", ", which runs", "A dog, slow pan, which runs"),
        ("A dog runs", ".", "A dog runs, slow pan."),
        ("", "A dog runs", "Slow pan. A dog runs"),
        ("", "a dog runs", "Slow pan, a dog runs"),
        ("A dog.", " It runs", "A dog. Slow pan. It runs"),
        ("A dog {", "|still}", "A dog {slow pan|still}"),
        ("A dog {still|", "}", "A dog {still|slow pan}"),
        ("日本", "", "日本, slow pan"),
    ],
)
def test_a_phrase_fits_between_its_neighbours(before, after, expected):
    assert before + snippets.fitted(before, "slow pan", after) + after == expected
