"""Taking a dossier that was filed without an account into one's own."""

from hcc_longan.citizens.claims import claim
from hcc_longan.citizens.mine import my_dossier
from hcc_longan.citizens.mine import open_dossiers
from hcc_longan.dossiers import claiming
from hcc_longan.dossiers.register import maintenance
from hcc_longan.dossiers.register.queries import by_number
from hcc_longan.protection.limits import TooManyAttempts

import pytest


APPLICANT = {"name": "Nguyễn Thị Mai", "id_number": "080192000123", "phone": "0901 234 567", "email": "Mai@example.org"}


@pytest.fixture
def orphan(file, procedure, messages_sent, anonymous):
    """A dossier that somebody filed for Mai without an account."""

    def make(**changed):
        with anonymous():
            return file(procedure, applicant={**APPLICANT, **changed})

    return make


def test_a_claimed_dossier_is_among_the_own_ones(orphan, mai, messages_sent):
    dossier = orphan()
    version = dossier.version
    with mai():
        assert my_dossier(dossier.number) is None
        assert claim(dossier.tracking_number.lower(), "0123") == dossier
        assert my_dossier(dossier.number) == dossier
        assert [row.tracking_number for row in open_dossiers()] == [dossier.tracking_number]
    # It is no step; who it was is kept all the same.
    assert (dossier.version, dossier.claims[0]["by"]) == (version, "mai")
    assert [found for found in maintenance.check() if found] == []
    # The address in the dossier is told.
    assert [to for to, _text in messages_sent] == ["Mai@example.org"]
    with mai():
        assert claim(dossier.number, "0123") == dossier
    assert len(dossier.claims) == 1


@pytest.mark.parametrize("changed", [{"email": None}, {"phone": "+84 901 234 567", "email": ""}, {"phone": ""}])
def test_one_verified_address_is_enough(orphan, mai, changed):
    dossier = orphan(**changed)
    with mai():
        assert claim(dossier.number, "0123") == dossier


@pytest.mark.parametrize(
    ("changed", "digits"),
    [
        ({"phone": "0907777777", "email": "other@example.org"}, "0123"),  # somebody else's addresses
        ({}, "4567"),  # the phone's digits, where there is a document
        ({}, "9999"),
        ({}, ""),
        ({"phone": "0901234567", "email": "", "id_number": "080192009999"}, "4567"),  # a phone got second-hand
    ],
)
def test_nothing_is_given_to_others(orphan, mai, changed, digits):
    dossier = orphan(**changed)
    with mai():
        assert claim(dossier.number, digits) is None
    assert (dossier.filed_by, dossier.claims) == ("", ())


def test_without_a_document_the_phone_proves(orphan, mai):
    dossier = orphan(id_number="")
    with mai():
        assert claim(dossier.number, "4567") == dossier


def test_an_address_that_was_not_verified_counts_for_nothing(orphan, as_person):
    from hcc_longan.accounts import person
    from plone import api

    with as_person("binh"):
        person.change("binh", name="Nguyễn Thị Mai", id_number=APPLICANT["id_number"])
        api.user.get(userid="binh").setMemberProperties({"email": "mai@example.org", "phone": "0901234567"})
        assert claim(orphan().number, "0123") is None


def test_a_dossier_of_another_account_stays_there(of_mai, as_person):
    with as_person("binh"):
        assert claim(of_mai.number, "6789") is None
    assert of_mai.filed_by == "mai"
    with pytest.raises(ValueError, match="belongs to an account"):
        claiming.claim(of_mai, "binh")


def test_tries_are_counted(orphan, mai):
    dossier = orphan()
    with mai():
        for _number in range(10):
            assert claim("0000-0000-0000-0", "1234") is None
        with pytest.raises(TooManyAttempts):
            claim(dossier.number, "0123")
    assert by_number(dossier.number).filed_by == ""
