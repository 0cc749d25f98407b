"""A sandbox nobody can reach for a while, on the same port before and after."""

from __future__ import annotations

import contextlib
import threading
import time

import httpx
import pytest

from tests.sandbox.caller import grain

PATIENCE_S = 20.0


def test_offline_refuses_and_cuts_until_it_is_online_again(caller):
    address = caller.sandbox.url
    assert caller.api.get("/v1/me").status_code == 200
    caller.sandbox.go_offline()
    with pytest.raises((httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError)):
        caller.api.get("/v1/me")  # the connection that was kept
    for _ in range(3):
        with pytest.raises(httpx.ConnectError):
            caller.api.get("/v1/me")
    caller.sandbox.go_online()
    assert caller.sandbox.url == address
    assert caller.api.get("/v1/me").status_code == 200


def test_offline_for_some_seconds_ends_by_itself(start):
    caller = start("offline:1")
    began, is_back = time.monotonic(), False
    while not is_back:  # the fault is over a moment before connections are taken again
        assert time.monotonic() - began < PATIENCE_S
        with contextlib.suppress(httpx.TransportError):
            reply = caller.api.get("/v1/me")
            is_back = reply.status_code == 200 and not caller.sandbox.faults.names()


def test_the_control_road_stays_open(caller):
    address = f"{caller.sandbox.control_url}/faults"
    assert caller.plain.post(address, json={"faults": ["offline"]}).status_code == 200
    with pytest.raises(httpx.ConnectError):
        ask_until_refused(caller)
    assert caller.plain.post(address, json={"faults": []}).json() == {"faults": []}
    caller.sandbox.go_online()
    assert caller.api.get("/v1/me").status_code == 200


def ask_until_refused(caller):
    """The reply to the switch may be quicker than the switch."""
    for _ in range(20):
        with contextlib.suppress(httpx.ReadError, httpx.RemoteProtocolError):
            caller.api.get("/v1/me")


def test_a_guessed_control_road_leads_nowhere(caller):
    origin = caller.sandbox.control_url.rpartition("/")[0]
    assert caller.plain.get(f"{origin}/guess/books").status_code == 404


def test_a_download_under_way_is_cut(start):
    caller = start("slow-network")
    reply = caller.submit(caller.body(caller.upload(grain()))).json()
    film = caller.finish(reply["generate"]["generationId"])["generated_images"][0]["motionMP4URL"]
    with caller.plain.stream("GET", film) as reply:
        chunks = reply.iter_raw(1000)
        next(chunks)
        caller.sandbox.go_offline()
        with pytest.raises(httpx.TransportError):
            list(chunks)


def test_stopping_while_offline_leaves_no_thread(start):
    caller = start("offline")
    caller.sandbox.stop()
    assert not [t for t in threading.enumerate() if t.name.startswith("sandbox")]
