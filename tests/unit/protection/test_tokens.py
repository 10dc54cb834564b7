"""Signed texts for links."""

from datetime import datetime
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.protection import secret
from hcc_longan.protection import tokens
from hypothesis import given
from hypothesis import strategies

import pytest
import re


DATA = {"number": "ABCDEFGHJKLMN", "name": "Nguyễn Văn An"}
NOON = datetime(2026, 11, 24, 12, tzinfo=ZONE)


def test_what_was_signed_is_read_again():
    assert tokens.read("follow", tokens.sign("follow", DATA)) == DATA


def test_a_token_is_fit_for_links_and_short():
    token = tokens.sign("follow", {"n": "ABCDEFGHJKLMN"}, timedelta(days=30))
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,80}", token)


def test_a_token_is_of_one_purpose():
    assert tokens.read("resume", tokens.sign("follow", DATA)) is None


def test_a_token_of_another_site_is_worth_nothing(monkeypatch):
    token = tokens.sign("follow", DATA)
    monkeypatch.setattr(secret, "site_secret", lambda: b"another")
    assert tokens.read("follow", token) is None


@pytest.mark.parametrize(
    ("lasts", "later", "expected"),
    [
        (None, timedelta(days=9999), DATA),
        (timedelta(minutes=30), timedelta(minutes=30, seconds=-1), DATA),
        (timedelta(minutes=30), timedelta(minutes=30), None),
        (timedelta(0), timedelta(0), None),
        (timedelta(minutes=-5), timedelta(0), None),
    ],
)
def test_a_token_lasts_as_long_as_it_was_given(lasts, later, expected):
    with clock.at(NOON):
        token = tokens.sign("follow", DATA, lasts)
    with clock.at(NOON + later):
        assert tokens.read("follow", token) == expected


@pytest.mark.parametrize(
    "wrong",
    [None, 7, b"bytes", ["list"], "", ".", "a.b", "a.b.c", "\x00", "ký tự", "\ud800", "=" * 10],
)
def test_what_is_no_token_is_read_as_nothing(wrong):
    assert tokens.read("follow", wrong) is None


@given(strategies.data())
def test_a_changed_token_is_read_as_nothing(data):
    token = tokens.sign("follow", DATA)
    place = data.draw(strategies.integers(0, len(token) - 2))
    letter = data.draw(strategies.characters(min_codepoint=33, max_codepoint=126))
    changed = token[:place] + letter + token[place + 1 :]
    assert tokens.read("follow", changed) == (DATA if changed == token else None)
