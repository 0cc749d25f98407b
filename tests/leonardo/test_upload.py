"""A picture on its way to storage, seen from the wire."""

from __future__ import annotations

import errno
import threading
from pathlib import Path

import pytest

from desktop.core import errors
from tests.leonardo.conftest import KEY
from tests.leonardo.server import (
    FIELDS,
    IMAGE_ID,
    INIT_IMAGE,
    LOST,
    STORAGE,
    Answer,
    Server,
    script_job,
    ticket,
)


def xml(code, status, more=""):
    text = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>m</Message>{more}</Error>"
    return Answer(status=status, body=text.encode(), headers={"content-type": "application/xml"})


EXPIRED = xml("AccessDenied", 403, "<StringToSign>c2VjcmV0</StringToSign>")


async def test_the_fields_come_in_order_and_the_file_last(server, client, picture):
    script_job(server, b"")
    assert await client.upload(picture) == IMAGE_ID
    [request] = server.requests_to("POST", STORAGE)
    content = picture.read_bytes()
    expected = [(name, value.encode()) for name, value in FIELDS.items()]
    assert request.parts() == [*expected, ("file", content)]
    assert (
        b'Content-Disposition: form-data; name="file"; filename="start-frame.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + content
    ) in request.raw
    assert request.header("content-length") == str(len(request.body))
    assert request.header("transfer-encoding") is None
    assert b"Katze" not in request.raw


async def test_storage_gets_neither_the_key_nor_any_authorization(server, client, picture):
    script_job(server, b"")
    await client.upload(picture)
    [request] = server.requests_to("POST", STORAGE)
    assert request.header("authorization") is None
    assert request.header("cookie") is None
    assert KEY.encode() not in request.raw
    assert server.requests[0].header("authorization") == f"Bearer {KEY}"


async def test_a_netrc_file_adds_no_authorization(server, client, picture, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hidden\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    script_job(server, b"")
    await client.upload(picture)
    assert server.requests_to("POST", STORAGE)[0].header("authorization") is None


@pytest.mark.parametrize(
    ("name", "extension", "kind"),
    [
        ("a.jpg", "jpg", b"image/jpeg"),
        ("a.JPEG", "jpeg", b"image/jpeg"),
        ("a.png", "png", b"image/png"),
        ("a.webp", "webp", b"image/webp"),
    ],
)
async def test_extension_and_media_type_agree(server, client, tmp_path, name, extension, kind):
    script_job(server, b"")
    (tmp_path / name).write_bytes(b"x")
    await client.upload(tmp_path / name)
    assert server.requests_to("POST", INIT_IMAGE)[0].json() == {"extension": extension}
    assert b"Content-Type: " + kind + b"\r\n\r\nx" in server.requests_to("POST", STORAGE)[0].raw


@pytest.mark.parametrize("as_text", [True, False])
async def test_fields_may_be_text_or_an_object(server, client, picture, as_text):
    script_job(server, b"")
    server.on("POST", INIT_IMAGE, ticket(server, as_text=as_text))
    assert await client.upload(picture) == IMAGE_ID
    names = [name for name, _ in server.requests_to("POST", STORAGE)[0].parts()]
    assert names == [*FIELDS, "file"]


@pytest.mark.parametrize("status", [200, 201, 204])
async def test_any_success_of_storage_is_one(server, client, picture, status):
    script_job(server, b"")
    server.on("POST", STORAGE, Answer(status=status))
    assert await client.upload(picture) == IMAGE_ID


@pytest.mark.parametrize(
    "trouble", [EXPIRED, Answer.html(403), xml("ExpiredToken", 400), LOST, xml("SlowDown", 503)]
)
async def test_a_ticket_that_fails_is_replaced_by_a_new_one(server, client, picture, trouble):
    script_job(server, b"")
    server.on("POST", INIT_IMAGE, ticket(server, image_id="first"), ticket(server, image_id="new"))
    server.on("POST", STORAGE, trouble, Answer(status=204))
    assert await client.upload(picture) == "new"
    first, second = server.requests_to("POST", STORAGE)
    assert first.parts()[-1] == second.parts()[-1] == ("file", picture.read_bytes())


async def test_expired_tickets_are_replaced_at_once_and_given_up(server, client, picture, waits):
    script_job(server, b"")
    server.on("POST", STORAGE, EXPIRED)
    with pytest.raises(errors.UploadExpired) as caught:
        await client.upload(picture)
    assert len(server.requests_to("POST", INIT_IMAGE)) == 3
    assert waits.seconds == []
    assert caught.value.facts["reason"] == "AccessDenied"
    assert "c2VjcmV0" not in str(caught.value)


async def test_a_stalled_upload_times_out(server, impatient, picture):
    script_job(server, b"")
    server.on("POST", STORAGE, Answer(status=204, hold=threading.Event()))
    with pytest.raises(errors.TimedOut):
        await impatient.upload(picture)


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (xml("EntityTooLarge", 400, "<MaxSizeAllowed>100</MaxSizeAllowed>"), {"limit_bytes": 100}),
        (Answer.html(413), {}),
    ],
)
async def test_too_large_for_storage(server, client, picture, answer, facts):
    script_job(server, b"")
    server.on("POST", STORAGE, answer)
    with pytest.raises(errors.PictureTooLarge) as caught:
        await client.upload(picture)
    size = picture.stat().st_size
    assert caught.value.facts == {"name": picture.name, "size_bytes": size, **facts}
    assert len(server.requests_to("POST", STORAGE)) == 1


async def test_storage_that_refuses_for_good(server, client, picture):
    script_job(server, b"")
    server.on("POST", STORAGE, xml("MalformedPOSTRequest", 400))
    with pytest.raises(errors.Rejected) as caught:
        await client.upload(picture)
    assert caught.value.facts["reason"] == "MalformedPOSTRequest"


async def test_a_redirect_of_storage_is_not_followed(server, client, picture):
    script_job(server, b"")
    with Server() as elsewhere:
        away = {"location": elsewhere.url("/")}
        server.on("POST", STORAGE, Answer(status=307, headers=away))
        with pytest.raises(errors.BadReply):
            await client.upload(picture)
        assert elsewhere.requests == []


@pytest.mark.parametrize("url", ["https://evil.example/", "http://x.s3.amazonaws.com/", "/x"])
async def test_nothing_is_sent_to_a_host_that_is_not_storage(server, client, picture, url):
    script_job(server, b"")
    entry = {"id": "i", "url": url, "fields": "{}"}
    server.on("POST", INIT_IMAGE, Answer.json({"uploadInitImage": entry}))
    with pytest.raises(errors.BadReply) as caught:
        await client.upload(picture)
    assert caught.value.facts["reason"].startswith("address not")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda path: None, errors.PictureMissing),
        (lambda path: path.mkdir(), errors.PictureMissing),
        (lambda path: path.write_bytes(b""), errors.Unreadable),
    ],
)
async def test_a_picture_that_cannot_be_read(server, client, tmp_path, make, expected):
    path = tmp_path / "a.png"
    make(path)
    with pytest.raises(expected):
        await client.upload(path)
    assert server.requests == []


async def test_a_picture_that_may_not_be_read(server, client, picture, monkeypatch):
    def refuse(path):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(errors.Unreadable) as caught:
        await client.upload(picture)
    assert caught.value.facts["detail"] == "Permission denied"


async def test_a_picture_of_another_kind_is_not_sent(server, client, tmp_path):
    with pytest.raises(errors.NotAPicture):
        await client.upload(tmp_path / "a.gif")
    assert server.requests == []
