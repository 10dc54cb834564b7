"""Tracking numbers survive the telephone; official codes follow the centre's pattern."""

from datetime import date
from hcc_longan.dossiers.tracking import is_official_code
from hcc_longan.dossiers.tracking import new_tracking_number
from hcc_longan.dossiers.tracking import official_code
from hcc_longan.dossiers.tracking import read_tracking_number
from hypothesis import assume
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

import pytest
import re


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DAY = date(2016, 10, 17)
NUMBERS = st.builds(new_tracking_number)


def test_a_new_number_has_three_groups_and_a_check_character():
    numbers = {new_tracking_number() for _number in range(500)}
    assert len(numbers) == 500
    for number in numbers:
        assert re.fullmatch(f"(?:[{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]", number)
        assert read_tracking_number(number) == number


@pytest.mark.parametrize(
    "written",
    [
        "{number}",
        "  {number}\n",
        "{lower}",
        "{plain}",
        "{spaced}",
        "{dotted}",
        "{dashed}",
    ],
)
def test_a_number_is_read_in_whatever_case_and_grouping(written):
    number = new_tracking_number()
    plain = number.replace("-", "")
    text = written.format(
        number=number,
        lower=number.lower(),
        plain=plain,
        spaced=" ".join(plain),
        dotted=number.replace("-", "."),
        dashed=number.replace("-", " – "),
    )
    assert read_tracking_number(text) == number


def test_letters_that_look_like_digits_are_read_as_meant():
    # 0 and O, 1 and I and L, V and U: taken for each other by eye or ear. The check character of eight zeros is 0.
    assert read_tracking_number("0000-0000-0000-0") == "0000-0000-0000-0"
    assert read_tracking_number("ooOO-OOOO-oooo-O") == "0000-0000-0000-0"
    ones = next(text for c in ALPHABET if (text := read_tracking_number("1" * 12 + c)))
    assert read_tracking_number(ones.replace("1", "I")) == ones
    assert read_tracking_number(ones.replace("1", "l")) == ones
    vs = next(text for start in ALPHABET for c in ALPHABET if (text := read_tracking_number(f"{start}{'V' * 11}{c}")))
    assert read_tracking_number(vs.replace("V", "u")) == vs


@pytest.mark.parametrize(
    "text",
    [
        "",
        " - - ",
        "000.00.91.H39-161017-0001",
        "0000-0000-0000",
        "0000-0000-0000-00",
        "0000-0000-0000-*",
        "0000-0000-000Đ-0",
        "٠٠٠٠-0000-0000-0",
    ],
)
def test_what_can_not_be_a_number_is_none(text):
    assert read_tracking_number(text) is None


@settings(max_examples=150)
@given(NUMBERS, st.integers(0, 12), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(number, place, wrong):
    plain = number.replace("-", "")
    assume(plain[place] != wrong)
    assert read_tracking_number(plain[:place] + wrong + plain[place + 1 :]) is None


@settings(max_examples=150)
@given(NUMBERS, st.integers(0, 11))
def test_two_exchanged_neighbours_are_noticed(number, place):
    plain = number.replace("-", "")
    first, second = plain[place : place + 2]
    assume(first != second)
    assert read_tracking_number(plain[:place] + second + first + plain[place + 2 :]) is None


@pytest.mark.parametrize(
    ("pattern", "number", "code"),
    [
        ("{agency}-{date:%y%m%d}-{number:04d}", 1, "000.00.91.H39-161017-0001"),
        ("{agency}-{date:%y%m%d}-{number:04d}", 12345, "000.00.91.H39-161017-12345"),
        ("{agency}-{date:%Y%m%d}-{number:07d}", 92637, "000.00.91.H39-20161017-0092637"),
        ("{number}/{date:%Y}", 7, "7/2016"),
    ],
)
def test_a_code_is_filled_in_by_its_pattern(pattern, number, code):
    assert official_code("000.00.91.H39", DAY, number, pattern) == code


def test_the_pattern_of_the_decree_is_used_where_none_is_given():
    code = official_code("000.00.91.H39", DAY, 42)
    assert code == "000.00.91.H39-161017-0042"
    assert is_official_code(code)


@pytest.mark.parametrize(
    "pattern",
    [
        "{agency",
        "{agent}-{number}",
        "{0}-{number}",
        "{number:%y}",
        "{date.era}-{number}",
        "{number[0]}",
        "{agency[x]}-{number}",
    ],
)
def test_a_pattern_that_can_not_be_filled_in_is_named(pattern):
    with pytest.raises(ValueError, match="can't be filled in") as caught:
        official_code("000.00.91.H39", DAY, 1, pattern)
    assert repr(pattern) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "official"),
    [
        ("000.00.91.H39-161017-0001", True),
        ("000.00.91.H39-161017-00001", False),
        ("000.00.91.H39-20161017-0001", False),
        ("00.00.91.H39-161017-0001", False),
        ("000.00.91.h39-161017-0001", False),
        (" 000.00.91.H39-161017-0001", False),
        ("G09.20-20260609-0092637", False),
    ],
)
def test_the_shape_of_the_decree_is_known(text, official):
    assert is_official_code(text) is official
