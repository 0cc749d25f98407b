"""Each fault by name."""

from __future__ import annotations

import threading
import time

import httpx
import pytest

from desktop.sandbox.faults import Fault, FaultPlan
from desktop.sandbox.server import Sandbox
from tests.sandbox.caller import Caller, grain, picture


def generations(caller):
    path = f"/v1/generations/user/{caller.sandbox.user_id}"
    return caller.api.get(path).json()["generations"]


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
    address = f"{caller.sandbox.control_url}/faults"
    reply = caller.plain.post(address, json={"faults": ["bad-key"]})
    assert reply.json() == {"faults": ["bad-key"]}
    assert caller.api.get("/v1/me").status_code == 401
    assert caller.plain.post(address, json={"faults": ["nonsense"]}).status_code == 400
    assert caller.plain.post(address, content=b"{").status_code == 400
    assert caller.plain.get(address).json() == {"faults": ["bad-key"]}
    assert caller.plain.post(address, json={"faults": []}).json() == {"faults": []}
    assert caller.api.get("/v1/me").status_code == 200


@pytest.mark.parametrize("name", ["nonsense", "failed:0", "failed:-1", "failed:x", "failed "])
def test_a_fault_that_does_not_exist_is_refused(name):
    with pytest.raises(ValueError, match=name.partition(":")[0]):
        FaultPlan([name])


def test_every_fault_has_a_name_and_a_line():
    assert all(fault.label and fault.description for fault in Fault)
    assert len({fault.label for fault in Fault}) == len(Fault)


def test_lost_request_creates_nothing(start):
    caller = start("lost-request")
    body = caller.body(caller.upload())
    with pytest.raises(httpx.RemoteProtocolError):
        caller.submit(body)
    assert generations(caller) == []
    assert caller.submit(body).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status", "created"),
    [
        ("server-error-submit", 500, 0),
        ("server-error-created", 500, 1),
        ("malformed-submit", 200, 1),
        ("queue-full", 200, 0),
    ],
)
def test_submissions_that_end_oddly(start, fault, status, created):
    caller = start(fault)
    body = caller.body(caller.upload())
    assert caller.submit(body).status_code == status
    assert len(generations(caller)) == created
    assert "generate" in caller.submit(body).json()


@pytest.mark.parametrize(
    ("fault", "created"), [("silent-request", 0), ("silent-reply", 1), ("silent-poll", 1)]
)
def test_silence_lasts_until_the_client_goes(start, fault, created):
    caller = start(fault)
    caller.api.timeout = 0.3
    with pytest.raises(httpx.ReadTimeout):
        caller.poll(caller.generate())
    assert len(generations(caller)) == created
    assert caller.poll(caller.generate()).status_code == 200


def test_silence_does_not_hold_up_the_end(start):
    caller = start("silent-poll")

    def wait() -> None:
        with pytest.raises(httpx.TransportError):
            caller.poll("x")

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not caller.sandbox.requests.matching("GET", "/x"):
        time.sleep(0.01)
    began = time.monotonic()
    caller.sandbox.stop()
    waiting.join(5)
    assert time.monotonic() - began < 3
    assert not waiting.is_alive()


def test_bad_key_later(start):
    caller = start("bad-key-later:3")
    assert [caller.api.get("/v1/me").status_code for _ in range(5)] == [200] * 3 + [401] * 2


def test_late_listing(start):
    caller = start("late-listing")
    first = caller.generate()
    assert [generations(caller) for _ in range(2)] == [[], []]
    assert [g["id"] for g in generations(caller)] == [first]
    second = caller.generate()
    assert [[g["id"] for g in generations(caller)] for _ in range(3)][::2] == [
        [first],
        [second, first],
    ]


def test_twins_are_equal_but_for_id_and_time(start):
    caller = start("twin")
    caller.finish(caller.generate())
    one, other = generations(caller)
    for field in ("prompt", "imageWidth", "imageHeight", "public"):
        assert one[field] == other[field]
    assert one["id"] != other["id"]


