"""Money in words: nothing is rounded that was charged, and no unit is made up."""

import datetime
from decimal import Decimal

import pytest

from desktop.core.cost import Cost
from desktop.core.errors import BadKey, Offline, ServerFailed
from desktop.jobs.job import LEONARDO, SANDBOX
from desktop.jobs.money.balances import Balance
from desktop.ui.account import key_state, money

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


def balance(amount, slots: int | None = 10, account=LEONARDO, name: str | None = "anna"):
    amount = None if amount is None else Decimal(amount)
    return Balance(account, amount, slots, "user", name, NOW)


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (Cost(Decimal("1.4352"), "DOLLARS"), "$1.4352"),
        (Cost(Decimal("1.40"), "dollars"), "$1.4"),
        (Cost(Decimal(1480), "CREDITS"), "1,480 credits"),
        (Cost(Decimal("1E+2"), "SHELLS"), "100 shells"),
    ],
)
def test_a_charge_is_told_in_its_own_unit(cost, words):
    assert money.cost_text(cost) == words


def test_a_balance_names_no_unit_the_api_does_not_name():
    assert money.balance_text(balance("8361")) == "API balance 8,361 units"
    assert money.balance_text(balance("12.50")) == "API balance 12.5 units"
    assert money.balance_text(balance(None)) == "API balance not told"
    assert money.balance_text(balance("334448", account=SANDBOX)) == "Play credit 334,448 units"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "just now"), (-5, "just now"), (60, "1 min ago"), (7199, "1 h ago"), (200000, "2 d ago")],
)
def test_the_age_of_a_balance(seconds, words):
    assert money.age_text(NOW - datetime.timedelta(seconds=seconds), NOW) == words


def test_the_four_states_of_a_key_are_told_apart():
    works = key_state.of_balance(balance("8361"))
    no_plan = key_state.of_balance(balance(None, slots=None))
    invalid = key_state.of_problem(BadKey(), is_kept=False)
    offline = key_state.of_problem(Offline(), is_kept=True)
    assert works.title == "The key works: anna"
    assert works.detail == "API balance 8,361 units · 10 clips at a time"
    assert "no API plan" in no_plan.title
    assert "does not accept" in invalid.title
    assert "The kept key stays." in offline.text
    assert [state.tone for state in (works, no_plan, invalid, offline)] == [
        "",
        "warn",
        "error",
        "warn",
    ]


def test_other_answers_say_what_they_are():
    one = key_state.of_balance(balance("0", slots=1, name=None))
    assert (one.title, one.detail) == (
        "The key works: your account",
        "API balance 0 units · one clip at a time",
    )
    failed = key_state.of_problem(ServerFailed(status=500), is_kept=False)
    assert failed.tone == "warn"
    assert "was not kept" in failed.text
