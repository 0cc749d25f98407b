"""Problems in words: the sentence, the reason, the next step, and what a support case needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core import log
from desktop.ui.explanations import TABLE, megabytes
from desktop.ui.steps import Action, action_label

if TYPE_CHECKING:
    from desktop.core.errors import Problem

__all__ = [
    "Action",
    "Explanation",
    "action_label",
    "details",
    "explain",
    "explained",
    "megabytes",
]


@dataclass(frozen=True)
class Explanation:
    """What the user reads: what happened, why, what to do; `details` are for a support case.

    `next_step` are the words on the action's button, or the end of the reason where no button
    can do it.
    """

    title: str
    reason: str
    action: Action
    details: str
    next_step: str


def explain(problem: Problem) -> Explanation:
    """What to tell about a problem; a class without an entry is told as its parent is."""
    entry = next(TABLE[kind] for kind in type(problem).__mro__ if kind in TABLE)
    title, reason, step = entry(problem.facts)
    if isinstance(step, Action):
        return Explanation(title, reason, step, details(problem), action_label(step))
    return Explanation(title, f"{reason} {step}", Action.NONE, details(problem), step)


def explained() -> frozenset[type[Problem]]:
    """Every class with an entry of its own."""
    return frozenset(TABLE)


_DETAILS = {
    "status": "Status",
    "request_id": "Request",
    "generation_id": "Generation",
    "host": "Host",
    "raw": "Reply",
    "detail": "Detail",
    "folder": "Folder",
}


def details(problem: Problem) -> str:
    """What a support case needs, a line each: redacted, and nothing from outside breaks a line."""
    lines = [
        f"{label}: {log.printable(log.redact(str(problem.facts[name])))}"
        for name, label in _DETAILS.items()
        if name in problem.facts
    ]
    return "\n".join([*lines, f"Problem: {problem.code}"])
