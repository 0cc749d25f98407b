"""The table of problems is complete, speaks plainly and gives the numbers."""

from __future__ import annotations

import re

import pytest

from desktop.core import errors
from desktop.core.errors import Problem
from desktop.ui import problems
from desktop.ui.problems import Action


def everything(root=Problem):
    return [root, *(found for child in root.__subclasses__() for found in everything(child))]


CLASSES = [kind for kind in everything() if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_has_its_own_words(kind):
    assert kind in problems.explained()
    said = problems.explain(kind())
    assert said.title
    assert said.reason.endswith((".", ")"))
    assert not re.search(r"[{}]|successfully|error|exception", said.title + said.reason.lower())
    assert kind.code in said.details
    assert said.next_step
    assert (said.action is not Action.NONE) or said.reason.endswith(said.next_step)


@pytest.mark.parametrize("action", Action)
def test_every_step_has_a_label(action):
    assert bool(problems.action_label(action)) is (action is not Action.NONE)


@pytest.mark.parametrize(
    ("problem", "part"),
    [
        (
            errors.PictureTooLarge(size_bytes=31 << 20, limit_bytes=20 << 20),
            "The file has 31 MB; up to 20 MB are taken. Export it smaller, or as JPEG.",
        ),
        (
            errors.TooManyPixels(width=12000, height=9000, limit_pixels=100_000_000),
            "12000 × 9000 pixels; up to 100 megapixels",
        ),
        (
            errors.TooManyPixels(width=9000, height=6000, limit_pixels=50_000_000, has_alpha=True),
            "up to 50 megapixels are taken of a picture with transparency.",
        ),
        (
            errors.NotAPicture(name="a.png", kind="PDF"),
            "a.png is a document (PDF). Export the page",
        ),
        (errors.NotAPicture(name="a.png"), "a.png is no picture Startframe knows"),
        (errors.PictureMissing(name="a", kind="folder"), "a is a folder"),
        (errors.Unreadable(name="a.png", detail="empty"), "a.png is empty."),
        (errors.Unreadable(name="a.png", detail="Input/output"), "a.png: Input/output"),
        (errors.Moderated(classification=["NSFW"]), "nsfw"),
        (errors.RateLimited(retry_after_s=12.0), "12 seconds"),
        (errors.ServerFailed(status=502), "status 502"),
        (errors.TimedOut(timeout_s=30.0), "30 seconds"),
        (errors.Rejected(reason="width is wrong"), "width is wrong"),
        (errors.BrokenVideo(size_bytes=1 << 20, expected_bytes=4 << 20), "1 MB of 4 MB"),
        (errors.DiskFull(folder="/videos"), "/videos"),
        (errors.Bug(summary="ZeroDivisionError"), "ZeroDivisionError"),
        (
            errors.InvalidRequest(field="duration", value="16", allowed=["3", "4"]),
            "clips of 16 seconds. It takes: 3, 4.",
        ),
    ],
)
def test_the_facts_are_told(problem, part):
    assert part in problems.explain(problem).reason


@pytest.mark.parametrize("kind", [errors.ReplyLost, errors.GenerationFailed, errors.Moderated])
def test_what_may_be_billed_says_so(kind):
    said = problems.explain(kind()).reason
    assert "may still be billed" in said or "may be billed all the same" in said


def test_names_with_braces_are_harmless():
    said = problems.explain(errors.Unreadable(name="{a}.png", detail="damaged {x}"))
    assert said.reason == "{a}.png: damaged {x}"


def test_the_details_are_for_a_support_case():
    said = problems.explain(errors.ServerFailed(status=500, request_id="r-1", raw="<html>"))
    assert said.details == "Status: 500\nRequest: r-1\nReply: <html>\nProblem: server_failed"


def test_nothing_secret_or_unprintable_is_in_the_details():
    raw = "a\nb \x1b[2J Bearer abcdef-secret https://x.example/y?X-Amz-Signature=abc123"
    said = problems.explain(errors.Rejected(status=400, raw=raw, reason=raw, request_id="\r\n"))
    for text in (said.reason, *said.details.split("\n")):
        assert text.isprintable()
        assert not re.search("abcdef-secret|X-Amz|abc123", text)
    assert len(said.details.split("\n")) == 4


def test_a_database_that_must_stay_says_why():
    newer = problems.explain(errors.DatabaseDamaged(version=9, known=2)).reason
    assert "newer version" in newer
    held = problems.explain(errors.DatabaseDamaged(detail=errors.IN_USE)).reason
    assert "another Startframe has it open" in held


def test_the_budget_is_told_in_dollars():
    over = errors.OverBudget(budget_usd=5, spent_usd="4.9", estimate_usd=0.42)
    assert "$0.42 more than the $4.90 of today is over your $5.00" in problems.explain(over).reason


def test_a_class_without_an_entry_is_told_as_its_parent():
    problem = errors.Offline()
    problem.__class__ = type("Unplugged", (errors.Offline,), {"__slots__": ()})
    assert problems.explain(problem).title == problems.explain(errors.Offline()).title
