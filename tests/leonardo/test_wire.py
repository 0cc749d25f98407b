"""JSON into values: every shape that has been seen, and nulls everywhere."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest

from desktop.core import errors
from desktop.core.catalogue import Dimensions, default_model
from desktop.core.cost import Cost
from desktop.core.request import GenerationRequest
from desktop.leonardo import wire
from desktop.leonardo.api import Account, Generation, GenerationStatus
from desktop.leonardo.reply import Reply
from tests.leonardo.server import GENERATION_ID

DOLLARS = Cost(Decimal("1.4352"), "DOLLARS")
CREATED = {"generationId": GENERATION_ID, "cost": {"amount": "1.4352", "unit": "DOLLARS"}}


def reply(body, status=200):
    text = body if isinstance(body, str) else json.dumps(body)
    return Reply(status=status, host="api", text=text)


def test_the_body_is_the_documented_one():
    request = GenerationRequest(
        model=default_model(),
        prompt="Schnee fällt ❄",
        dimensions=Dimensions(736, 400),
        duration_s=15,
        audio=False,
        public=True,
    )
    assert wire.request_body(request, "image-1") == {
        "model": "grok-imagine-1.5",
        "public": True,
        "parameters": {
            "prompt": "Schnee fällt ❄",
            "duration": 15,
            "width": 736,
            "height": 400,
            "quantity": 1,
            "motion_has_audio": False,
            "guidances": {"start_frame": [{"image": {"id": "image-1", "type": "UPLOADED"}}]},
        },
    }


@pytest.mark.parametrize(
    "body",
    [
        {"generate": CREATED},
        [{"generate": CREATED}],
        {"sdGenerationJob": CREATED},
        {"motionVideoGenerationJob": CREATED},
        CREATED,
        {"data": {"generate": CREATED}},
        {"generate": None, "sdGenerationJob": CREATED},
        {"generate": CREATED, "errors": [{"message": "a warning"}]},
    ],
)
def test_a_created_generation_is_found_wherever_it_stands(body):
    created = wire.read_submitted(reply(body))
    assert (created.generation_id, created.cost) == (GENERATION_ID, DOLLARS)


def test_a_generation_id_counts_whatever_the_status_says():
    assert wire.read_submitted(reply({"generate": CREATED}, 500)).generation_id == GENERATION_ID


@pytest.mark.parametrize(
    ("values", "cost"),
    [
        ('"cost": {"amount": "0.0972", "unit": "dollars"}', Cost(Decimal("0.0972"), "DOLLARS")),
        ('"cost": {"amount": 0.0972, "unit": "DOLLARS"}', Cost(Decimal("0.0972"), "DOLLARS")),
        ('"cost": {"amount": 80, "unit": "CREDITS"}', Cost(Decimal(80), "CREDITS")),
        ('"cost": null, "apiCreditCost": 480', Cost(Decimal(480), "CREDITS")),
        ('"cost": null, "apiCreditCost": null', None),
        ('"cost": {"amount": null, "unit": "DOLLARS"}', None),
        ('"cost": {"amount": "1", "unit": null}', None),
        ('"cost": {"amount": "free", "unit": "DOLLARS"}', None),
        ('"cost": {"amount": NaN, "unit": "DOLLARS"}', None),
        ('"cost": {"amount": -1, "unit": "DOLLARS"}', None),
        ('"cost": {"amount": true, "unit": "DOLLARS"}', None),
        ('"cost": "odd"', None),
        ('"x": 1', None),
    ],
)
def test_a_cost_is_exact_or_unknown_and_never_in_the_way(values, cost):
    body = f'{{"generate": {{"generationId": "g", {values}}}}}'
    assert wire.read_submitted(reply(body)).cost == cost


HASURA_500 = {"errors": [{"message": "An error occurred.", "extensions": {"statusCode": 500}}]}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {"error": "Service Error", "path": "$", "code": "unexpected"}),
        (500, ""),
        (502, "<html>"),
        (503, {"error": "Rate limit exceeded"}),
        (200, {"errors": [{"message": "Too many requests", "extensions": {"statusCode": 500}}]}),
        (504, ""),
        (408, ""),
        (303, ""),
        (200, HASURA_500),
        (200, {"message": "Your generation is queued: 3 of a maximum of 10"}),
        (202, {"message": "Rate limit: 3 of 10 used", "code": "OK"}),
        (200, ""),
        (200, "<html>"),
        (200, '{"generate": {"generationId": "1f19'),
        (200, {"generate": None}),
        (200, {"generate": {"generationId": None}}),
        (200, []),
        (200, "null"),
        (204, ""),
    ],
)
def test_a_submit_without_a_clear_answer_may_have_been_carried_out(status, body):
    with pytest.raises(errors.ReplyLost) as caught:
        wire.read_submitted(reply(body, status))
    assert caught.value.facts["status"] == status


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"error": "not enough api tokens"}, errors.OutOfCredits),
        (500, {"error": "not enough api tokens"}, errors.OutOfCredits),
        (400, {"error": "Service Error"}, errors.ServerFailed),
        (403, "<html>", errors.ServerFailed),
        (404, "", errors.NotFound),
        (429, "", errors.RateLimited),
        (307, "", errors.BadReply),
        (200, [{"message": "bad", "extensions": {"code": "VALIDATION_ERROR"}}], errors.Rejected),
    ],
)
def test_a_refused_submit_created_nothing(status, body, expected):
    with pytest.raises(errors.Problem) as caught:
        wire.read_submitted(reply(body, status))
    assert type(caught.value) is expected


FIELDS = {"z": "1", "a": "2", "n": 3, "none": None}


@pytest.mark.parametrize("fields", [FIELDS, json.dumps(FIELDS), {**FIELDS, "__typename": "F"}])
def test_a_ticket_keeps_its_fields_in_order(fields):
    entry = {"id": "i", "url": "https://x.amazonaws.com/", "fields": fields, "__typename": "U"}
    ticket = wire.read_ticket(reply({"uploadInitImage": entry}))
    assert list(ticket.fields.items()) == [("z", "1"), ("a", "2"), ("n", "3"), ("none", "")]


@pytest.mark.parametrize(
    "entry",
    [
        None,
        {},
        {"id": None, "url": "u", "fields": "{}"},
        {"id": "i", "url": None, "fields": "{}"},
        {"id": "i", "url": "u", "fields": None},
        {"id": "i", "url": "u", "fields": "[]"},
        {"id": "i", "url": "u", "fields": '{"Policy": "c2VjcmV0", '},
    ],
)
def test_a_ticket_with_holes_is_no_ticket_and_is_not_quoted(entry):
    with pytest.raises(errors.BadReply) as caught:
        wire.read_ticket(reply({"uploadInitImage": entry}))
    assert "c2VjcmV0" not in str(caught.value)


def image(**values):
    return {"id": "i", "nsfw": False, "url": "p.jpg", "motionMP4URL": "v.mp4", **values}


def read(**values):
    entry = {"id": GENERATION_ID, "status": "COMPLETE", **values}
    return wire.read_generation(reply({"generations_by_pk": entry}))


def test_a_whole_generation():
    assert read(
        createdAt="2026-09-01T10:20:30.123",
        prompt="",
        public=False,
        imageWidth=1280,
        imageHeight=720.0,
        seed=None,
        prompt_moderations=[{"moderationClassification": []}],
        generated_images=[image()],
    ) == Generation(
        id=GENERATION_ID,
        status=GenerationStatus.COMPLETE,
        created_at=datetime.datetime(2026, 9, 1, 10, 20, 30, 123000, tzinfo=datetime.UTC),
        prompt="",
        width=1280,
        height=720,
        public=False,
        video_url="v.mp4",
        poster_url="p.jpg",
        has_images=True,
    )


NULLS = dict.fromkeys(
    (
        *("createdAt", "prompt", "negativePrompt", "modelId", "public", "imageWidth", "motion"),
        *("imageHeight", "seed", "scheduler", "sdVersion", "generation_elements"),
        *("prompt_moderations", "generated_images"),
    )
)


@pytest.mark.parametrize("values", [{}, NULLS, {"generated_images": [None]}])
def test_nothing_but_the_id_is_needed(values):
    assert read(**values) == Generation(id=GENERATION_ID, status=GenerationStatus.COMPLETE)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("PENDING", "PENDING"),
        ("PROCESSING", "PENDING"),
        ("complete", "COMPLETE"),
        ("FAILED", "FAILED"),
        (None, "PENDING"),
        ({}, "PENDING"),
    ],
)
def test_an_unknown_status_is_pending(status, expected):
    assert read(status=status).status is GenerationStatus(expected)


def test_the_video_is_never_the_poster():
    late = read(generated_images=[image(motionMP4URL=None)])
    assert (late.video_url, late.poster_url, late.has_images) == (None, "p.jpg", True)
    second = read(generated_images=[image(motionMP4URL=""), image(url="q.jpg")])
    assert (second.video_url, second.poster_url) == ("v.mp4", "q.jpg")


@pytest.mark.parametrize(
    ("marks", "is_nsfw"), [([], False), ([True], True), ([True, None], False), ([None], False)]
)
def test_nsfw_means_every_image_of_some(marks, is_nsfw):
    assert read(generated_images=[image(nsfw=mark) for mark in marks]).is_nsfw is is_nsfw


@pytest.mark.parametrize(
    ("moderations", "classes"),
    [
        (
            [{"moderationClassification": ["NSFW", "EXTREME_VIOLENCE", "NSFW"]}],
            "NSFW,EXTREME_VIOLENCE",
        ),
        ([{"moderationClassification": "NSFW"}], "NSFW"),
        ([{"moderationClassification": None}, None, {}], ""),
        ([{"moderationClassification": [None, 3, "X"]}], "X"),
        ("odd", ""),
    ],
)
def test_moderation_classes(moderations, classes):
    assert ",".join(read(prompt_moderations=moderations).classification) == classes


@pytest.mark.parametrize("value", ["yesterday", 17, "0001-01-01T00:00:00+14:00", None])
def test_an_odd_date_is_none(value):
    assert read(createdAt=value).created_at is None


@pytest.mark.parametrize("value", ["wide", True, {}, "1e30", -3])
def test_an_odd_number_is_none(value):
    assert read(imageWidth=value).width is None


def test_null_is_not_found():
    with pytest.raises(errors.NotFound):
        wire.read_generation(reply({"generations_by_pk": None}))


@pytest.mark.parametrize("body", [{}, [], "null", {"generations_by_pk": {"status": "COMPLETE"}}])
def test_a_generation_of_no_known_shape_is_a_bad_reply(body):
    with pytest.raises(errors.BadReply):
        wire.read_generation(reply(body))


def test_generations_come_newest_first_and_broken_entries_are_left_out():
    entries = [
        {"id": "undated", "createdAt": None},
        {"id": "old", "createdAt": "2026-09-01T10:00:00"},
        None,
        {"status": "COMPLETE"},
        {"id": "new", "createdAt": "2026-09-02T10:00:00Z"},
    ]
    found = wire.read_generations(reply({"generations": entries}))
    assert [generation.id for generation in found] == ["new", "old", "undated"]


def test_no_generations():
    assert wire.read_generations(reply({"generations": None})) == []


@pytest.mark.parametrize("body", [{}, {"generations": {}}, []])
def test_no_list_of_generations_is_a_bad_reply(body):
    with pytest.raises(errors.BadReply):
        wire.read_generations(reply(body))


@pytest.mark.parametrize(
    ("values", "balance"),
    [
        ({"apiPaidTokens": 1234, "apiSubscriptionTokens": 0}, Decimal(1234)),
        ({"apiPaidTokens": 5, "apiSubscriptionTokens": 1000}, Decimal(1005)),
        ({"apiPaidTokens": None, "apiSubscriptionTokens": 3}, Decimal(3)),
        ({"apiPaidTokens": 0}, Decimal(0)),
        ({"apiPaidTokens": 12.5}, Decimal("12.5")),
        ({"apiPaidTokens": None}, None),
        ({}, None),
    ],
)
def test_the_account(values, balance):
    entry = {"user": {"id": "u", "username": None}, "apiConcurrencySlots": 10, **values}
    account = wire.read_account(reply({"user_details": [entry]}))
    assert account == Account(user_id="u", name=None, balance=balance, concurrency_slots=10)


@pytest.mark.parametrize("details", [None, [], [None], [{"user": None}], [{"user": {"id": None}}]])
def test_an_account_without_a_user_is_a_bad_reply(details):
    with pytest.raises(errors.BadReply):
        wire.read_account(reply({"user_details": details}))


def test_a_picture_that_is_there_or_not():
    known = {"init_images_by_pk": {"id": "i", "url": "https://x/i.png", "createdAt": None}}
    assert wire.read_has_image(reply(known))
    assert not wire.read_has_image(reply({"init_images_by_pk": None}))
    odds: list[object] = [{}, [], {"init_images_by_pk": {}}, {"init_images_by_pk": [1]}]
    for odd in odds:
        with pytest.raises(errors.BadReply):
            wire.read_has_image(reply(odd))


def test_deleting():
    wire.read_deleted(reply({"delete_generations_by_pk": {"id": "g"}}))
    wire.read_deleted(reply("", 204))
    with pytest.raises(errors.NotFound):
        wire.read_deleted(reply({"delete_generations_by_pk": None}))
