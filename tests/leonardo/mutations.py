"""Known replies of the API, and what can happen to one on its way: strategies for Hypothesis."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from tests.leonardo.server import FIELDS, GENERATION_ID, IMAGE_ID, USER_ID

CDN = "https://cdn.leonardo.ai/users/1/generations/2"
_IMAGE = {
    "id": "9841cd29",
    "nsfw": False,
    "likeCount": 0,
    "url": f"{CDN}/x-0.jpg",
    "motionMP4URL": f"{CDN}/x-0.mp4",
    "motionGIFURL": None,
    "generated_image_variation_generics": [],
}
_GENERATION = {
    "id": GENERATION_ID,
    "status": "COMPLETE",
    "createdAt": "2026-09-01T10:20:30.123",
    "prompt": "a slow pan",
    "public": False,
    "imageWidth": 1280,
    "imageHeight": 720,
    "scheduler": None,
    "prompt_moderations": [{"moderationClassification": ["NSFW"]}],
    "generated_images": [_IMAGE],
}
_TICKET = {
    "id": IMAGE_ID,
    "url": "https://uploads.s3-accelerate.amazonaws.com/",
    "key": "k",
    "fields": json.dumps(FIELDS),
}
_ME = {
    "user": {"id": USER_ID, "username": "name"},
    "apiConcurrencySlots": 10,
    "apiPaidTokens": 1234,
    "apiSubscriptionTokens": 0,
}
_COST = {"amount": "1.4352", "unit": "DOLLARS"}
_CREATED = {"generationId": GENERATION_ID, "apiCreditCost": None, "cost": _COST}
_HASURA = {"message": "m", "extensions": {"code": "BAD_REQUEST", "statusCode": 400, "path": "$"}}
_ARRAY = {
    "message": "m",
    "path": ["generate"],
    "locations": [{"line": 1, "column": 1}],
    "extensions": {
        "code": "VALIDATION_ERROR",
        "details": {"message": "b", "errors": [{"message": "a"}]},
    },
}
SUCCESSES: dict[str, list[Any]] = {
    "ticket": [
        {"uploadInitImage": _TICKET},
        {"uploadInitImage": {**_TICKET, "fields": FIELDS}},
    ],
    "submit": [
        {"generate": _CREATED},
        [{"generate": _CREATED}],
        {"sdGenerationJob": _CREATED},
        {"data": {"generate": _CREATED}},
    ],
    "generation": [
        {"generations_by_pk": _GENERATION},
        {"generations_by_pk": {"id": GENERATION_ID, "status": "PENDING", "generated_images": []}},
        {"generations_by_pk": None},
    ],
    "generations": [{"generations": [_GENERATION, {**_GENERATION, "id": "g2"}]}],
    "me": [{"user_details": [_ME]}],
    "delete": [{"delete_generations_by_pk": {"id": GENERATION_ID}}],
}
"""Every known reply, by the call it belongs to."""
REFUSALS: list[Any] = [
    {"errors": [_HASURA]},
    [_ARRAY],
    {"error": "not enough api tokens", "path": "$", "code": "unexpected"},
    {"message": "Forbidden"},
]
"""The shapes an error has in any of them."""

_TEXTS = st.sampled_from(
    [
        "",
        " ",
        "\x00\x1b[2J\r\n2026-11-22 ERROR forged",
        "\ud800",
        "\u202egpj.4pm",
        "x" * 100_000,
        "../../etc/passwd",
        "https://evil.example/x.mp4",
        "http://[",
        "file:///etc/passwd",
        "https://cdn.leonardo.ai:99999/x.mp4",
        "NaN",
        "sNaN",
        "Infinity",
        "-1",
        "1e999999999",
        "1e-999999999",
        "9" * 5_000,
        "9999-12-31T23:59:59.999999-23:59",
        "0001-01-01T00:00:00+23:59",
        "{" * 3_000,
        '{"a":' * 500,
        "the pending queue is full",
        "COMPLETE",
    ]
)


def _nested(depth: int) -> object:
    """Lists and objects in each other."""
    value: object = "deep"
    for level in range(depth):
        value = [value] if level % 2 else {"errors": value}
    return value


_NUMBERS = st.sampled_from([0, -1, 10**400, 2**63, 0.1, -0.0, 1e308, float("nan"), float("inf")])
_ODD = st.one_of(
    st.none(),
    st.booleans(),
    _NUMBERS,
    _TEXTS,
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.just([None]),
    st.just([[]]),
    st.just({"message": {"message": []}}),
    st.integers(1, 400).map(_nested),
)


def _places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each value in a reply, the reply itself first."""
    found = [path]
    if isinstance(value, dict):
        items: list[tuple[Any, object]] = list(value.items())
    else:
        items = list(enumerate(value)) if isinstance(value, list) else []
    for key, inner in items:
        found += _places(inner, (*path, key))
    return found