@pytest.mark.parametrize(
    ("fault", "path"),
    [
        ("malformed-me", "/v1/me"),
        ("malformed-list", "/v1/generations/user/x"),
        ("malformed", "/v1/generations/x"),
    ],
)
def test_malformed_replies(start, fault, path):
    caller = start(fault)
    with pytest.raises(ValueError, match="Unterminated"):
        caller.api.get(path).json()
    assert caller.api.get(path).json()


@pytest.mark.parametrize(
    ("fault", "path", "status"),
    [
        ("rate-limit-poll", "/v1/generations/x", 429),
        ("html-poll", "/v1/generations/x", 403),
        ("server-error-list", "/v1/generations/user/x", 500),
    ],
)
def test_reads_that_are_refused_once(start, fault, path, status):
    caller = start(fault)
    assert [caller.api.get(path).status_code for _ in range(2)] == [status, 200]


@pytest.mark.parametrize("fault", ["server-error-ticket", "malformed-ticket"])
def test_tickets_that_fail_once(start, fault):
    caller = start(fault)
    body = {"extension": "png"}
    first = caller.api.post("/v1/init-image", json=body)
    assert first.status_code == 500 or first.text.endswith('"id": "')
    assert caller.ticket()["id"]


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("server-error-upload", 500, "InternalError"),
        ("upload-denied", 403, "AccessDenied"),
        ("upload-refused", 400, "InvalidArgument"),
    ],
)
def test_uploads_that_are_refused(start, fault, status, code):
    reply = (caller := start(fault)).store(caller.ticket(), picture())
    assert reply.status_code == status
    assert f"<Code>{code}</Code>" in reply.text


@pytest.mark.parametrize("fault", ["cut-upload", "silent-upload"])
def test_uploads_that_get_no_answer_once(start, fault):
    caller = start(fault)
    with pytest.raises(httpx.TransportError):
        caller.store(caller.ticket(), picture(), timeout=0.3)
    assert caller.upload()


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """One finished film for all that may happen to it."""
    with Sandbox(tmp_path_factory.mktemp("stock"), render_s=0) as sandbox:
        caller = Caller(sandbox)
        film = caller.film()
        yield caller, film, caller.plain.get(film).content
        caller.close()


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        ("gone-video", 404, "application/xml"),
        ("rate-limit-video", 429, "application/json; charset=utf-8"),
        ("server-error-video", 503, "application/xml"),
        ("html-video", 200, "text/html; charset=utf-8"),
        ("disguised-video", 200, "video/mp4"),
        ("wrong-type", 200, "image/jpeg"),
        ("truncated-video", 200, "video/mp4"),
    ],
)
def test_a_bad_answer_in_place_of_the_film(stock, fault, status, kind):
    caller, film, whole = stock
    caller.sandbox.faults.replace(fault)
    reply = caller.plain.get(film)
    assert (reply.status_code, reply.headers["content-type"]) == (status, kind)
    assert (reply.content == whole) is (fault == "wrong-type")
    assert int(reply.headers["content-length"]) == len(reply.content)
    if fault == "truncated-video":
        assert reply.content == whole[: len(whole) // 2]
    assert caller.plain.get(film).content == whole


def test_a_film_that_is_announced_too_large_is_cut(stock):
    caller, film, _ = stock
    caller.sandbox.faults.replace("huge-video")
    with caller.plain.stream("GET", film) as reply:
        assert reply.headers["content-length"] == "5000000000"
        with pytest.raises(httpx.RemoteProtocolError):
            reply.read()


def test_a_film_without_an_end(stock):
    caller, film, whole = stock
    caller.sandbox.faults.replace("endless-video")
    received = 0
    with caller.plain.stream("GET", film) as reply:
        assert "content-length" not in reply.headers
        for chunk in reply.iter_raw():
            received += len(chunk)
            if received > 3 * len(whole) + 1_000_000:
                break
    assert received > len(whole)


def test_a_film_that_never_comes(stock):
    caller, film, whole = stock
    caller.sandbox.faults.replace("silent-video")
    with pytest.raises(httpx.ReadTimeout):
        caller.plain.get(film, timeout=0.3)
    assert caller.plain.get(film).content == whole
