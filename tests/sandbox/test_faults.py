"""Each fault by name."""

from __future__ import annotations

import io
import time

import httpx
import pytest
from PIL import Image

from desktop.sandbox.faults import Fault, FaultPlan


def generations(caller):
    path = f"/v1/generations/user/{caller.sandbox.user_id}"
    return caller.api.get(path).json()["generations"]


def grain() -> bytes:
    """A picture whose film is large enough to be slow."""
    content = io.BytesIO()
    Image.effect_noise((100, 184), 40).save(content, "PNG")
    return content.getvalue()


def submit(caller):
    return caller.submit(caller.body(caller.upload()))


def test_lost_reply(start):
    caller = start("lost-reply")
    body = caller.body(caller.upload())
    with pytest.raises(httpx.RemoteProtocolError):
        caller.submit(body)
    assert len(generations(caller)) == 1
    assert caller.submit(body).status_code == 200


def test_rate_limit(start):
    caller = start("rate-limit")
    body = caller.body(caller.upload())
    reply = caller.submit(body)
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "1")
    assert generations(caller) == []
    assert caller.submit(body).status_code == 200


def test_moderated(start):
    caller = start("moderated")
    reply = submit(caller)
    assert reply.status_code == 403
    assert "content moderation filter" in reply.json()["error"]
    assert generations(caller) == []


def test_no_credit(start):
    caller = start("no-credit")
    reply = submit(caller)
    assert reply.status_code == 400
    text = f"not enough api tokens userId: {caller.sandbox.user_id}"
    assert reply.json() == {"error": text, "path": "$", "code": "unexpected"}


def test_bad_key(start):
    reply = start("bad-key").api.get("/v1/me")
    assert (reply.status_code, reply.json()["code"]) == (401, "access-denied")


def test_errors_in_200(start):
    reply = submit(start("errors-in-200"))
    assert reply.status_code == 200
    assert reply.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_html_403(start):
    caller = start("html-403")
    reply = submit(caller)
    assert (reply.status_code, reply.text[:9]) == (403, "<!DOCTYPE")
    assert generations(caller) == []


def test_fields_object(start):
    caller = start("fields-object")
    assert isinstance(caller.ticket()["fields"], dict)
    assert caller.upload()


def test_failed(start):
    caller = start("failed")
    generation = caller.finish(caller.generate())
    assert generation["status"] == "FAILED"
    assert generation["prompt_moderations"] == generation["generated_images"] == []


def test_moderated_failed(start):
    caller = start("moderated-failed")
    generation = caller.finish(caller.generate())
    assert generation["status"] == "FAILED"
    assert "NSFW" in generation["prompt_moderations"][0]["moderationClassification"]


def test_moderated_output(start):
    caller = start("moderated-output")
    generation = caller.finish(caller.generate())
    assert (generation["status"], generation["generated_images"]) == ("COMPLETE", [])


def test_nsfw_kept(start):
    caller = start("nsfw-kept")
    image = caller.finish(caller.generate())["generated_images"][0]
    assert image["nsfw"] is True
    assert caller.plain.get(image["motionMP4URL"]).status_code == 200


def test_expired_upload(start):
    caller = start("expired-upload")
    reply = caller.store(caller.ticket(), b"x")
    assert reply.status_code == 403
    assert "Policy expired" in reply.text
    assert caller.upload()


def test_cut_download_goes_on_by_range(start):
    caller = start()
    film = caller.film()
    whole = caller.plain.get(film).content
    caller.sandbox.faults.add("cut-download")
    half = interrupted(caller, film)
    assert half == whole[: len(whole) // 2]
    rest = caller.plain.get(film, headers={"range": f"bytes={len(half)}-"})
    assert rest.status_code == 206
    assert half + rest.content == whole


def test_cut_download_without_range_starts_again(start):
    caller = start()
    film = caller.film()
    whole = caller.plain.get(film).content
    caller.sandbox.faults.add("cut-download-no-range")
    half = interrupted(caller, film)
    again = caller.plain.get(film, headers={"range": f"bytes={len(half)}-"})
    assert (again.status_code, again.content) == (200, whole)
    assert "accept-ranges" not in again.headers


def interrupted(caller, address):
    received: list[bytes] = []
    with caller.plain.stream("GET", address) as reply:
        assert reply.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            received.extend(reply.iter_raw())
    return b"".join(received)


@pytest.mark.parametrize(("fault", "times"), [("server-error", 2), ("server-error:5", 5)])
def test_server_error(start, fault, times):
    caller = start(fault)
    generation_id = caller.generate()
    statuses = [caller.poll(generation_id).status_code for _ in range(times + 1)]
    assert statuses == [500] * times + [200]


def test_malformed(start):
    caller = start("malformed")
    generation_id = caller.generate()
    first = caller.poll(generation_id)
    assert first.status_code == 200
    with pytest.raises(ValueError, match="Unterminated"):
        first.json()
    assert caller.poll(generation_id).json()["generations_by_pk"]["id"] == generation_id


def test_late_url(start):
    caller = start("late-url")
    for _ in range(2):  # each clip is late by itself
        generation_id = caller.generate()
        polls = [caller.finish(generation_id) for _ in range(4)]
        films = [poll["generated_images"][0]["motionMP4URL"] for poll in polls]
        assert films[:3] == [None] * 3
        assert films[3].endswith(".mp4")


def test_slow_network(start):
    caller = start("slow-network")
    began = time.monotonic()
    assert caller.api.get("/v1/me").status_code == 200
    assert time.monotonic() - began >= 0.4


def test_slow_download(start):
    caller = start()
    image_id = caller.upload(grain())
    reply = caller.submit(caller.body(image_id)).json()
    film = caller.finish(reply["generate"]["generationId"])["generated_images"][0]["motionMP4URL"]
    caller.sandbox.faults.add("slow-network")
    began = time.monotonic()
    size = len(caller.plain.get(film).content)
    assert size > 50_000
    assert time.monotonic() - began >= size // 16_384 * 0.1 * 0.9


def test_faults_can_be_changed_from_outside(caller):
    address = f"{caller.sandbox.origin}/sandbox/faults"
    reply = caller.plain.post(address, json={"faults": ["bad-key"]})
    assert reply.json() == {"faults": ["bad-key"]}
    assert caller.api.get("/v1/me").status_code == 401
    assert caller.plain.post(address, json={"faults": ["nonsense"]}).status_code == 400
    assert caller.plain.post(address, content=b"{").status_code == 400
    assert caller.api.get("/v1/me").status_code == 200


@pytest.mark.parametrize("name", ["nonsense", "failed:0", "failed:-1", "failed:x", "failed "])
def test_a_fault_that_does_not_exist_is_refused(name):
    with pytest.raises(ValueError, match=name.partition(":")[0]):
        FaultPlan([name])


def test_every_fault_has_a_name_and_a_line():
    assert all(fault.label and fault.description for fault in Fault)
    assert len({fault.label for fault in Fault}) == len(Fault)
