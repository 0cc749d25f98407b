"""The facts of a film, and whether all of it is there."""

import pytest

from desktop.core.errors import BrokenVideo
from desktop.media.probe import probe
from tests.media.making import encoded, film, quarters


@pytest.mark.parametrize("faststart", [False, True])
@pytest.mark.parametrize("sound", [False, True])
def test_the_facts_of_a_film(tmp_path, sound, faststart):
    path = film(
        tmp_path / "film", size=(160, 96), seconds=1.5, fps=24, sound=sound, faststart=faststart
    )
    facts = probe(path)
    assert (facts.width, facts.height) == (160, 96)
    assert facts.duration_s == pytest.approx(1.5)
    assert facts.fps == pytest.approx(24)
    assert facts.video_codec == "h264"
    assert facts.audio_codec == ("aac" if sound else None)
    assert facts.size_bytes == path.stat().st_size


@pytest.mark.parametrize("faststart", [False, True])
@pytest.mark.parametrize("kept", [0.0, 0.01, 0.3, 0.5, 0.9, -40, -8, -1])
def test_a_film_cut_short_is_broken(tmp_path, kept, faststart):
    path = film(tmp_path / "film.mp4", seconds=2, sound=True, faststart=faststart)
    content = path.read_bytes()
    cut = content[: int(len(content) * kept) if kept >= 0 else kept]
    path.write_bytes(cut)
    with pytest.raises(BrokenVideo) as caught:
        probe(path)
    assert caught.value.facts["size_bytes"] == len(cut)
    assert caught.value.facts["name"] == "film.mp4"
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"<html>Not found</html>", bytes(5000)])
def test_what_is_no_film_is_broken(tmp_path, content):
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(BrokenVideo):
        probe(path)


def test_a_hole_in_the_data_is_found_at_the_first_frame(tmp_path):
    path = film(tmp_path / "film.mp4", faststart=True, size=(320, 240))
    content = bytearray(path.read_bytes())
    start = content.index(b"mdat") + 4
    content[start:] = bytes(len(content) - start)
    path.write_bytes(content)
    with pytest.raises(BrokenVideo):
        probe(path)


def test_sound_alone_is_no_film(tmp_path):
    import av

    path = tmp_path / "sound.mp4"
    with av.open(path, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44100, layout="mono")
        container.mux(stream.encode(None))
    with pytest.raises(BrokenVideo):
        probe(path)


def test_a_gone_file_or_folder_is_broken(tmp_path):
    for path in (tmp_path / "gone.mp4", tmp_path):
        with pytest.raises(BrokenVideo) as caught:
            probe(path)
        assert caught.value.facts["size_bytes"] == 0


def test_trailing_padding_is_no_damage(tmp_path):
    path = film(tmp_path / "film.mp4")
    path.write_bytes(path.read_bytes() + b"\0\0\0\x10free" + bytes(8))
    assert probe(path).duration_s == pytest.approx(1.0)


def test_a_still_picture_is_no_whole_film(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(encoded(quarters(8, 8)))
    with pytest.raises(BrokenVideo):
        probe(path)


@pytest.mark.parametrize("kept", [0.05, 0.4, 0.8, 0.97])
def test_missing_packets_are_found_even_where_the_boxes_fit(tmp_path, kept):
    path = film(tmp_path / "film.mp4", seconds=2, sound=True, faststart=True)
    content = bytearray(path.read_bytes())
    start = content.index(b"mdat") - 4
    cut = content[: start + 8 + int((len(content) - start - 8) * kept)]
    cut[start : start + 4] = (len(cut) - start).to_bytes(4)
    path.write_bytes(cut)
    with pytest.raises(BrokenVideo):
        probe(path)


def test_a_film_in_another_container_is_understood(tmp_path):
    path = tmp_path / "film.webm"
    film(path, container_format="matroska")
    facts = probe(path)
    assert (facts.width, facts.height, facts.video_codec) == (64, 48, "h264")
    assert facts.duration_s == pytest.approx(1.0, abs=0.05)
