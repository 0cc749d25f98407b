"""The four shapes of an error and the problem each text, code and status means."""

from __future__ import annotations

import json

import pytest

from desktop.core import errors, log
from desktop.leonardo.reply import NO_JSON, Reply, retry_after_s
from desktop.leonardo.wire import read_body

HOOK = "Authentication hook unauthorized this request"
PAGE = "<!DOCTYPE html><title>Attention Required! | Cloudflare</title>"


def plain(text, code="unexpected"):
    return {"error": text, "path": "$", "code": code}


def hasura(text, **extensions):
    return {"errors": [{"message": text, "extensions": extensions}]}


def array(text, **extensions):
    entry = {"message": text, "path": ["generate"], "locations": [{"line": 1, "column": 1}]}
    return [{**entry, "extensions": extensions}]


def read(status, body, **more):
    text = body if isinstance(body, str) else json.dumps(body)
    return read_body(Reply(status=status, host="api", text=text, **more))


CASES = [
    (401, plain(HOOK, "access-denied"), errors.BadKey),
    (200, plain(HOOK, "access-denied"), errors.BadKey),
    (500, plain("Invalid response from authorization hook"), errors.BadKey),
    (401, PAGE, errors.BadKey),
    (401, "", errors.BadKey),
    (400, plain("not enough api tokens userId: 584ce05a-8311"), errors.OutOfCredits),
    (200, hasura("Insufficient tokens", statusCode=402), errors.OutOfCredits),
    (200, hasura("?", statusCode="402"), errors.OutOfCredits),
    (402, {"message": "Payment Required"}, errors.OutOfCredits),
    (
        400,
        plain("API requests will pause until additional credit is added."),
        errors.OutOfCredits,
    ),
    (403, plain("content moderation filter: blood"), errors.Moderated),
    (400, plain("Your prompt appears to contain inappropriate content"), errors.Moderated),
    (200, array("Bad", details="Content moderation filter: x"), errors.Moderated),
    (400, plain("Unexpected variable seed", "bad-request"), errors.Rejected),
    (500, plain('expecting a value for non-nullable variable: "prompt"'), errors.Rejected),
    (500, plain("invalid dimensions"), errors.Rejected),
    (200, plain("X is not supported within the Production API"), errors.Rejected),
    (200, array("Bad", code="VALIDATION_ERROR"), errors.Rejected),
    (200, hasura("no", code="BAD_REQUEST", statusCode=400, path="$"), errors.Rejected),
    (403, hasura("Access denied"), errors.Rejected),
    (200, {"errors": "odd"}, errors.Rejected),
    (200, {"errors": [None, "odd"]}, errors.Rejected),
    (400, {"unknown": "shape"}, errors.Rejected),
    (429, "", errors.RateLimited),
    (429, PAGE, errors.RateLimited),
    (200, hasura("Too Many Requests", statusCode=429), errors.RateLimited),
    (200, plain("Rate limit exceeded"), errors.RateLimited),
    (500, plain("Service Error"), errors.ServerFailed),
    (200, hasura("An error occurred.", code="INTERNAL_SERVER_ERROR"), errors.ServerFailed),
    (502, PAGE, errors.ServerFailed),
    (503, "", errors.ServerFailed),
    (403, PAGE, errors.ServerFailed),
    (404, PAGE, errors.ServerFailed),
    (404, plain("no such generation"), errors.NotFound),
    (200, PAGE, errors.BadReply),
    (200, '{"generate": {"gen', errors.BadReply),
    (200, "[" * 100_000, errors.BadReply),
    (302, "", errors.BadReply),
    (307, PAGE, errors.BadReply),
]


