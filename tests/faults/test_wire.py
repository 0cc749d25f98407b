"""The program on the wire of an independent server: what it sends, and what each reply ends as."""

from collections.abc import Callable

import pytest

from tests.faults.program import KEY, files_holding, run
from tests.leonardo.server import (
    FIELDS,
    GENERATION_ID,
    GENERATIONS,
    IMAGE_ID,
    INIT_IMAGE,
    ONE,
    STORAGE,
    VIDEO,
    Answer,
    Server,
    Video,
)

PENDING = {"generations_by_pk": {"id": GENERATION_ID, "status": "PENDING", "generated_images": []}}


def complete(server: Server, **image: object) -> dict[str, object]:
    address = server.base_url.removesuffix("/api/rest") + VIDEO
    found = {"id": "1", "nsfw": False, "url": None, "motionMP4URL": address} | image
    whole = {"id": GENERATION_ID, "status": "COMPLETE", "prompt": None, "seed": None}
    return {"generations_by_pk": whole | {"scheduler": None, "generated_images": [found]}}


def ended_with(state: str) -> dict[str, object]:
    return {"generations_by_pk": {"id": GENERATION_ID, "status": state, "generated_images": []}}


def test_what_is_sent_is_what_the_page_says_and_the_key_goes_to_the_api_alone(
    home, server, picture
):
    words = ["--prompt", "Lift off 🚀", "--size", "400x736", "--duration", "4", "--no-audio"]
    ended = run(home, server.base_url, "generate", picture, *words, "--json")
    assert ended.code == 0, ended.text
    [post] = server.requests_to("POST", GENERATIONS)
    assert post.json() == {
        "model": "grok-imagine-1.5",
        "public": False,
        "parameters": {
            "prompt": "Lift off 🚀",
            "duration": 4,
            "width": 400,
            "height": 736,
            "quantity": 1,
            "motion_has_audio": False,
            "guidances": {"start_frame": [{"image": {"id": IMAGE_ID, "type": "UPLOADED"}}]},
        },
    }
    [ticket] = server.requests_to("POST", INIT_IMAGE)
    assert ticket.json() == {"extension": "png"}  # as lossless as the picture was
    assert post.header("authorization") == ticket.header("authorization") == f"Bearer {KEY}"
    [upload] = server.requests_to("POST", STORAGE)
    assert [name for name, _ in upload.parts()] == [*FIELDS, "file"]
    assert upload.parts()[-1][1].startswith(b"\x89PNG\r\n\x1a\n")
    [film] = server.requests_to("GET", VIDEO)
    for request in (upload, film):
        assert request.header("authorization") is None
        assert KEY.encode() not in request.raw


def _array(_: Server) -> list[tuple[str, str, Answer]]:
    details = {"message": "no", "errors": [{"message": "invalid dimensions"}]}
    extensions = {"code": "VALIDATION_ERROR", "details": details}
    body = [{"message": "error", "path": ["generate"], "extensions": extensions}]
    return [("POST", GENERATIONS, Answer.json(body))]


def _errors(_: Server) -> list[tuple[str, str, Answer]]:
    extensions = {"code": "BAD_REQUEST", "statusCode": 402}
    body = {"errors": [{"message": "Insufficient tokens", "extensions": extensions}]}
    return [("POST", GENERATIONS, Answer.json(body))]


def _denied(_: Server) -> list[tuple[str, str, Answer]]:
    text = "Authentication hook unauthorized this request"
    body = {"error": text, "path": "$", "code": "access-denied"}
    return [("POST", INIT_IMAGE, Answer.json(body, status=401))]


def _no_credit(_: Server) -> list[tuple[str, str, Answer]]:
    body = {"error": "not enough api tokens userId: 1", "path": "$", "code": "unexpected"}
    return [("POST", GENERATIONS, Answer.json(body, status=400))]


def _html(_: Server) -> list[tuple[str, str, Answer]]:
    return [("POST", GENERATIONS, Answer.html(403))]


def _failed(_: Server) -> list[tuple[str, str, Answer]]:
    return [("GET", ONE, Answer.json(ended_with("FAILED")))]


def _empty(_: Server) -> list[tuple[str, str, Answer]]:
    return [("GET", ONE, Answer.json(ended_with("COMPLETE")))]


def _nsfw_only(server: Server) -> list[tuple[str, str, Answer]]:
    return [("GET", ONE, Answer.json(complete(server, nsfw=True, motionMP4URL=None)))]


