"""The calls of the API on the wire: what is sent, what is repeated, where the key goes."""

from __future__ import annotations

import json
import logging

import httpx
import pytest

from desktop.core import errors
from desktop.core.catalogue import Dimensions, default_model
from desktop.core.request import GenerationRequest
from desktop.leonardo.api import GenerationStatus, VideoApi
from desktop.leonardo.client import LeonardoClient
from tests.leonardo.conftest import KEY
from tests.leonardo.server import (
    GENERATION_ID,
    GENERATIONS,
    IMAGE_ID,
    INIT_IMAGE,
    LOST,
    ME,
    MINE,
    ONE,
    USER_ID,
    Answer,
    Server,
    created,
    generation,
    image,
    script_job,
)

REQUEST = GenerationRequest.default(default_model(), "a slow pan")


async def test_the_client_keeps_the_promise(client):
    api: VideoApi = client
    assert api is client


async def test_the_bytes_of_a_submit(server, client):
    server.on("POST", GENERATIONS, created())
    submitted = await client.submit(REQUEST, IMAGE_ID)
    [request] = server.requests
    assert (request.method, request.target) == ("POST", GENERATIONS)
    assert request.json() == {
        "model": "grok-imagine-1.5",
        "public": False,
        "parameters": {
            "prompt": "a slow pan",
            "duration": 6,
            "width": 1280,
            "height": 720,
            "quantity": 1,
            "motion_has_audio": True,
            "guidances": {"start_frame": [{"image": {"id": IMAGE_ID, "type": "UPLOADED"}}]},
        },
    }
    assert request.header("authorization") == f"Bearer {KEY}"
    assert request.header("content-type") == "application/json"
    assert request.header("accept") == "application/json"
    names = {name.lower() for name, _ in request.headers}
    assert names == {
        *("host", "user-agent", "accept", "accept-encoding", "connection"),
        *("content-type", "content-length", "authorization"),
    }
    assert submitted.generation_id == GENERATION_ID


async def test_a_prompt_of_any_characters_is_sent(server, client):
    server.on("POST", GENERATIONS, created())
    prompt = 'Ä "quoted" ❄ \U0001f600 \x00\n'
    await client.submit(GenerationRequest.default(default_model(), prompt), IMAGE_ID)
    assert server.requests[0].json()["parameters"]["prompt"] == prompt


async def test_auto_is_sent_as_two_zeros(server, client):
    server.on("POST", GENERATIONS, created())
    auto = GenerationRequest(default_model(), "", Dimensions(0, 0), 3, audio=False, public=True)
    await client.submit(auto, IMAGE_ID)
    parameters = server.requests[0].json()["parameters"]
    assert (parameters["width"], parameters["height"], parameters["prompt"]) == (0, 0, "")


UNCLEAR = [
    LOST,
    Answer(status=500, body=b'{"error": "Service Error"}'),
    Answer.html(502),
    Answer.html(200),
    Answer(body=b'{"generate": {"generationId": "1f19'),
    created().but(cut_at=20),
    Answer(raw=b"nonsense\r\n\r\n"),
    Answer(body=b"not gzip", headers={"content-encoding": "gzip"}),
    Answer(body=b" " * 5_000_000),
]


@pytest.mark.parametrize("answer", UNCLEAR)
async def test_a_submit_whose_answer_is_unclear_is_not_repeated(server, client, answer):
    server.on("POST", GENERATIONS, answer)
    with pytest.raises(errors.ReplyLost):
        await client.submit(REQUEST, IMAGE_ID)
    assert len(server.requests_to("POST", GENERATIONS)) == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer.json({"error": "not enough api tokens"}, 400), errors.OutOfCredits),
        (Answer.json({"error": "x", "code": "access-denied"}, 401), errors.BadKey),
        (Answer.json([{"message": "content moderation filter: x"}]), errors.Moderated),
        (Answer.json({"errors": [{"message": "invalid dimensions"}]}), errors.Rejected),
        (Answer.html(403), errors.ServerFailed),
        (Answer(status=429, headers={"retry-after": "3"}), errors.RateLimited),
    ],
)
async def test_a_refused_submit_is_not_repeated_either(server, client, waits, answer, expected):
    server.on("POST", GENERATIONS, answer)
    with pytest.raises(errors.Problem) as caught:
        await client.submit(REQUEST, IMAGE_ID)
    assert type(caught.value) is expected
    assert len(server.requests) == 1
    assert waits.seconds == []


async def test_a_submit_that_times_out_is_lost(server, impatient):
    import threading

    server.on("POST", GENERATIONS, created().but(hold=threading.Event()))
    with pytest.raises(errors.ReplyLost):
        await impatient.submit(REQUEST, IMAGE_ID)
    assert len(server.requests) == 1


async def test_a_submit_without_a_connection_is_offline(make_client):
    with Server() as gone:
        pass
    with pytest.raises(errors.Offline) as caught:
        await make_client(gone.base_url).submit(REQUEST, IMAGE_ID)
    assert caught.value.facts["host"] == "127.0.0.1"


