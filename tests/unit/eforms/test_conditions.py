"""When a question is asked: one table for the server and the browser."""

from hcc_longan.eforms import conditions
from hypothesis import given
from hypothesis import strategies as st
from pathlib import Path

import json
import pytest


TABLE = json.loads((Path(__file__).parent / "conditions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["expression"] or "nothing")
def test_holds(row):
    if row["holds"] == "unreadable":
        with pytest.raises(conditions.WrongCondition):
            conditions.holds(row["expression"], row["values"])
    else:
        assert conditions.holds(row["expression"], row["values"]) is row["holds"]


@pytest.mark.parametrize(
    ("value", "is_answered"),
    [
        (True, True),
        (False, False),
        (None, False),
        ({"ward": "", "province": ""}, False),
        ({"ward": "x"}, True),
        ([], False),
        ([{"name": ""}, {"name": "x"}], True),
        (0, True),
        ({"a"}, True),
    ],
)
def test_converted_values_count_as_answers(value, is_answered):
    assert conditions.holds("a", {"a": value}) is is_answered


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("a and c", "There is no question c."),
        ("a < 3", '"< 3" can\'t stand there'),
        ("(a", "A parenthesis is not closed."),
        ("", "The condition breaks off"),
        ("(" * 30 + "a" + ")" * 30, "nested too deeply"),
        ("not " * 100 + "a", "nested too deeply"),
        ("a or " * 1000 + "a", "500 characters at most"),
        ("a=x or not b", None),
    ],
)
def test_check_tells_editors_what_is_wrong(expression, words):
    message = conditions.check(expression, {"a", "b"})
    if words is None:
        assert message is None
    else:
        text = str(message)
        for name, value in (message.mapping or {}).items():
            text = text.replace(f"${{{name}}}", str(value))
        assert words in text


def test_an_answer_to_a_question_that_is_not_asked_counts_as_none():
    chain = {"proxy": "has_proxy", "mandate": "proxy=somebody", "seal": "mandate"}
    answers = {"has_proxy": "no", "proxy": "somebody", "mandate": "x", "seal": "x"}
    assert conditions.asked(chain, answers) == set()
    assert conditions.asked(chain, {**answers, "has_proxy": "yes"}) == {"proxy", "mandate", "seal"}


def test_circles_are_found_and_ask_nothing_twice():
    circle = {"a": "b", "b": "c", "c": "a", "d": "a", "e": "e"}
    assert conditions.circles(circle) == {"a", "b", "c", "e"}
    assert conditions.asked(circle, dict.fromkeys("abcde", "x")) == set("abcde")


@given(st.text(alphabet="ab=!()'\" andort\n\0x", max_size=60))
def test_whatever_is_written_is_read_or_refused_with_a_sentence(expression):
    message = conditions.check(expression, {"a"})
    if message is None:
        assert conditions.names(expression) <= {"a"}
        assert conditions.holds(expression, {"a": "x"}) in (True, False)


def test_operators_bind_as_people_expect():
    assert conditions.names("a=1 or b and not c") == {"a", "b", "c"}
