"""What the sandbox writes down: submissions, generations, charges, uploads."""

from __future__ import annotations

import httpx
import pytest

from desktop.sandbox.books import Kind


def kinds(caller):
    return [entry.kind for entry in caller.sandbox.books.all()]


def test_a_clip_is_one_upload_one_submission_one_charge_and_one_creation(caller):
    generation_id = caller.generate(prompt="a pan")
    upload, submission, charge, creation = caller.sandbox.books.all()
    assert [upload.kind, submission.kind, charge.kind, creation.kind] == [
        Kind.UPLOAD,
        Kind.SUBMISSION,
        Kind.CHARGE,
        Kind.CREATION,
    ]
    assert submission.facts == {"number": 1, "prompt": "a pan"}
    assert (creation.facts["number"], creation.facts["generation_id"]) == (1, generation_id)
    assert charge.facts["amount_usd"] == "0.4037"
    assert upload.at <= submission.at <= creation.at


@pytest.mark.parametrize(
    ("fault", "came_of_it"),
    [
        ("rate-limit", [Kind.REFUSAL]),
        ("queue-full", [Kind.REFUSAL]),
        ("bad-key-later:1", [Kind.REFUSAL]),
        ("server-error-submit", []),
        ("lost-request", []),
        ("lost-reply", [Kind.CHARGE, Kind.CREATION]),
        ("server-error-created", [Kind.CHARGE, Kind.CREATION]),
        ("malformed-submit", [Kind.CHARGE, Kind.CREATION]),
        ("twin", [Kind.CHARGE, Kind.CREATION, Kind.CHARGE, Kind.CREATION]),
    ],
)
def test_what_came_of_a_submission(start, fault, came_of_it):
    caller = start(fault)
    body = caller.body(caller.upload())
    try:
        caller.submit(body)
    except httpx.RemoteProtocolError:
        assert fault in {"lost-request", "lost-reply"}
    assert kinds(caller) == [Kind.UPLOAD, Kind.SUBMISSION, *came_of_it]


def test_a_twin_is_foreign(start):
    caller = start("twin")
    generation_id = caller.generate()
    own, foreign = caller.sandbox.books.of(Kind.CREATION)
    assert (own.facts["generation_id"], own.facts["is_foreign"]) == (generation_id, False)
    assert foreign.facts["is_foreign"]
    assert foreign.facts["prompt"] == own.facts["prompt"]


@pytest.mark.expects_log("a line of its books")
def test_the_books_outlive_the_sandbox(start, tmp_path):
    first = start()
    first.generate()
    told = first.sandbox.books.to_record()
    first.sandbox.stop()
    with (tmp_path / "sandbox" / "books.jsonl").open("a") as file:
        file.write('{"kind": "sub')
    second = start()
    assert second.sandbox.books.to_record() == told
    assert second.plain.get(f"{second.sandbox.control_url}/books").json() == told


def test_onlookers_are_told_while_the_client_still_waits(caller):
    seen = []
    forget = caller.sandbox.onlookers.add(lambda moment, subject: seen.append((moment, subject)))
    film = caller.film()
    caller.plain.get(film)
    forget()
    caller.poll("x")
    assert seen[0] == ("arrival", "POST /api/rest/v1/init-image")
    moments = [moment for moment, _ in seen]
    assert moments.index("creation") > moments.index("arrival")
    assert "sending" in moments
    assert ("arrival", "GET /api/rest/v1/generations/x") not in seen
