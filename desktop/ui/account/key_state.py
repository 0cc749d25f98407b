"""What is known of a key, in the words of its state: it works, it does not, no plan, no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.core.errors import BadKey, NetworkProblem
from desktop.ui import problems
from desktop.ui.account.money import balance_text

if TYPE_CHECKING:
    from desktop.core.errors import Problem
    from desktop.jobs.money.balances import Balance


@dataclass(frozen=True)
class KeyState:
    """A title, what it means, and the tone it is said in: "", "muted", "warn", "error"."""

    title: str
    detail: str = ""
    tone: str = "muted"
    icon: str = "info"

    @property
    def text(self) -> str:
        return "\n".join(filter(None, (self.title, self.detail)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("KeyState", text)


def asking() -> KeyState:
    """A question is on its way."""
    return KeyState(_tr("Asking Leonardo…"), icon="hourglass")


def missing() -> KeyState:
    """There is no key."""
    return KeyState(_tr("No key is kept for this account."), icon="key-round")


def said(words: str) -> KeyState:
    """Something that was just done."""
    return KeyState(words)


def of_balance(balance: Balance) -> KeyState:
    """The key works; whether clips can be made with it is another question."""
    name = balance.name or _tr("your account")
    if balance.has_no_plan:
        return KeyState(
            _tr("The key works, but no API plan is to be seen: {name}").format(name=name),
            _tr(
                "Leonardo tells of no API credit and no slots. Clips will probably be refused "
                "until there is credit; a web subscription does not count."
            ),
            tone="warn",
            icon="triangle-alert",
        )
    detail = balance_text(balance)
    if balance.slots:
        clips = _tr("one clip at a time") if balance.slots == 1 else _tr("{n} clips at a time")
        detail = f"{detail} · {clips.format(n=balance.slots)}"
    return KeyState(_tr("The key works: {name}").format(name=name), detail, tone="", icon="check")


def of_problem(problem: Problem, *, is_kept: bool) -> KeyState:
    """The question failed. Only a refusal says anything about the key."""
    if isinstance(problem, BadKey):
        return KeyState(
            _tr("Leonardo does not accept this key"),
            _tr("It is mistyped, was revoked, or is no Production API key. Copy it once more."),
            tone="error",
            icon="circle-alert",
        )
    rest = _tr("The kept key stays.") if is_kept else _tr("The key was not kept.")
    if isinstance(problem, NetworkProblem):
        return KeyState(
            _tr("Leonardo cannot be reached"),
            _tr("Without a connection it is not known whether the key works. {rest}").format(
                rest=rest
            ),
            tone="warn",
            icon="triangle-alert",
        )
    explained = problems.explain(problem)
    return KeyState(explained.title, f"{explained.reason} {rest}", "warn", "triangle-alert")
