"""What goes wrong at the API, and the exit code, problem and number of POSTs it ends with."""

import pytest

from tests.faults.program import KEY, files_holding, run

SMALL = ("--size", "400x736", "--duration", "3", "--json")


@pytest.mark.parametrize(
    ("fault", "code", "state", "problem", "posts"),
    [
        ("lost-reply", 0, "ready", None, 1),
        ("rate-limit", 0, "ready", None, 2),
        ("moderated", 3, "failed", "moderated", 1),
        ("moderated-output", 3, "failed", "moderated", 1),
        ("moderated-failed", 3, "failed", "moderated", 1),
        ("nsfw-kept", 0, "ready", None, 1),
        ("failed", 3, "failed", "generation_failed", 1),
        ("no-credit", 4, "failed", "out_of_credits", 1),
        ("bad-key", 4, "failed", "bad_key", 0),
        ("errors-in-200", 3, "failed", "rejected", 1),
        ("html-403", 5, "failed", "server_failed", 1),
        ("expired-upload", 0, "ready", None, 1),
        ("fields-object", 0, "ready", None, 1),
        ("cut-download", 0, "ready", None, 1),
        ("cut-download-no-range", 0, "ready", None, 1),
        ("server-error", 0, "ready", None, 1),
        ("malformed", 0, "ready", None, 1),
        ("late-url", 0, "ready", None, 1),
    ],
)
def test_a_fault(home, sandbox, picture, fault, code, state, problem, posts):
    broken = sandbox(fault)
    ended = run(home, broken.url, "generate", picture, *SMALL)
    told = (ended.code, ended.outcome["state"], ended.outcome.get("problem"))
    assert told == (code, state, problem), ended.text
    assert len(broken.requests.matching("POST", "/v2/generations")) == posts
    assert files_holding(home, KEY) == []
    assert KEY not in ended.text
    if state == "ready":
        assert ended.outcome.get("nsfw", False) is (fault == "nsfw-kept")
        assert (ended.outcome["width"], ended.outcome["height"]) == (400, 736)
        assert ended.outcome["duration_s"] == pytest.approx(3, abs=0.1)


def test_nobody_there(home, picture):
    ended = run(home, "http://127.0.0.1:9/api/rest", "generate", picture, "--json")
    assert (ended.code, ended.outcome["problem"]) == (5, "offline"), ended.text
