"""The search for secrets finds those that are there: else it would prove nothing."""

import base64

import pytest

from tests.faults.program import KEY
from tests.faults.secrecy import leaks


@pytest.mark.parametrize(
    "content",
    [
        KEY.encode(),
        KEY.upper().encode(),
        KEY.encode("utf-16-le"),
        base64.b64encode(KEY.encode()),
        b"https://x/?x-amz-signature=1",
        b"X-Amz-Signature",
    ],
)
def test_a_secret_is_found(tmp_path, content):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "log").write_bytes(b"before " + content + b" after")
    (deep / "other").write_bytes(b"nothing")
    assert leaks(tmp_path, KEY) == [deep / "log"]


def test_where_there_is_none_none_is_found(tmp_path):
    (tmp_path / "log").write_bytes(b"Authorization: [redacted]")
    assert leaks(tmp_path, KEY) == []
    assert leaks(tmp_path / "gone", KEY) == []
