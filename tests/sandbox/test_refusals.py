"""What the API does not take, and the shape in which it says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop.sandbox import uploads
from tests.sandbox.caller import picture

FRAME = {"image": {"id": "x", "type": "UPLOADED"}}


def validation_text(reply):
    assert reply.status_code == 200, reply.text
    (error,) = reply.json()
    assert error["extensions"]["code"] == "VALIDATION_ERROR"
    return error["extensions"]["details"]["errors"][0]["message"]


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"duration": 2}, "duration"),
        ({"duration": 16}, "duration"),
        ({"duration": 6.0}, "duration"),
        ({"duration": "6"}, "duration"),
        ({"duration": True}, "duration"),
        ({"width": 1280, "height": 721}, "invalid dimensions"),
        ({"width": 720, "height": 720}, "invalid dimensions"),
        ({"width": 1888, "height": 1072}, "invalid dimensions"),
        ({"width": None}, "width"),
        ({"prompt": "x" * 5001}, "maximum length of 5000"),
        ({"prompt": None}, "prompt"),
        ({"quantity": 2}, "quantity"),
        ({"motion_has_audio": 1}, "motion_has_audio"),
        ({"seed": 1}, "additional properties: seed"),
        ({"guidances": None}, "guidances"),
        ({"guidances": {}}, "exactly 1"),
        ({"guidances": {"start_frame": []}}, "exactly 1"),
        ({"guidances": {"start_frame": [FRAME, FRAME]}}, "exactly 1"),
        ({"guidances": {"start_frame": [FRAME], "end_frame": [FRAME]}}, "end_frame"),
        ({"guidances": {"start_frame": [{"image": {"type": "UPLOADED"}}]}}, "id"),
        ({"guidances": {"start_frame": [{"image": {"id": "x", "type": "URL"}}]}}, "type"),
        ({"guidances": {"start_frame": [{"image": {"id": "x", "type": []}}]}}, "type"),
        ({"guidances": {"start_frame": [FRAME]}}, "invalid init image id"),
        (
            {"guidances": {"start_frame": [{"image": {"id": "x", "type": "GENERATED"}}]}},
            "invalid generated image id",
        ),
    ],
)
def test_parameters_are_validated(caller, parameters, reason):
    image_id = "" if "guidances" in parameters else caller.upload()
    assert reason in validation_text(caller.submit(caller.body(image_id, **parameters)))


def test_the_longest_prompt_and_an_empty_one_are_taken(caller):
    assert caller.generate(prompt="x" * 5000)
    assert caller.generate(prompt="")


def test_the_model_is_a_slug(caller):
    body = {**caller.body(caller.upload()), "model": "Grok Imagine 1.5"}
    assert "not supported" in validation_text(caller.submit(body))


def test_public_is_a_boolean(caller):
    body = {**caller.body(caller.upload()), "public": "no"}
    assert "public" in validation_text(caller.submit(body))


def test_a_field_beside_the_documented_ones_is_refused(caller):
    reply = caller.submit({**caller.body(caller.upload()), "width": 1280})
    assert reply.status_code == 400
    assert reply.json() == {
        "error": "Unexpected variable width",
        "path": "$",
        "code": "bad-request",
    }


def test_a_ticket_without_its_picture_is_no_start_frame(caller):
    reply = caller.submit(caller.body(caller.ticket()["id"]))
    assert validation_text(reply) == "couldn't access image"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"{", "application/json"),
        (b"", "application/json"),
        (b"[]", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"{}", "text/plain"),
    ],
)
def test_a_body_that_is_no_json_object_is_a_bad_request(caller, content, media_type):
    headers = {"content-type": media_type}
    reply = caller.api.post("/v2/generations", content=content, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (400, "bad-request")


def test_a_huge_body_is_refused(caller):
    headers = {"content-type": "application/json"}
    reply = caller.api.post("/v2/generations", content=b" " * 26_000_000, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (413, "bad-request")


def test_a_lone_surrogate_comes_back_as_it_went(caller):
    body = json.dumps(caller.body(caller.upload(), prompt="\ud83d"))
    headers = {"content-type": "application/json"}
    reply = caller.api.post("/v2/generations", content=body, headers=headers)
    generation_id = reply.json()["generate"]["generationId"]
    assert caller.poll(generation_id).json()["generations_by_pk"]["prompt"] == "\ud83d"


@pytest.mark.parametrize("extension", ["gif", "PNG", ".png", None, 1, ["png"]])
def test_only_four_extensions_are_taken(caller, extension):
    reply = caller.api.post("/v1/init-image", json={"extension": extension})
    assert reply.status_code == 400
    assert reply.json()["error"] == "invalid file extension"


@pytest.mark.parametrize(
    ("header", "message", "code"),
    [
        (None, "Authentication hook unauthorized this request", "access-denied"),
        ("Bearer nonsense", "Invalid response from authorization hook", "unexpected"),
        ("Basic eDp5", "Invalid response from authorization hook", "unexpected"),
    ],
)
def test_the_key_is_checked(caller, header, message, code):
    headers = {"authorization": header} if header else {}
    reply = caller.plain.get(f"{caller.sandbox.url}/v1/me", headers=headers)
    assert reply.status_code == 401
    assert reply.json() == {"error": message, "path": "$", "code": code}


def test_any_uuid_is_a_good_key(caller):
    headers = {"authorization": "Bearer 6F2C1D7E-0000-4000-8000-0123456789AB"}
    assert caller.plain.get(f"{caller.sandbox.url}/v1/me", headers=headers).status_code == 200


def test_without_rest_a_gateway_answers_in_html(caller):
    reply = caller.api.post(f"{caller.sandbox.origin}/api/v2/generations", json={})
    assert reply.status_code == 403
    assert reply.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v2/generations/x", 404), ("PUT", "/v1/me", 405), ("GET", "/v1/nothing", 404)],
)
def test_unknown_endpoints_are_not_found(caller, method, path, status):
    reply = caller.api.request(method, path)
    assert (reply.status_code, reply.json()["code"]) == (status, "not-found")


def test_too_little_money_is_told_as_errors_in_a_200(start):
    caller = start(balance_usd=1)
    reply = caller.submit(caller.body(caller.upload(), duration=15))
    assert reply.status_code == 200
    (error,) = reply.json()["errors"]
    assert (error["message"], error["extensions"]["statusCode"]) == ("Insufficient tokens", 402)
    listed = caller.api.get(f"/v1/generations/user/{caller.sandbox.user_id}").json()
    assert listed == {"generations": []}


class TestStorage:
    def refused(self, reply, status, code):
        assert reply.status_code == status, reply.text
        assert reply.headers["content-type"] == "application/xml"
        assert f"<Code>{code}</Code>" in reply.text
        return reply.text

    def test_authorization_is_refused(self, caller):
        headers = {"authorization": f"Bearer {caller.sandbox.key}"}
        reply = caller.store(caller.ticket(), picture(), headers=headers)
        self.refused(reply, 403, "AccessDenied")

    def test_a_ticket_lives_two_minutes(self, caller, monkeypatch):
        ticket = caller.ticket()
        monkeypatch.setattr(uploads, "TICKET_LIFE_S", -1.0)
        assert "Policy expired" in self.refused(
            caller.store(ticket, picture()), 403, "AccessDenied"
        )

    @pytest.mark.parametrize("name", ["key", "Policy", "X-Amz-Date", "Content-Type"])
    def test_every_field_must_come_back(self, caller, name):
        ticket = caller.ticket()
        fields = json.loads(ticket["fields"])
        del fields[name]
        reply = caller.store({**ticket, "fields": fields}, picture())
        self.refused(reply, 403, "AccessDenied")

    def test_a_field_that_was_changed_breaks_the_signature(self, caller):
        ticket = caller.ticket()
        fields = {**json.loads(ticket["fields"]), "Content-Type": "image/gif"}
        reply = caller.store({**ticket, "fields": fields}, picture())
        self.refused(reply, 403, "SignatureDoesNotMatch")

    def test_a_field_that_was_added_is_refused(self, caller):
        ticket = caller.ticket()
        fields = {**json.loads(ticket["fields"]), "acl": "public-read"}
        reply = caller.store({**ticket, "fields": fields}, picture())
        assert "Extra input fields: acl" in self.refused(reply, 403, "AccessDenied")

    def test_what_comes_after_the_file_is_ignored(self, caller):
        ticket = caller.ticket()
        fields = json.loads(ticket["fields"])
        parts: list[Any] = [("file", ("start.png", picture(), "image/png"))]
        parts += [(name, (None, value)) for name, value in fields.items()]
        reply = caller.plain.post(ticket["url"], files=parts)
        self.refused(reply, 403, "AccessDenied")

    def test_the_part_is_called_file(self, caller):
        ticket = caller.ticket()
        files = {"image": ("start.png", picture(), "image/png")}
        reply = caller.plain.post(ticket["url"], data=json.loads(ticket["fields"]), files=files)
        self.refused(reply, 400, "InvalidArgument")

    @pytest.mark.parametrize("content", [picture("JPEG"), b"no picture", picture()[:4]])
    def test_the_content_must_be_of_the_declared_extension(self, caller, content):
        self.refused(caller.store(caller.ticket("png"), content), 400, "InvalidArgument")

    @pytest.mark.parametrize(
        ("extension", "kind"), [("jpg", "JPEG"), ("jpeg", "JPEG"), ("webp", "WEBP")]
    )
    def test_the_other_extensions_are_taken(self, caller, extension, kind):
        assert caller.upload(picture(kind), extension)

    def test_an_empty_file_is_refused(self, caller):
        self.refused(caller.store(caller.ticket(), b""), 400, "EntityTooSmall")

    @pytest.mark.parametrize("size", [25_000_001, 30_000_000])
    def test_a_huge_file_is_refused(self, caller, size):
        self.refused(caller.store(caller.ticket(), bytes(size)), 400, "EntityTooLarge")

    def test_json_is_no_form(self, caller):
        reply = caller.plain.post(caller.ticket()["url"], json={})
        self.refused(reply, 412, "PreconditionFailed")

    def test_a_broken_form_is_malformed(self, caller):
        headers = {"content-type": "multipart/form-data; boundary=x"}
        reply = caller.plain.post(caller.ticket()["url"], content=b"no form", headers=headers)
        self.refused(reply, 400, "MalformedPOSTRequest")

    def test_a_form_without_its_boundary_is_malformed(self, caller):
        headers = {"content-type": "multipart/form-data"}
        reply = caller.plain.post(caller.ticket()["url"], content=b"x" * 200_000, headers=headers)
        self.refused(reply, 400, "MalformedPOSTRequest")

    def test_a_used_ticket_may_be_used_again_while_it_lives(self, caller):
        ticket = caller.ticket()
        assert caller.store(ticket, picture()).status_code == 204
        assert caller.store(ticket, picture()).status_code == 204
