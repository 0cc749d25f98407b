"""What each problem is in words, for a person at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.errors import Problem


def _file(facts: dict[str, Any], says: str) -> str:
    return f"{facts.get('name', 'The picture')} {says}."


def _with_reason(start: str, facts: dict[str, Any]) -> str:
    return f"{start}: {facts['reason']}" if facts.get("reason") else f"{start}."


def _invalid(facts: dict[str, Any]) -> str:
    allowed = ", ".join(facts.get("allowed", []))
    return f"{facts.get('field')}: {facts.get('value')} is not possible. Possible: {allowed}."


_SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "offline": "There is no connection to Leonardo. Nothing was sent.",
    "timed_out": "Leonardo did not answer in time.",
    "reply_lost": "The reply from Leonardo was lost.",
    "no_key": (
        "There is no API key. Set LEONARDO_API_KEY, or enter the key in the window"
        " (startframe), or try it without one: --sandbox."
    ),
    "bad_key": "Leonardo does not accept the API key.",
    "out_of_credits": "The account's API balance is too small for this clip.",
    "moderated": "Refused as content: the prompt or the picture may be the cause.",
    "rejected": lambda facts: _with_reason("Leonardo refused the request", facts),
    "rate_limited": "Leonardo has no free slot at the moment; nothing was created.",
    "server_failed": "Leonardo has a fault of its own at the moment.",
    "bad_reply": "Leonardo's reply could not be understood.",
    "generation_failed": "The generation failed at Leonardo, without a reason.",
    "upload_expired": "The picture could not be uploaded in time.",
    "link_expired": "The video's address does not serve it any more.",
    "not_found": "Leonardo does not know this generation, or not with this key.",
    "not_a_picture": lambda facts: _file(facts, "is not a PNG, JPEG or WebP picture"),
    "unreadable": lambda facts: _file(facts, f"cannot be read ({facts.get('detail', 'damaged')})"),
    "picture_too_large": lambda facts: _file(facts, "is larger than 20 MB"),
    "too_many_pixels": lambda facts: _file(facts, "has more than 100 megapixels"),
    "picture_missing": lambda facts: _file(
        facts, "is a folder" if facts.get("kind") == "folder" else "is not there"
    ),
    "broken_video": "The downloaded video is not whole.",
    "disk_full": lambda facts: f"No space is left in {facts.get('folder', 'the folder')}.",
    "folder_unwritable": lambda facts: f"{facts.get('folder', 'The folder')} cannot be written.",
    "database_damaged": "The database cannot be read.",
    "storage": lambda facts: f"The disk failed: {facts.get('detail', 'no reason given')}.",
    "invalid_request": _invalid,
    "over_budget": lambda facts: (
        f"This clip costs about ${facts.get('estimate_usd', '?')}: with the"
        f" ${facts.get('spent_usd', '?')} of today it is over the daily budget of"
        f" ${facts.get('budget_usd', '?')} (in the window's settings). Nothing was sent."
    ),
    "bug": lambda facts: f"A fault of Startframe: {facts.get('summary', 'see the log')}",
}


def sentence(problem: Problem) -> str:
    """One sentence or two for a person."""
    found = _SENTENCES.get(problem.code, "Something went wrong.")
    return found if isinstance(found, str) else found(problem.facts)
