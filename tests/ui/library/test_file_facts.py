"""What a file says of itself, in words."""

import pytest

from desktop.media.probe import VideoFacts, probe
from desktop.media.sound_levels import SoundLevels, measure
from desktop.ui.library.file_facts import described, read
from tests.media.counted import counted_film
from tests.media.making import film

FACTS = VideoFacts(1280, 720, 6.0, 23.976023, "h264", "aac", 4_500_000)


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (None, None),
        (SoundLevels((0.5,), -16.04), "-16.0 LUFS"),
        (SoundLevels((0.0,), None), "silent"),
        (SoundLevels((0.5,), None), None),
    ],
)
def test_facts_are_said_in_the_units_people_use(levels, said):
    found = dict(described(FACTS, levels))
    assert found.pop("Loudness", None) == said
    assert found == {
        "Frame rate": "23.98 a second",
        "Encoded as": "H.264 + AAC",
        "Bit rate": "6.0 Mbit/s",
    }


class Studio:
    """Reads where it is asked."""

    async def facts_of(self, video):
        return probe(video)

    async def sound_of(self, video):
        return measure(video)


async def test_they_are_read_from_the_file(tmp_path):
    found = dict(await read(Studio(), film(tmp_path / "a.mp4", sound=True)))
    assert (found["Frame rate"], found["Loudness"]) == ("10 a second", "silent")
    silent = counted_film(tmp_path / "b.mp4", [0, 40, 80], size=(96, 54))
    assert dict(await read(Studio(), silent))["Encoded as"] == "H.264"


async def test_a_file_that_cannot_be_read_says_why(tmp_path):
    assert await read(Studio(), tmp_path / "gone.mp4") == [("The file", "is gone")]
    (tmp_path / "a.mp4").touch()
    assert await read(Studio(), tmp_path / "a.mp4") == [("The file", "is damaged")]
