"""The lines between the app and its download process: read as written, or refused."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from desktop.core.errors import BrokenVideo, Bug, LinkExpired
from desktop.leonardo.clients import Timeouts
from desktop.leonardo.lines import (
    LONGEST_BYTES,
    Cancel,
    Cancelled,
    Ended,
    Failed,
    Fetch,
    Garbled,
    Lines,
    Logged,
    Moved,
    Ready,
    read_command,
    read_report,
    write_command,
    write_report,
)
from desktop.leonardo.order import Order

PART = Path("/videos/Straße \udcff.part").absolute()
ORDER = Order("https://cdn.leonardo.ai/x?sig=1", PART, "https://a.b/c", Timeouts(stall_s=1.5))


@pytest.mark.parametrize("command", [Fetch(7, ORDER), Cancel(7)])
def test_a_command_is_read_as_it_was_written(command):
    line = write_command(command)
    assert line.count(b"\n") == 1
    assert read_command(line) == command


def test_a_part_is_named_from_the_root():
    order = Order("u", Path("x.part"), "b", Timeouts())
    read = read_command(write_command(Fetch(1, order)))
    assert isinstance(read, Fetch)
    assert read.order.part == Path.cwd() / "x.part"


def test_an_order_does_not_show_its_address():
    assert "sig" not in repr(Fetch(1, ORDER))


@pytest.mark.parametrize(
    "report",
    [
        Ready("1.2.3"),
        Moved(1, 5, 10),
        Moved(1, 5, None),
        Ended(1, 10),
        Failed(1, LinkExpired(status=403, host="cdn")),
        Failed(1, BrokenVideo(name="é\n", size_bytes=1, detail="cut")),
        Cancelled(1),
        Logged(logging.INFO, "two\nlines"),
    ],
)
def test_a_report_is_read_as_it_was_written(report):
    line = write_report(report)
    assert line.count(b"\n") == 1
    assert read_report(line) == report


def test_a_problem_nobody_knows_is_a_bug():
    read = read_report(b'{"kind": "failed", "id": 1, "problem": {"code": "x", "facts": {}}}')
    assert read == Failed(1, Bug(summary="unknown problem x"))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff",
        b"Traceback (most recent call last):",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"kind": "surprise", "id": 1}',
        b'{"kind": "ended", "id": 1}',
        b'{"kind": "ended", "id": "1", "size": 1}',
        b'{"kind": "moved", "id": 1, "done": 1, "total": "2"}',
        b'{"kind": "failed", "id": 1, "problem": "offline"}',
        b'{"kind": "failed", "id": 1, "problem": {"code": "offline", "facts": 1}}',
        b'{"kind": "failed", "id": 1, "problem": {"code": "offline", "facts": {"self": 1}}}',
    ],
)
def test_anything_else_is_garbled(line):
    for read in (read_report, read_command):
        with pytest.raises(Garbled):
            read(line)


def test_lines_are_cut_where_they_end():
    lines = Lines()
    assert lines.feed(b"on") == []
    assert lines.feed(b"e\ntwo\nth") == [b"one", b"two"]
    assert lines.feed(b"ree\n") == [b"three"]
    with pytest.raises(Garbled):
        lines.feed(b"x" * (LONGEST_BYTES + 1))
