"""A look at a film: the beginnings of its frames, its sound, and nothing of what is none."""

from __future__ import annotations

import pytest

from desktop.media import film_look
from desktop.media.film_look import FilmLook, look
from tests.media.counted import counted_film
from tests.media.making import film


def test_the_frames_begin_when_they_do_and_the_sound_is_measured(tmp_path):
    uneven = counted_film(tmp_path / "a.mp4", [200, 240, 320, 330])
    assert look(uneven).frames_ms == pytest.approx((0, 40, 120, 130))
    assert look(uneven).sound is None
    sounding = film(tmp_path / "b.mp4", sound=True)
    assert look(sounding).sound is not None


def test_a_long_film_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(film_look, "LONGEST_S", 0.1)
    assert look(counted_film(tmp_path / "a.mp4", [0, 40, 320, 330])) == FilmLook()


@pytest.mark.parametrize("content", [b"", b"no film at all" * 99])
def test_of_what_is_no_film_nothing_is_seen(tmp_path, content):
    (tmp_path / "a.mp4").write_bytes(content)
    assert look(tmp_path / "a.mp4") == look(tmp_path / "gone.mp4") == FilmLook()
