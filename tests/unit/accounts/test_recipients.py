"""Addresses and mobile numbers, in their one spelling."""

from hcc_longan.accounts.recipients import kind_of
from hcc_longan.accounts.recipients import masked
from hcc_longan.accounts.recipients import read_recipient

import pytest


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("mai@example.org", "mai@example.org"),
        (" Mai@Example.ORG ", "mai@example.org"),
        ("0901234567", "0901234567"),
        ("+84 901 234 567", "0901234567"),
        ("0901.234.567", "0901234567"),
    ],
)
def test_each_spelling_of_a_recipient_is_the_same(typed, read):
    assert read_recipient(typed) == read


@pytest.mark.parametrize("typed", ["", "mai", "mai@", "@example.org", "02723826000", "123", "0901234567x", "a" * 500])
def test_what_can_get_no_message_is_no_recipient(typed):
    assert read_recipient(typed) is None


@pytest.mark.parametrize("recipient", ["mai.nguyen@example.org", "0901234567"])
def test_a_masked_recipient_tells_its_owner_enough_and_others_nothing(recipient):
    assert masked(recipient) != recipient
    assert "*" in masked(recipient)
    assert kind_of(recipient) == ("email" if "@" in recipient else "phone")
