"""What a prompt says: sounds by whole words, actions by clauses, neither by guessing."""

import pytest

from desktop.core.vocabulary import Vocabulary, vocabulary


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("soft Music plays", "Music"),
        ("She whispers his name", "whispers"),
        ("ein Hund bellt", "bellt"),
        ("une voix chante", "voix"),
        ("se oye música", "música"),
        ("a dog walks by", None),
        ("musician at a piano", None),
        ("a soundless place, songbird", None),
        ("no music, only wind", None),
        ("ohne Musik", None),
        ("without sound, then a voice", "voice"),
        ("", None),
    ],
)
def test_sounds(text, word):
    assert vocabulary().sound_in(text) == word


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("", 0),
        ("a red, blue, green, yellow and white kite", 0),
        ("the cat turns its head", 1),
        ("the cat jumps, then runs, then sleeps", 3),
        ("she smiles and waves while the camera pans left", 3),
        ("He stands up. He walks to the door. He opens it.", 3),
        ("dann lacht sie, danach geht er", 3),
        ("slow cinematic dolly in, soft light, bokeh, film grain, 35 mm", 0),
        ("the rocket lifts off, the camera tilts up with the flame, smoke rolls over the pad", 3),
    ],
)
def test_actions(text, least):
    assert vocabulary().actions_in(text) == least


def test_no_words_find_nothing():
    assert Vocabulary().sound_in("loud music") is None
    assert Vocabulary().actions_in("it jumps, then runs") == 0
