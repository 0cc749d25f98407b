"""The recipe in an MP4: the same film with it, and what comes back of it, whatever is in there."""

import json

import av
import pytest

from desktop.core.errors import BrokenVideo, FolderUnwritable
from desktop.media import recipe
from tests.media.making import film

TOLD = {"id": "a", "request": {"prompt": 'Ein Löwe 🦁 blinzelt\n"langsam"'}}


def packets(path):
    with av.open(path) as container:
        return [
            (packet.stream.index, packet.pts, packet.dts, bytes(packet))
            for packet in sorted(
                (p for p in container.demux() if p.dts is not None),
                key=lambda p: (p.stream.index, p.dts),
            )
        ]


def copied(source, target):
    """What `ffmpeg -c copy` does: the packets and what the container says of itself."""
    with av.open(source) as film_, av.open(target, "w", format="mp4") as copy:
        tracks = {s.index: copy.add_stream_from_template(s) for s in film_.streams}
        copy.metadata.update(film_.metadata)
        for packet in film_.demux():
            if packet.dts is not None:
                packet.stream = tracks[packet.stream.index]
                copy.mux(packet)
    return target


@pytest.mark.parametrize("options", [{}, {"sound": True}, {"sound": True, "faststart": True}])
def test_it_comes_back_and_the_film_is_the_same(tmp_path, options):
    source = film(tmp_path / "a.mp4", **options)
    target = tmp_path / "b.mp4"
    facts = recipe.write(source, target, TOLD)
    assert recipe.read(target) == {recipe.MARK: recipe.VERSION, **TOLD}
    assert packets(target) == packets(source)
    assert facts.size_bytes == target.stat().st_size
    assert recipe.read(source) is None


def test_it_survives_another_name_and_a_copy_of_the_streams(tmp_path):
    target = tmp_path / "b.mp4"
    recipe.write(film(tmp_path / "a.mp4", sound=True), target, TOLD)
    renamed = target.rename(tmp_path / "ü 🦁.mp4")
    copy = copied(renamed, tmp_path / "c.mp4")
    assert recipe.read(copy) == {recipe.MARK: recipe.VERSION, **TOLD}


def test_written_again_it_is_the_newer_one(tmp_path):
    first, second = tmp_path / "b.mp4", tmp_path / "c.mp4"
    recipe.write(film(tmp_path / "a.mp4"), first, TOLD)
    recipe.write(first, second, {"id": "b"})
    assert recipe.read(second) == {recipe.MARK: recipe.VERSION, "id": "b"}


@pytest.mark.parametrize("content", [b"", b"no film", b"\0\0\0\x18ftypisom" + bytes(40)])
def test_what_is_no_film_has_none_and_gets_none(tmp_path, content):
    source = tmp_path / "a.mp4"
    source.write_bytes(content)
    assert recipe.read(source) is None
    with pytest.raises(BrokenVideo):
        recipe.write(source, tmp_path / "b.mp4", TOLD)
    assert not (tmp_path / "b.mp4").exists()


def test_a_folder_that_takes_nothing_is_told(tmp_path):
    source = film(tmp_path / "a.mp4")
    with pytest.raises((FolderUnwritable, BrokenVideo)):
        recipe.write(source, tmp_path / "gone" / "b.mp4", TOLD)


@pytest.mark.parametrize(
    "comment",
    [
        "startframe",
        '{"startframe": 2}',
        '["startframe"]',
        '{"startframe": 1' + " " * recipe.MOST_CHARS + "}",
        "[" * 50_000 + '"startframe"',
        json.dumps({"software": "startframe 1"}),
    ],
)
def test_what_others_wrote_there_is_none(tmp_path, comment):
    source, target = film(tmp_path / "a.mp4"), tmp_path / "b.mp4"
    with av.open(source) as film_, av.open(target, "w") as copy:
        track = copy.add_stream_from_template(film_.streams.video[0])
        copy.metadata["comment"] = comment
        for packet in film_.demux(video=0):
            if packet.dts is not None:
                packet.stream = track
                copy.mux(packet)
    assert recipe.read(target) is None