def _replaced(value: Any, path: tuple[Any, ...], odd: object, way: str) -> Any:
    if not path:
        return odd if way == "replace" else value
    copy = value.copy()
    key, *rest = path
    if rest:
        copy[key] = _replaced(copy[key], tuple(rest), odd, way)
    elif way == "drop":
        copy.pop(key)
    elif way == "wrap":
        copy[key] = [copy[key]]
    else:
        copy[key] = odd
    return copy


@st.composite
def bodies(draw: st.DrawFn, call: str) -> bytes:
    """A known reply with up to three changes, as the bytes of a body that may be damaged too."""
    known = SUCCESSES[call]
    value = draw(st.sampled_from([*known * len(REFUSALS), *REFUSALS * len(known)]))
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(_places(value)))
        way = draw(st.sampled_from(["replace", "replace", "replace", "drop", "wrap"]))
        value = _replaced(value, path, draw(_ODD), way)
    return draw(_damaged(json.dumps(value)))


_PAGES = st.sampled_from(
    [
        b"",
        b"null",
        b"NaN",
        b"-Infinity",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"1e99999999999999999999",
        b"9" * 5_000,
        b"<!DOCTYPE html><title>502</title>",
        b"<Error><Code>AccessDenied</Code></Error>",
        b"\x1f\x8b\x08\x00",
        b'"\\ud800"',
    ]
)
_ENCODINGS = st.sampled_from(["utf-16", "utf-32", "utf-8-sig", "cp037"])
_DOUBLED = b'{"id": null, "id": [], "errors": 0, '


def _damaged(text: str) -> st.SearchStrategy[bytes]:
    """Mostly not: cut, encoded wrongly, doubled keys, other bytes in it, another kind of page."""
    body = text.encode()
    cuts = st.integers(0, len(body))
    whole = st.just(body)
    other = [
        cuts.map(lambda at: body[:at]),
        st.builds(lambda at, odd: body[:at] + odd + body[at:], cuts, st.binary(max_size=30)),
        _ENCODINGS.map(text.encode),
        st.just(body.replace(b"{", _DOUBLED, 1)),
        st.integers(800, 1_100).map(lambda n: b'{"errors":' + b"[" * n + b"]" * n + b"}"),
        _PAGES,
    ]
    return st.one_of(*[whole] * len(other), *other)


REPLIES = st.sampled_from(list(SUCCESSES)).flatmap(
    lambda call: st.tuples(st.just(call), bodies(call))
)
"""A call, and the body of what comes back."""
STATUSES = st.sampled_from([*[200] * 8, 201, 204, 302, 400, 401, 402, 403, 404, 408, 429, 500, 502])
_HEADERS: dict[str, list[str]] = {
    "content-type": ["application/json", "text/html", "application/json; charset=utf-7", "\xff"],
    "x-request-id": ["r-1", "\x85forged", "x" * 5_000, ""],
    "retry-after": [
        *("3", "-1", "1e400", "nan", "Wed, 05 Aug 2026 10:00:30 GMT"),
        *("Wed, 05 Aug 99999 10:00:30 GMT", "Wed, 05 Aug 0001 10:00:30 +9999", "9" * 400),
    ],
    "content-encoding": ["identity", "gzip", "deflate", "x"],
    "set-cookie": ["a=b", "a=b; Domain=evil.example", ";;;="],
}
HEADERS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in _HEADERS.items()}
).map(lambda found: [(name.encode(), value.encode("latin-1")) for name, value in found.items()])