REFUSED: list[tuple[Callable[[Server], list[tuple[str, str, Answer]]], int, str, int]] = [
    (_array, 3, "rejected", 1),
    (_errors, 4, "out_of_credits", 1),
    (_denied, 4, "bad_key", 0),
    (_no_credit, 4, "out_of_credits", 1),
    (_html, 5, "server_failed", 1),
    (_failed, 3, "generation_failed", 1),
    (_empty, 3, "moderated", 1),
    (_nsfw_only, 3, "moderated", 1),
]


@pytest.mark.parametrize(("script", "code", "problem", "posts"), REFUSED)
def test_a_refusal_ends_as_its_exit_code_and_problem(
    home, server, picture, script, code, problem, posts
):
    for step in script(server):
        server.on(*step)
    ended = run(home, server.base_url, "generate", picture, "--json")
    told = (ended.code, ended.outcome["state"], ended.outcome["problem"])
    assert told == (code, "failed", problem), ended.text
    assert len(server.requests_to("POST", GENERATIONS)) == posts
    assert files_holding(home, KEY) == []


def _late(server: Server, _: bytes) -> None:
    without = Answer.json(complete(server, motionMP4URL=None))
    server.on("GET", ONE, Answer.json(PENDING), *[without] * 3, Answer.json(complete(server)))


def _bad_polls(server: Server, _: bytes) -> None:
    error = {"error": "Service Error", "path": "$", "code": "unexpected"}
    broken = Answer(body=b'{"generations_by', headers={"content-type": "application/json"})
    whole = Answer.json(complete(server))
    server.on("GET", ONE, Answer.json(error, status=500), broken, Answer.html(502), whole)


def _busy_once(server: Server, _: bytes) -> None:
    cost = {"amount": 1.4352, "unit": "DOLLARS"}
    taken = {"generate": {"generationId": GENERATION_ID, "apiCreditCost": None, "cost": cost}}
    server.on("POST", GENERATIONS, Answer.json({}, status=429, retry_after="0"), Answer.json(taken))


def _fields_object(server: Server, _: bytes) -> None:
    place = server.base_url.removesuffix("/api/rest") + STORAGE
    ticket = {"id": IMAGE_ID, "fields": FIELDS, "key": None, "url": place, "__typename": "x"}
    server.on("POST", INIT_IMAGE, Answer.json({"uploadInitImage": ticket}))


def _expired_ticket(server: Server, _: bytes) -> None:
    xml = b"<Error><Code>AccessDenied</Code><Message>Policy expired.</Message></Error>"
    server.on("POST", STORAGE, Answer(status=403, body=xml), Answer(status=204))


def _cut_with_range(server: Server, video: bytes) -> None:
    server.on("GET", VIDEO, Video(video, cut_at=len(video) // 2))


def _cut_without_range(server: Server, video: bytes) -> None:
    server.on("GET", VIDEO, Video(video, cut_at=len(video) // 2, has_ranges=False))


@pytest.mark.parametrize(
    "script",
    [
        _late,
        _bad_polls,
        _busy_once,
        _fields_object,
        _expired_ticket,
        _cut_with_range,
        _cut_without_range,
    ],
)
def test_trouble_on_the_way_still_ends_in_a_clip(home, server, video, picture, script):
    script(server, video)
    ended = run(home, server.base_url, "generate", picture, "--json")
    assert (ended.code, ended.outcome["state"]) == (0, "ready"), ended.text
    posts = server.requests_to("POST", GENERATIONS)
    assert len(posts) == (2 if script is _busy_once else 1)
    assert ended.outcome["cost"]["unit"] == "DOLLARS"


def test_an_nsfw_clip_with_a_video_is_kept_and_marked(home, server, picture):
    server.on("GET", ONE, Answer.json(complete(server, nsfw=True)))
    ended = run(home, server.base_url, "generate", picture, "--json")
    assert (ended.code, ended.outcome["nsfw"]) == (0, True), ended.text


@pytest.mark.parametrize(
    "words",
    [["--duration", "16"], ["--size", "1280x721"], ["--prompt", "x" * 5001], ["--duration", "2"]],
)
def test_what_the_model_does_not_take_never_reaches_the_server(home, server, picture, words):
    ended = run(home, server.base_url, "generate", picture, *words, "--json")
    assert (ended.code, ended.outcome["problem"]) == (2, "invalid_request"), ended.text
    assert server.requests == []
