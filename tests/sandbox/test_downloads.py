"""Range, ETag and the refusal of keys at the addresses films are fetched from."""

from __future__ import annotations

import pytest

from desktop.sandbox.cdn import Span, read_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-9", Span(0, 10, 100)),
        ("bytes=90-", Span(90, 100, 100)),
        ("bytes=-5", Span(95, 100, 100)),
        ("bytes=-500", Span(0, 100, 100)),
        ("bytes=50-500", Span(50, 100, 100)),
        ("bytes=99-99", Span(99, 100, 100)),
        ("bytes=9-3", None),
        ("bytes=-", None),
        ("bytes=0-1,4-5", None),
        ("items=0-1", None),
        ("", None),
    ],
)
def test_ranges_are_read(header, expected):
    assert read_range(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_ranges_beyond_the_end_cannot_be_met(header):
    with pytest.raises(ValueError, match="bytes"):
        read_range(header, 100)


def test_a_film_is_served_whole_in_parts_or_not_at_all(caller):
    film = caller.film()
    whole = caller.plain.get(film)
    size = len(whole.content)
    assert whole.headers["accept-ranges"] == "bytes"
    assert int(whole.headers["content-length"]) == size

    part = caller.plain.get(film, headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{size}"
    assert part.headers["etag"] == whole.headers["etag"]

    beyond = caller.plain.get(film, headers={"range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.content) == (416, b"")
    assert beyond.headers["content-range"] == f"bytes */{size}"

    changed = caller.plain.get(film, headers={"range": "bytes=10-", "if-range": '"other"'})
    assert (changed.status_code, len(changed.content)) == (200, size)

    same = caller.plain.get(film, headers={"if-none-match": whole.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")

    head = caller.plain.head(film)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(size)


def test_a_key_is_refused_so_that_leaks_show(caller):
    reply = caller.api.get(caller.film())
    assert reply.status_code == 403
    assert "AccessDenied" in reply.text


@pytest.mark.parametrize(
    "path",
    [
        "users/x/generations/x/sandbox-0.mp4",
        "users/x/initImages/x.png",
        "users/x/initImages/..%2F..%2Faccount.json",
        "nothing",
    ],
)
def test_what_is_not_there_is_not_found(caller, path):
    assert caller.plain.get(f"{caller.sandbox.origin}/cdn/{path}").status_code == 404


def test_a_film_that_is_not_rendered_is_not_there(start):
    caller = start("moderated-output")
    generation_id = caller.generate()
    path = f"users/x/generations/{generation_id}/sandbox-0.mp4"
    assert caller.plain.get(f"{caller.sandbox.origin}/cdn/{path}").status_code == 404
