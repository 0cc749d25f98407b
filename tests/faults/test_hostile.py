"""What comes from the network becomes neither a path nor a line of the log."""

import pytest

from desktop.core.log import FILE_NAME
from tests.faults.program import run
from tests.leonardo.server import GENERATIONS, INIT_IMAGE, Answer

FORGED = "2026-11-22 18:00:00,000 ERROR MainThread desktop: forged"
EVIL = [
    f"../../../evil\n{FORGED}",
    f"x\r\n{FORGED}\x1b[2J\x1b]0;title\x07",
    "\u202e\u2028" + FORGED,
    "/etc/passwd",
    "..\\..\\evil",
    "a" * 5000,
]


def submitted(generation_id):
    cost = {"amount": "1.4352", "unit": "DOLLARS"}
    return Answer.json({"generate": {"generationId": generation_id, "cost": cost}})


def assert_log_is_plain(home):
    text = (home / "logs" / FILE_NAME).read_text(encoding="utf-8")
    assert all(character.isprintable() for character in text.replace("\n", ""))
    assert not any(
        line.startswith(FORGED[:10]) and "forged" in line[:80] for line in text.split("\n")
    )


def files(home):
    return sorted(path.relative_to(home).parts[0] for path in home.iterdir())


@pytest.mark.parametrize("generation_id", EVIL, ids=range(len(EVIL)))
def test_a_generation_id(home, server, picture, generation_id):
    server.on("POST", GENERATIONS, submitted(generation_id))
    ended = run(home, server.base_url, "generate", picture, "--json")
    assert ended.code in {0, 3, 5, 6}, ended.text
    assert len(server.requests_to("POST", GENERATIONS)) == 1
    assert_log_is_plain(home)
    assert set(files(home)) <= {"cache", "data", "logs", "settings", "videos"}
    assert not list(home.parent.rglob("evil*"))
    told = run(home, server.base_url, "diagnose")
    assert all(character.isprintable() for character in told.text.replace("\n", ""))


@pytest.mark.parametrize("text", EVIL[:3], ids=range(3))
def test_the_words_of_a_refusal(home, server, picture, text):
    body = {"error": f"invalid dimensions {text}", "path": "$", "code": "bad_request"}
    server.on("POST", INIT_IMAGE, Answer.json(body, status=400))
    ended = run(home, server.base_url, "generate", picture)
    assert ended.code == 3, ended.text
    assert "\x1b" not in ended.text
    assert FORGED not in ended.text.split("\n")
    assert_log_is_plain(home)
