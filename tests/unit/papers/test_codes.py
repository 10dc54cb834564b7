"""Verification codes."""

from hcc_longan.papers.codes import new_code
from hcc_longan.papers.codes import read_code

import pytest
import re


def test_codes_are_random_and_in_groups():
    codes = {new_code() for _number in range(1000)}
    assert len(codes) == 1000
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}", code) for code in codes)


@pytest.mark.parametrize(
    "typed", ["4F7K-2M9Q-X3TD-C0P1", "4f7k 2m9q x3td cOpL", " 4F7K2M9QX3TDCoPi\n", "4F7K–2M9Q—X3TD.C0P1"]
)
def test_a_code_is_read_however_it_was_typed(typed):
    assert read_code(typed) == "4F7K-2M9Q-X3TD-C0P1"


@pytest.mark.parametrize("typed", ["", "4F7K", "4F7K-2M9Q-X3TD-C0P1-4", "*" * 16, "Ａ" * 16, "\0" * 16, "4" * 10**6])
def test_anything_else_is_no_code(typed):
    assert read_code(typed) is None