@pytest.mark.parametrize(("status", "body", "expected"), CASES)
def test_every_error_has_its_class(status, body, expected):
    with pytest.raises(errors.Problem) as caught:
        read(status, body)
    assert type(caught.value) is expected
    assert caught.value.facts["status"] == status


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"message": "b", "errors": [{"message": "a"}]}, "a"),
        ({"message": "b", "errors": []}, "b"),
        ({"message": "b", "errors": ["a"]}, "a"),
        ("c", "c"),
        ({}, "d"),
        (None, "d"),
        ([1], "d"),
    ],
)
def test_the_most_telling_text_is_the_reason(details, reason):
    with pytest.raises(errors.Rejected) as caught:
        read(200, array("d", details=details))
    assert caught.value.facts["reason"] == reason


@pytest.mark.parametrize("body", [{"errors": []}, {"errors": None, "a": 1}, {"error": None}, []])
def test_an_empty_error_is_none(body):
    assert read(200, body) == body


def test_facts_are_redacted_before_they_are_shortened():
    secret = "8d7f7c9e-secret-0000"
    log.redact_always(secret)
    text = json.dumps(plain("x" * 480 + f" Bearer {secret} {secret}"))
    with pytest.raises(errors.ServerFailed) as caught:
        read(500, text, request_id="r-1")
    assert caught.value.facts["request_id"] == "r-1"
    assert "8d7f" not in str(caught.value)
    assert len(caught.value.facts["raw"]) <= 500


def test_the_wait_that_was_asked_for_is_told():
    with pytest.raises(errors.RateLimited) as caught:
        read(429, "", retry_after_s=7.0)
    assert caught.value.facts["retry_after_s"] == 7.0


def test_a_body_that_was_cut_is_no_json():
    assert Reply(status=200, host="api", text="{}", is_cut=True).parse() is NO_JSON


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("3", 3.0),
        ("0.5", 0.5),
        ("-4", 0.0),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("Wed, 05 Aug 2026 10:00:30 GMT", 30.0),
        ("Wed, 05 Aug 2026 09:00:00 GMT", 0.0),
        ("Wed, 05 Aug 2026 10:00:30 -0000", 30.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, seconds):
    import datetime

    now = datetime.datetime(2026, 8, 5, 10, tzinfo=datetime.UTC)
    assert retry_after_s(value, now) == seconds


QUEUE_FULL = [
    (429, plain("Your pending queue is full, try again later")),
    (400, plain("You have exceeded the maximum number of pending generations", "bad-request")),
    (200, hasura("Concurrency limit reached", code="BAD_REQUEST", statusCode=400)),
    (200, array("Bad", details="Too many concurrent jobs")),
    (200, {"message": "Job queue at capacity"}),
]


@pytest.mark.parametrize(("status", "body"), QUEUE_FULL)
def test_a_full_queue_is_a_limit_that_says_so(status, body):
    with pytest.raises(errors.RateLimited) as caught:
        read(status, body)
    assert caught.value.facts["is_queue_full"] is True
    assert caught.value.facts["reason"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, plain("Invalid prompt, maximum length of 1500 characters exceeded.")),
        (400, plain("pending", "validation-failed")),
        (400, plain("the prompt 'a queue of people' is not allowed")),
        (400, plain("the limit of pending things", "validation-failed")),
        (500, plain("queued")),
    ],
)
def test_what_only_mentions_a_queue_is_no_full_one(status, body):
    with pytest.raises(errors.Problem) as caught:
        read(status, body)
    assert "is_queue_full" not in caught.value.facts
    assert not isinstance(caught.value, errors.RateLimited)


def test_a_limit_of_requests_is_not_called_a_full_queue():
    with pytest.raises(errors.RateLimited) as caught:
        read(429, plain("Too many requests"))
    assert "is_queue_full" not in caught.value.facts


def test_control_characters_never_leave_a_reply():
    text = json.dumps(plain("bad\x1b[2J\u202e\ud800\n2026-11-22 ERROR forged"))
    with pytest.raises(errors.ServerFailed) as caught:
        read(500, text)
    for shown in (caught.value.facts["reason"], caught.value.facts["raw"]):
        assert shown.isprintable()
