"""Who looked at a dossier, and what its applicant is told of it."""

from datetime import datetime
from datetime import timedelta
from hcc_longan.citizens.looks import looks_at
from hcc_longan.clock import ZONE
from hcc_longan.dossiers import access
from hcc_longan.dossiers.access import What
from plone import api
from plone.restapi.interfaces import ISerializeToJson
from plone.restapi.interfaces import ISerializeToJsonSummary
from zope.component import getMultiAdapter

import pytest


PDF = {"component": "giay-de-nghi", "filename": "đơn.pdf", "data": b"%PDF-1.7\n%%EOF"}


@pytest.fixture
def asked(of_mai, act):
    """Mai's dossier with a department that has asked the tax authority."""
    act(of_mai, "receive", "receiver")
    act(of_mai, "hand_over", "receiver")
    act(of_mai, "assign", "approver-khdt", assignee="an-handler-khdt")
    act(of_mai, "ask_agencies", "handler-khdt", tasks=[{"agency": "thue", "what": "Nợ thuế?", "days": 1}])
    return of_mai


def test_an_officers_look_is_noted(of_mai, as_person):
    with as_person("an-receiver"):
        access.note(of_mai)
    (look,) = access.looks(of_mai)
    assert (look.user_id, look.role, look.what, look.origin) == ("an-receiver", "Receiver", "dossier", "local")


def test_a_programs_look_is_noted_and_a_list_is_none(of_mai, as_person, http_request):
    with as_person("an-receiver"):
        getMultiAdapter((of_mai, http_request), ISerializeToJsonSummary)()
        assert access.looks(of_mai) == []
        getMultiAdapter((of_mai, http_request), ISerializeToJson)()
    assert [look.what for look in access.looks(of_mai)] == ["dossier"]


def test_a_file_that_was_given_out_is_noted(file, procedure, as_person, http_request):
    dossier = file(procedure, attachments=[PDF])
    sha256 = dossier.attachments[0].sha256
    with as_person("an-receiver"):
        dossier.restrictedTraverse("@@files").publishTraverse(http_request, sha256)()
    (look,) = looks_at(dossier, "vi", 10)
    assert "đơn.pdf" in look.what


def test_applicants_and_strangers_leave_no_trace(of_mai, as_person, anonymous):
    for name in ("mai", "binh", "an-handler-tp"):
        with as_person(name):
            access.note(of_mai)
    with anonymous():
        access.note(of_mai)
    assert access.looks(of_mai) == []


def test_an_officers_own_dossier_is_looked_at_by_its_applicant(file, procedure, as_person):
    with as_person("an-receiver"):
        dossier = file(procedure)
        access.note(dossier)
    assert access.looks(dossier) == []


@pytest.mark.parametrize(
    ("who", "role", "unit"),
    [
        ("an-receiver", "Receiver", ""),
        ("an-returner", "Returner", ""),
        ("an-handler-khdt", "Handler", "khdt"),
        ("an-approver-khdt", "Approver", "khdt"),
        ("an-handler-thue", "Partner", "thue"),
        ("an-supervisor", "Supervisor", ""),
        ("an-inspector", "Inspector", ""),
        ("test_user_1_", "Manager", ""),
    ],
)
def test_role_and_unit_are_those_of_the_moment(asked, who, role, unit):
    with api.env.adopt_user(user=api.user.get(userid=who)):
        access.note(asked)
    (look,) = access.looks(asked)
    assert (look.role, look.unit) == (role, unit)
    # In words, in both languages.
    for language in ("vi", "en"):
        (told,) = looks_at(asked, language, 10)
        assert told.role
        assert told.role != role
        assert told.unit
        assert told.unit != unit


def test_a_program_of_the_centres_own_is_named_as_far_as_it_is_known(of_mai):
    with api.env.adopt_roles(["Manager"]):
        access.note(of_mai)
    assert [look.role for look in access.looks(of_mai)] == ["Manager"]


def test_a_receiver_of_a_counter_is_named_by_it(of_mai, as_person, centre):
    api.portal.set_registry_record("hcc_longan.dossiers.counters", ["quay-1 | Quầy 1 | Counter 1 | khdt"])
    with as_person("lan"):
        centre.acl_users.source_groups.addPrincipalToGroup("lan", "receiver:quay-1")
    with as_person("lan"):
        access.note(of_mai)
    assert [look.unit for look in looks_at(of_mai, "en", 10)] == ["Counter 1"]


def test_looks_within_ten_minutes_are_one(of_mai, as_person, moment):
    with as_person("an-receiver"):
        for minute in (0, 3, 9, 11, 20, 22):
            with moment(11, 2, 9, minute):
                access.note(of_mai)
                access.looks(of_mai)  # as the end of a request does, writes what is noted
        with moment(11, 2, 9, 22):
            access.note(of_mai, What.FILE, "4f7k")
            access.note(of_mai, What.FILE, "2m9q")
    with as_person("an-inspector"), moment(11, 2, 9, 22):
        access.note(of_mai)
    noted = [(look.user_id, look.at.astimezone(ZONE).minute, look.subject) for look in access.looks(of_mai)]
    assert sorted(noted) == [
        ("an-inspector", 22, ""),
        ("an-receiver", 0, ""),
        ("an-receiver", 11, ""),
        ("an-receiver", 22, ""),
        ("an-receiver", 22, "2m9q"),
        ("an-receiver", 22, "4f7k"),
    ]


def test_names_are_shown_only_where_the_centre_says_so(of_mai, as_person):
    api.user.get(userid="an-receiver").setMemberProperties({"fullname": "Trần Thị Bình"})
    with as_person("an-receiver"):
        access.note(of_mai)
    assert looks_at(of_mai, "vi", 10)[0].name == ""
    api.portal.set_registry_record("hcc_longan.citizens.show_officer_names", True)
    # The name is that of the moment.
    api.user.get(userid="an-receiver").setMemberProperties({"fullname": "Somebody Else"})
    assert looks_at(of_mai, "vi", 10)[0].name == "Trần Thị Bình"


def test_old_looks_are_removed(of_mai, as_person, moment):
    with as_person("an-receiver"):
        for year in (2020, 2025):
            with moment(11, 2, year=year):
                access.note(of_mai)
    access.looks(of_mai)
    assert access.purge(datetime(2021, 1, 1, tzinfo=ZONE)) == 1
    assert [look.at.year for look in access.looks(of_mai)] == [2025]
    assert access.purge(datetime(2021, 1, 1, tzinfo=ZONE) + timedelta(days=1)) == 0
