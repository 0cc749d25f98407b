"""Films joined: frames counted, sound as long, packets equal where they match, no frame twice."""

from __future__ import annotations

from fractions import Fraction

import av
import av.logging
import opentimelineio
import pytest

from desktop.core.errors import VideoUnreadable
from desktop.media.film_file import Cancelled
from desktop.media.joining import timeline
from desktop.media.joining.join import join
from desktop.media.joining.plan import Obstacle, Piece, plan
from tests.ui.stage.films import make_film, number_of_image

PLAIN = {"bf": "0"}


def numbers(path):
    """What each frame says it is."""
    with av.open(path) as container:
        return [number_of_image(frame.to_image()) for frame in container.decode(video=0)]


def video_packets(path):
    with av.open(path) as container:
        stream = container.streams.video[0]
        return [(p.dts, p.pts, bytes(p)) for p in container.demux(stream) if p.pts is not None]


def sound_samples(path):
    with av.open(path) as container:
        frames = list(container.decode(audio=0))
        return sum(frame.samples for frame in frames), frames[0].sample_rate


def warnings_of(path):
    """What FFmpeg says while it decodes all of it."""
    old = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    try:
        with av.logging.Capture() as said, av.open(path) as container:
            for _frame in container.decode():
                pass
        return [words for _level, _name, words in said]
    finally:
        av.logging.set_level(old)


def films(folder, count=3, *, sound=True, **values):
    return [
        make_film(folder / f"{n}.mp4", 96, 54, frames=24, first=40 * n, sound=sound, **values)
        for n in range(count)
    ]


@pytest.mark.parametrize("sound", [True, False])
@pytest.mark.parametrize("fps", [24, 25, Fraction(30_000, 1001)], ids=str)
def test_matching_films_are_copied_without_the_doubled_frame(tmp_path, sound, fps):
    one, two, three = films(tmp_path, sound=sound, fps=fps, options=PLAIN)
    last_s = float(23 / Fraction(fps))
    made = plan([Piece(one, last_s), Piece(two, float(10 / Fraction(fps))), Piece(three)])
    assert made.obstacle is None
    assert made.frames == 23 + 10 + 24
    target = tmp_path / "joined.mp4"
    join(made, target)
    assert numbers(target) == [*range(23), *range(40, 50), *range(80, 104)]
    bytes_of = [content for _dts, _pts, content in video_packets(target)]
    parts = [video_packets(one)[:23], video_packets(two)[:10], video_packets(three)]
    assert bytes_of == [content for part in parts for _dts, _pts, content in part]
    assert warnings_of(target) == []
    with av.open(target) as container:
        stream = container.streams.video[0]
        assert float(stream.duration * stream.time_base) == pytest.approx(57 / fps, abs=0.001)
        assert bool(container.streams.audio) == sound
    if sound:
        samples, rate = sound_samples(target)
        assert abs(samples - round(made.duration_s * rate)) <= 1024  # a block of AAC


def test_what_cannot_be_cut_is_encoded_and_said(tmp_path):
    one, two = films(tmp_path, 2, options={"bf": "3", "b_strategy": "0"})
    made = plan([Piece(one, 23 / 24), Piece(two)])
    assert made.obstacle is Obstacle.CUT
    target = tmp_path / "joined.mp4"
    join(made, target)
    assert numbers(target) == [*range(23), *range(40, 64)]
    assert warnings_of(target) == []
    whole = plan([Piece(one), Piece(two)])  # with nothing cut they are copied
    assert whole.obstacle is None
    join(whole, target)
    assert numbers(target) == [*range(24), *range(40, 64)]
    assert warnings_of(target) == []


def test_other_sizes_are_laid_into_the_first(tmp_path):
    one = make_film(tmp_path / "a.mp4", 96, 54, options=PLAIN)
    two = make_film(tmp_path / "b.mp4", 54, 96, first=40, fps=30, sound=True, options=PLAIN)
    made = plan([Piece(one), Piece(two)])
    assert made.obstacle is Obstacle.SIZES
    target = tmp_path / "joined.mp4"
    join(made, target)
    with av.open(target) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (96, 54)
        frames = list(container.decode(video=0))
    assert len(frames) == made.frames == 48
    assert [float(frames[i].time) for i in (0, 24, 25)] == pytest.approx(
        [0, 1, 1 + 1 / 30], abs=1e-3
    )
    samples, rate = sound_samples(target)
    assert abs(samples - round(made.duration_s * rate)) <= 1024
    assert warnings_of(target) == []


def test_a_seam_is_faded(tmp_path):
    """Loud until shortly before the seam, silent at it."""
    made = plan([Piece(film) for film in films(tmp_path, 2, options=PLAIN)])
    target = tmp_path / "joined.mp4"
    join(made, target)
    with av.open(target) as container:
        loud = [
            max(map(abs, memoryview(bytes(f.planes[0])).cast("f")))
            for f in container.decode(audio=0)
        ]
    seam = round(1.0 * 48_000 / 1024)
    assert min(loud[seam - 1 : seam + 2]) < 0.05
    assert min(loud[seam - 12 : seam - 4]) > 0.08


def test_a_timeline_has_the_same_cuts(tmp_path):
    one, two = films(tmp_path, 2, options=PLAIN)
    target = tmp_path / "chain.otio"
    timeline.write(plan([Piece(one, 23 / 24), Piece(two)]), target, "chain")
    found = opentimelineio.adapters.read_from_file(str(target))
    clips = list(found.find_clips())
    assert [clip.media_reference.target_url for clip in clips] == [one.as_uri(), two.as_uri()]
    assert [clip.source_range.duration.value for clip in clips] == [23, 24]
    assert [clip.source_range.duration.rate for clip in clips] == [24, 24]
    assert found.duration().to_seconds() == pytest.approx(47 / 24)


def test_what_ends_early_leaves_nothing(tmp_path):
    made = plan([Piece(film) for film in films(tmp_path, 2)])
    asked = iter([False] * 5 + [True] * 99)
    with pytest.raises(Cancelled):
        join(made, tmp_path / "joined.mp4", lambda: next(asked))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["0.mp4", "1.mp4"]


def test_what_is_no_film_is_told_by_its_name(tmp_path):
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(VideoUnreadable):
        plan([Piece(tmp_path / "empty.mp4")])
    with pytest.raises(VideoUnreadable):
        plan([Piece(tmp_path / "gone.mp4")])
    with pytest.raises(ValueError, match="nothing"):
        plan([])