async def test_a_submit_never_goes_over_a_connection_that_was_used_before(server, client):
    script_job(server, b"")
    await client.me()
    await client.submit(REQUEST, IMAGE_ID)
    await client.submit(REQUEST, IMAGE_ID)
    assert server.connections == 3


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx.ConnectError, errors.Offline),
        (httpx.ConnectTimeout, errors.Offline),
        (httpx.PoolTimeout, errors.Offline),
        (httpx.ProxyError, errors.Offline),
        (httpx.ReadTimeout, errors.ReplyLost),
        (httpx.WriteTimeout, errors.ReplyLost),
        (httpx.ReadError, errors.ReplyLost),
        (httpx.WriteError, errors.ReplyLost),
        (httpx.CloseError, errors.ReplyLost),
        (httpx.RemoteProtocolError, errors.ReplyLost),
        (httpx.LocalProtocolError, errors.ReplyLost),
        (httpx.DecodingError, errors.ReplyLost),
        (ConnectionResetError, errors.ReplyLost),
        (TimeoutError, errors.ReplyLost),
    ],
)
async def test_offline_only_when_not_a_byte_was_written(make_client, error, expected):
    calls = []

    def fail(request):
        calls.append(request)
        raise error("https://x.example/?Signature=s3cret")

    api = make_client("https://api.example/rest", transport=httpx.MockTransport(fail))
    with pytest.raises(errors.NetworkProblem) as caught:
        await api.submit(REQUEST, IMAGE_ID)
    assert type(caught.value) is expected
    assert "s3cret" not in str(caught.value)
    assert len(calls) == 1
    other = errors.Offline if expected is errors.Offline else errors.TimedOut
    with pytest.raises(other):
        await api.me()


async def test_a_full_pool_makes_a_new_client(make_client):
    def fail(request):
        raise httpx.PoolTimeout("full")

    api = make_client("https://api.example/rest", transport=httpx.MockTransport(fail))
    slot = api._api._calls
    stuck = await slot.client()
    with pytest.raises(errors.Offline):
        await api.me()
    assert await slot.client() is not stuck
    await api.close()
    assert stuck.is_closed


@pytest.mark.parametrize(
    "trouble",
    [
        LOST,
        Answer(status=500),
        Answer.html(502),
        Answer.html(403),
        Answer.html(200),
        Answer(body=b'{"generations_by'),
        generation().but(cut_at=5),
        Answer(status=429),
    ],
)
async def test_a_reading_is_repeated(server, client, waits, trouble):
    server.on("GET", ONE, trouble, trouble, generation("FAILED"))
    found = await client.generation(GENERATION_ID)
    assert found.status is GenerationStatus.FAILED
    assert [round(wait, 3) > 0 for wait in waits.seconds] == [True, True]
    assert 0.25 <= waits.seconds[0] <= 0.75
    assert 0.5 <= waits.seconds[1] <= 1.5


async def test_a_reading_is_given_up_after_three_times(server, client):
    server.on("GET", ME, Answer(status=503, headers={"x-request-id": "r-7"}))
    with pytest.raises(errors.ServerFailed) as caught:
        await client.me()
    assert len(server.requests) == 3
    assert caught.value.facts == {"host": "127.0.0.1", "status": 503, "request_id": "r-7"}


async def test_retry_after_is_waited_for_when_it_is_short(server, client, waits):
    busy = Answer(status=429, headers={"retry-after": "4"})
    script_job(server, b"")
    server.on("GET", ME, busy, Answer(status=429, headers={"retry-after": "900"}))
    with pytest.raises(errors.RateLimited) as caught:
        await client.me()
    assert waits.seconds == [4.0]
    assert caught.value.facts["retry_after_s"] == 900.0


