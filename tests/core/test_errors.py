"""Problems keep their facts on their way to disk and back."""

import json

import pytest

from desktop.core import errors
from desktop.core.errors import Bug, Offline, Problem, RateLimited


def every_problem(root=Problem):
    return [root, *(found for child in root.__subclasses__() for found in every_problem(child))]


OURS = [found for found in every_problem() if found.__module__ == errors.__name__]


@pytest.mark.parametrize("problem", OURS)
def test_a_problem_survives_its_record(problem):
    made = problem(host="example.com", status=500, raw=None)
    record = json.loads(json.dumps(made.to_record()))
    again = Problem.from_record(record)
    assert type(again) is problem
    assert again == made
    assert hash(again) == hash(made)
    assert again.facts == {"host": "example.com", "status": 500}
    assert again.can_retry is made.can_retry


def test_no_two_problems_share_a_code():
    codes = [problem.code for problem in OURS]
    assert len(set(codes)) == len(codes)


def test_the_tree_on_top_of_the_file_names_every_problem():
    assert errors.__doc__ is not None
    for problem in OURS:
        assert problem.__name__ in errors.__doc__


def test_an_unknown_code_is_a_bug_that_says_so():
    again = Problem.from_record({"code": "from_the_future", "facts": {}})
    assert type(again) is Bug
    assert "from_the_future" in again.facts["summary"]


@pytest.mark.parametrize("record", [{}, {"code": None}, {"code": "offline", "facts": None}])
def test_a_record_that_lacks_something_is_still_a_problem(record):
    assert isinstance(Problem.from_record(record), Problem)


def test_equal_means_same_class_and_same_facts():
    assert Offline(host="a") == Offline(host="a")
    assert Offline(host="a") != Offline(host="b")
    assert Offline(host="a") != RateLimited(host="a")
    assert Offline() != "offline"


def test_more_facts_make_another_problem_of_the_same_class():
    first = RateLimited(retry_after_s=3)
    second = first.with_facts(status=429)
    assert type(second) is RateLimited
    assert second.facts == {"retry_after_s": 3, "status": 429}
    assert first.facts == {"retry_after_s": 3}


def test_its_text_is_for_the_log():
    assert str(RateLimited(status=429)) == "rate_limited(status=429)"
