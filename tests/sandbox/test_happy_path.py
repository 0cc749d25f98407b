"""A picture in, a clip out, in the order of the wire."""

from __future__ import annotations

import json
import uuid

from tests.sandbox.caller import picture


def test_every_step_answers_as_documented(caller):
    ticket = caller.ticket()
    assert ticket.keys() == {"id", "fields", "key", "url"}
    assert isinstance(ticket["fields"], str)
    stored = caller.store(ticket, picture())
    assert (stored.status_code, stored.content) == (204, b"")

    reply = caller.submit(caller.body(ticket["id"], width=736, height=400))
    generate = reply.json()["generate"]
    assert reply.status_code == 200
    assert generate["cost"] == {"amount": "0.4037", "unit": "DOLLARS"}
    assert generate["apiCreditCost"] is None
    assert uuid.UUID(generate["generationId"]).version == 6

    generation = caller.finish(generate["generationId"])
    image = generation["generated_images"][0]
    assert generation["status"] == "COMPLETE"
    assert generation["prompt"] == "the light moves"
    assert (generation["imageWidth"], generation["imageHeight"]) == (736, 400)
    assert generation["scheduler"] is generation["sdVersion"] is None
    film = caller.plain.get(image["motionMP4URL"])
    assert (film.status_code, film.headers["content-type"]) == (200, "video/mp4")
    assert film.content[4:8] == b"ftyp"
    poster = caller.plain.get(image["url"])
    assert (poster.status_code, poster.content[:3]) == (200, b"\xff\xd8\xff")


def test_cost_of_six_seconds_at_720p(caller):
    body = caller.body(caller.upload(), width=1280, height=720, duration=6)
    cost = caller.submit(body).json()["generate"]["cost"]
    assert cost == {"amount": "1.4352", "unit": "DOLLARS"}


def test_requests_are_recorded_without_the_key(caller):
    caller.generate()
    records = caller.plain.get(f"{caller.sandbox.control_url}/requests").json()
    assert [(r["method"], r["path"].rpartition("/")[2]) for r in records] == [
        ("POST", "init-image"),
        ("POST", ""),
        ("POST", "generations"),
    ]
    assert [r["authorization"] for r in records] == [True, False, True]
    assert records[2]["body"]["parameters"]["duration"] == 3
    assert caller.sandbox.key not in json.dumps(records)
    arrival = caller.sandbox.requests.matching("POST", "/v2/generations")[0]
    assert arrival.is_authorized
    assert "authorization" not in arrival.headers
    assert "video" not in arrival.path


def test_the_key_is_in_no_file(caller, tmp_path):
    caller.film()
    key = caller.sandbox.key.encode()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 7  # account, books, upload and picture, generation, film and poster
    assert not [path for path in files if key in path.read_bytes()]


def test_me_tells_the_balance_in_credits(caller):
    before = caller.api.get("/v1/me").json()["user_details"][0]
    caller.generate()
    after = caller.api.get("/v1/me").json()["user_details"][0]
    assert before["apiPaidTokens"] == 8361
    assert before["apiPaidTokens"] - after["apiPaidTokens"] == 135
    assert before["user"]["id"] == caller.sandbox.user_id


def test_models_hold_one_without_a_slug(caller):
    (model,) = caller.api.get("/v2/models").json()["productionApiAvailableModels"]
    assert model["name"] == "Grok Imagine 1.5"
    assert model["parameters"]["additionalProperties"] is False


def test_generations_are_listed_newest_first(caller):
    ids = [caller.generate() for _ in range(3)]
    path = f"/v1/generations/user/{caller.sandbox.user_id}"
    listed = caller.api.get(path).json()["generations"]
    assert [g["id"] for g in listed] == ids[::-1]
    page = caller.api.get(path, params={"offset": 1, "limit": 1}).json()["generations"]
    assert [g["id"] for g in page] == [ids[1]]
    assert caller.api.get("/v1/generations/user/someone").json() == {"generations": []}
    assert caller.api.get(path, params={"limit": "-1"}).status_code == 400


def test_deleted_generations_are_unknown(caller):
    generation_id = caller.generate()
    film = caller.finish(generation_id)["generated_images"][0]["motionMP4URL"]
    path = f"/v1/generations/{generation_id}"
    expected = {"delete_generations_by_pk": {"id": generation_id}}
    assert caller.api.delete(path).json() == expected
    assert caller.api.delete(path).json() == {"delete_generations_by_pk": None}
    assert caller.poll(generation_id).json() == {"generations_by_pk": None}
    assert caller.plain.get(film).status_code == 404


def test_init_images_are_shown_and_deleted(caller):
    image_id = caller.upload()
    path = f"/v1/init-image/{image_id}"
    image = caller.api.get(path).json()["init_images_by_pk"]
    assert image["id"] == image_id
    assert caller.plain.get(image["url"]).content == picture()
    assert caller.api.delete(path).json() == {"delete_init_images_by_pk": {"id": image_id}}
    assert caller.api.delete(path).json() == {"delete_init_images_by_pk": None}
    assert caller.api.get(path).json() == {"init_images_by_pk": None}


def test_a_picture_is_gone_when_it_is_asked_for(start):
    caller = start("image-gone")
    image_id = caller.upload()
    assert caller.api.get(f"/v1/init-image/{image_id}").json() == {"init_images_by_pk": None}
    assert "invalid init image id" in caller.submit(caller.body(image_id)).text
    caller.generate()  # another one is taken


def test_a_clip_is_pending_until_its_time_has_passed(start):
    caller = start(render_s=3600.0)
    generation = caller.poll(caller.generate()).json()["generations_by_pk"]
    assert (generation["status"], generation["generated_images"]) == ("PENDING", [])


def test_a_clip_goes_on_from_an_earlier_one(caller):
    image_id = caller.finish(caller.generate())["generated_images"][0]["id"]
    frame = {"start_frame": [{"image": {"id": image_id, "type": "GENERATED"}}]}
    reply = caller.submit(caller.body("", guidances=frame)).json()
    assert caller.finish(reply["generate"]["generationId"])["status"] == "COMPLETE"


def test_a_generations_id_is_no_images(caller):
    frame = {"start_frame": [{"image": {"id": caller.generate(), "type": "GENERATED"}}]}
    reply = caller.submit(caller.body("", guidances=frame))
    assert (reply.status_code, reply.json()["error"]) == (500, "Service Error")
