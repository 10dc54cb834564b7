"""Signed links to dossiers."""

from datetime import timedelta
from hcc_longan import clock
from hcc_longan.dossiers.interfaces import IReceiptAddress
from hcc_longan.protection import tokens
from hcc_longan.tracking import links
from hcc_longan.tracking.links import Right
from zope.component import getUtility

import pytest


@pytest.fixture
def dossier(file):
    return file()


def in_days(number: float):
    return clock.at(clock.now() + timedelta(days=number))


def test_a_link_to_follow_reads_and_one_after_a_look_up_acts(dossier, token):
    assert links.followed(token(links.follow_url(dossier, "vi"))).right is Right.READ
    found = links.followed(token(links.act_url(dossier, "en")))
    assert (found.dossier, found.right) == (dossier, Right.ACT)


def test_addresses_name_neither_the_dossier_nor_a_person(dossier, act):
    act(dossier, "receive", "receiver")
    for url in (links.follow_url(dossier, "vi"), links.act_url(dossier, "vi"), links.receipt_url(dossier, "vi")):
        for told in (dossier.tracking_number, dossier.code, "080123456789", "0900000001", "Nguy", dossier.getId()):
            assert told not in url


def test_each_language_has_its_address(dossier, portal):
    assert links.follow_url(dossier, "vi").startswith(f"{portal.absolute_url()}/vi/theo-doi?t=")
    assert links.follow_url(dossier, "en").startswith(f"{portal.absolute_url()}/en/follow?t=")
    assert links.receipt_url(dossier, "en").startswith(f"{portal.absolute_url()}/en/receipt?t=")
    assert getUtility(IReceiptAddress)(dossier, "vi") == links.receipt_url(dossier, "vi")


def test_lasting_links_are_always_the_same(dossier):
    with in_days(3):
        later = links.follow_url(dossier, "vi"), links.receipt_url(dossier, "vi")
    assert later == (links.follow_url(dossier, "vi"), links.receipt_url(dossier, "vi"))


def test_the_right_to_act_ends_after_half_an_hour(dossier, token):
    text = token(links.act_url(dossier, "vi"))
    with in_days(29 / 1440):
        assert links.followed(text)
    with in_days(31 / 1440):
        assert links.followed(text) is None


def test_lasting_links_work_while_the_dossier_is_open_and_a_year_after(dossier, act, token):
    follow, receipt = token(links.follow_url(dossier, "vi")), token(links.receipt_url(dossier, "vi"))
    with in_days(800):
        assert links.followed(follow)
        act(dossier, "refuse", "receiver", reason="Không đúng thẩm quyền.", legal_basis="Luật")
    with in_days(800 + 364):
        assert links.followed(follow)
        assert links.receipt_of(receipt)
    with in_days(800 + 366):
        assert links.followed(follow) is None
        assert links.receipt_of(receipt) is None


def test_no_link_does_for_another(dossier, token):
    receipt, follow = token(links.receipt_url(dossier, "vi")), token(links.follow_url(dossier, "vi"))
    assert links.receipt_of(receipt) == dossier
    assert links.receipt_of(follow) is None
    assert links.receipt_of(links.act_token(dossier)) is None
    assert links.followed(receipt) is None


def test_what_nobody_signed_leads_nowhere(dossier):
    for text in ("", "x", "W3siZCI6IjEifV0.", "é", "a" * 10_000, "\0"):
        assert links.followed(text) is None, text
        assert links.receipt_of(text) is None, text


def test_a_dossier_that_is_gone(dossier):
    for right in Right:
        assert links.followed(tokens.sign(right, {"d": "0" * 32})) is None