async def test_a_wrong_key_is_not_tried_again(server, client):
    server.on("GET", ME, Answer.json({"error": "x", "path": "$", "code": "access-denied"}, 401))
    with pytest.raises(errors.BadKey) as caught:
        await client.me()
    assert len(server.requests) == 1
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("method", ["me", "generation"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_carries_no_key(server, client, method, status):
    with Server() as elsewhere:
        target = {"location": elsewhere.url("/caught")}
        server.on("GET", ME, Answer(status=status, headers=target))
        server.on("GET", ONE, Answer(status=status, headers=target))
        with pytest.raises(errors.BadReply):
            await (client.me() if method == "me" else client.generation(GENERATION_ID))
        assert elsewhere.requests == []


async def test_a_redirected_submit_is_not_followed(server, client):
    with Server() as elsewhere:
        target = {"location": elsewhere.url("/caught")}
        server.on("POST", GENERATIONS, Answer(status=307, headers=target))
        with pytest.raises(errors.BadReply):
            await client.submit(REQUEST, IMAGE_ID)
        assert elsewhere.requests == []


async def test_the_account_and_its_generations(server, client):
    script_job(server, b"")
    entry = {"id": "g", "status": "COMPLETE", "createdAt": "2026-09-01T10:20:30"}
    server.on("GET", MINE, Answer.json({"generations": [entry]}))
    account = await client.me()
    [found] = await client.generations(account.user_id, offset=20, limit=5)
    assert (account.user_id, account.balance, account.concurrency_slots) == (USER_ID, 1234, 10)
    assert found.id == "g"
    assert server.requests[-1].target == f"{MINE}?offset=20&limit=5"


async def test_polls_until_a_late_video_is_there(server, client):
    late = generation("COMPLETE", image(server, video=None))
    server.on("GET", ONE, generation(), late, late, generation("COMPLETE", image(server)))
    urls = [(await client.generation(GENERATION_ID)).video_url for _ in range(4)]
    assert [url is None for url in urls] == [True, True, True, False]


async def test_an_unknown_generation_is_not_found(server, client):
    server.on("GET", ONE, Answer.json({"generations_by_pk": None}))
    with pytest.raises(errors.NotFound):
        await client.generation(GENERATION_ID)
    assert len(server.requests) == 1


async def test_a_picture_is_asked_for_by_its_id(server, client):
    path = f"{INIT_IMAGE}/image-1"
    server.on("GET", path, Answer.json({"init_images_by_pk": {"id": "image-1"}}))
    assert await client.has_image("image-1")
    server.on("GET", path, Answer.json({"init_images_by_pk": None}))
    assert not await client.has_image("image-1")
    server.on("GET", path, Answer.json({"error": "not found", "path": "$"}, status=404))
    assert not await client.has_image("image-1")
    server.on("GET", path, Answer(status=500))
    with pytest.raises(errors.ServerFailed):
        await client.has_image("image-1")


async def test_deleting_is_tried_once(server, client):
    server.on("DELETE", ONE, Answer(status=500), Answer.json({"delete_generations_by_pk": {}}))
    with pytest.raises(errors.ServerFailed):
        await client.delete(GENERATION_ID)
    await client.delete(GENERATION_ID)
    assert len(server.requests) == 2


@pytest.mark.parametrize("odd", ["../me", "a/b?c#d", "a b", "..", "ä"])
async def test_an_odd_id_stays_one_segment(server, client, odd):
    with pytest.raises(errors.NotFound):
        await client.generation(odd)
    target = server.requests[0].target
    assert target.startswith("/api/rest/v1/generations/")
    assert target.count("/") == 5
    assert "?" not in target


async def test_an_empty_id_is_not_asked_for(server, client):
    with pytest.raises(errors.NotFound):
        await client.generation(" ")
    assert server.requests == []


@pytest.mark.parametrize("key", ["", "  ", "\n"])
async def test_without_a_key_nothing_is_sent(server, key):
    api = LeonardoClient(key, base_url=server.base_url)
    with pytest.raises(errors.NoKey):
        await api.me()
    await api.close()
    assert server.requests == []


@pytest.mark.parametrize("key", ["Schlüssel-1234", "two words-1234", "line\nbreak-1234"])
async def test_a_key_that_cannot_be_one_is_not_sent(server, key):
    api = LeonardoClient(key, base_url=server.base_url)
    with pytest.raises(errors.BadKey):
        await api.me()
    await api.close()
    assert server.requests == []


async def test_nothing_logged_holds_the_key(server, client, caplog):
    caplog.set_level(logging.DEBUG)
    script_job(server, b"")
    server.on("GET", ME, Answer.json({"error": f"bad key {KEY}"}, 401))
    with pytest.raises(errors.BadKey) as caught:
        await client.me()
    await client.submit(REQUEST, IMAGE_ID)
    assert "/v2/generations: 200" in caplog.text
    assert KEY not in caplog.text
    assert KEY not in json.dumps(caught.value.to_record())


async def test_a_ticket_is_asked_for_again_when_its_reply_is_lost(server, client, picture):
    script_job(server, b"")
    answers = (LOST, Answer(status=500), Answer(status=500))
    server.on("POST", INIT_IMAGE, *answers)
    with pytest.raises(errors.ServerFailed):
        await client.upload(picture)
    assert len(server.requests) == 3
    assert server.requests[0].json() == {"extension": "jpg"}


async def test_a_closed_client_refuses(server, client):
    script_job(server, b"")
    await client.me()
    await client.close()
    with pytest.raises(RuntimeError):
        await client.me()


@pytest.mark.parametrize("proxy", ["nonsense://x", "socks5://127.0.0.1:1"])
async def test_a_proxy_that_cannot_be_used_is_offline(monkeypatch, make_client, proxy):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(errors.Offline):
        await make_client("https://api.example/rest").open()


async def test_loopback_never_goes_through_a_proxy(monkeypatch, server, client):
    with Server() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.root_url)
        monkeypatch.setenv("ALL_PROXY", proxy.root_url)
        script_job(server, b"")
        await client.me()
        assert proxy.requests == []


async def test_a_proxy_that_refuses_the_tunnel_never_sees_the_key(monkeypatch, make_client):
    with Server() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.root_url)
        with pytest.raises(errors.Offline):
            await make_client("https://api.example/rest").submit(REQUEST, IMAGE_ID)
        [request] = proxy.requests
        assert request.method == "CONNECT"
        assert KEY.encode() not in request.raw
