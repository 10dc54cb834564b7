"""Finding a dossier by its number and four characters of an id or phone number."""

from hcc_longan.dossiers.acting import as_applicant
from hcc_longan.dossiers.errors import NotAllowed
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.lifecycle import possible
from hcc_longan.protection import limits
from hcc_longan.tracking import lookup
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st
from plone import api
from time import monotonic

import logging
import pytest


PERSON = {
    "name": "Nguyễn Văn An",
    "phone": "+84 900 000 001",
    "id_number": "B12 345-67",
    "proxy": {"name": "Lê Thị Bé", "phone": "0911.222.333", "id_number": "", "mandate": "Giấy ủy quyền"},
}


@pytest.fixture
def dossier(file):
    return file(applicant=PERSON)


def test_the_end_of_any_number_of_the_applicant_or_the_proxy_opens_it(dossier):
    for digits in ("0001", "4567", "2333", " 00-01 ", "4 5 6 7"):
        assert lookup.find(dossier.tracking_number, digits) == dossier, digits


def test_nothing_else_opens_it(dossier):
    limits.clear()
    for digits in ("", "    ", "0002", "001", "00001", "0900000001", "000１", "٠٠٠١", "\x00000", "\ud800"):
        assert lookup.find(dossier.tracking_number, digits) is None, digits


def test_letters_of_a_passport_count_in_whatever_case(file):
    dossier = file(applicant={**PERSON, "id_number": "N123456ab"})
    assert lookup.find(dossier.tracking_number, "56Ab") == dossier


def test_the_number_in_every_spelling(dossier, act):
    act(dossier, "receive", "receiver")
    tracking, code = dossier.tracking_number, dossier.code
    spellings = [
        tracking,
        tracking.lower(),
        tracking.replace("-", ""),
        tracking.replace("-", " – "),
        f"  {tracking} ",
        code,
        code.lower(),
        f" {code.replace('-', ' - ')}\n",
    ]
    assert {lookup.find(number, "0001") for number in spellings} == {dossier}


@pytest.mark.parametrize("person", [{"phone": "12"}, {"email": "an@example.org"}, {"id_number": "1-2-3", "phone": "x"}])
def test_without_a_number_of_four_characters_nothing_opens_it(file, person):
    dossier = file(applicant={"name": "Nguyễn Văn An", "address": "Tân An", **person})
    assert {lookup.find(dossier.tracking_number, digits) for digits in ("", "12", "123", "an", "0000")} == {None}


@given(number=st.text(max_size=120), digits=st.text(max_size=20))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nonsense_finds_nothing_and_breaks_nothing(dossier, number, digits):
    limits.clear()
    assert lookup.find(number, digits) is None


def test_an_unknown_number_takes_as_long_as_wrong_digits(dossier, monkeypatch):
    monkeypatch.setattr(lookup, "FLOOR", 0.05)
    for number in (dossier.tracking_number, "4F7K-2M9Q-X3TD-C", "000.00.91.H39-261124-0001"):
        begun = monotonic()
        assert lookup.find(number, "9999") is None
        assert monotonic() - begun >= 0.05


@pytest.mark.parametrize("known", [True, False])
def test_a_number_is_guessed_at_so_often_and_no_more_however_it_is_written(dossier, known):
    api.portal.set_registry_record("hcc_longan.protection.limits", ["tracking.number | 3 | 600"])
    number = dossier.tracking_number if known else "0000-0000-0000-0"
    for spelling in (number, number.lower(), number.replace("-", " ")):
        assert lookup.find(spelling, "9999") is None
    with pytest.raises(limits.TooManyAttempts) as raised:
        lookup.find(number, "0001")
    assert 0 < raised.value.retry_after <= 600
    assert lookup.find("another", "0001") is None


@pytest.mark.parametrize("scope", ["tracking.address", "tracking.all"])
def test_an_address_and_everybody_together_try_so_often_and_no_more(dossier, scope):
    api.portal.set_registry_record("hcc_longan.protection.limits", [f"{scope} | 2 | 600"])
    assert lookup.find("one", "9999") is None
    assert lookup.find("two", "9999") is None
    with pytest.raises(limits.TooManyAttempts):
        lookup.find(dossier.tracking_number, "0001")


def test_attempts_are_logged_without_what_was_typed(dossier, caplog):
    with caplog.at_level(logging.INFO, "hcc_longan.protection"):
        lookup.find(dossier.tracking_number, "0001")
        lookup.find(dossier.tracking_number, "9876")
    assert "verdict=found" in caplog.text
    assert "verdict=refused" in caplog.text
    for typed in (dossier.tracking_number, "9876", "An"):
        assert typed not in caplog.text


class TestAsApplicant:
    """A verified visitor has the applicant's role on one dossier for one call."""

    def test_without_an_account(self, dossier, act, anonymous):
        act(dossier, "ask_correction", "receiver", reason="Thiếu.", papers=[{"what": "Giấy khai sinh"}])
        with anonymous():
            with pytest.raises(NotAllowed):
                move(dossier, "correct")
            with as_applicant(dossier):
                assert set(possible(dossier)) == {"correct", "ask_withdrawal"}
                move(dossier, "correct")
            assert possible(dossier) == []
        event = dossier.events[-1]
        assert (event.actor, event.role, event.after) == ("", "Applicant", "filed")

    def test_signed_in_as_somebody_else_the_event_names_the_account(self, dossier, logged_in_as):
        with logged_in_as("Member"), as_applicant(dossier):
            move(dossier, "ask_withdrawal", {"reason": "Đổi ý."})
        assert (dossier.events[-1].actor, dossier.events[-1].role) == ("member-member", "Applicant")

    def test_an_officer_gets_nothing_on_top(self, dossier):
        with api.env.adopt_user(username="an-receiver"):
            assert "receive" in possible(dossier)
            with as_applicant(dossier):
                assert possible(dossier) == ["ask_withdrawal"]
            assert "receive" in possible(dossier)

    def test_another_dossier_stays_closed(self, dossier, file, anonymous):
        other = file()
        with anonymous(), as_applicant(dossier):
            assert not api.user.has_permission("View", obj=other)
            with pytest.raises(NotAllowed):
                move(other, "ask_withdrawal", {"reason": "x"})

    def test_after_an_error_it_is_over(self, dossier, anonymous):
        with anonymous():
            with pytest.raises(NotAllowed), as_applicant(dossier):
                move(dossier, "receive")
            assert possible(dossier) == []
