"""Absences: the substitute has the duties meanwhile, and what they do says for whom."""

from datetime import date
from hcc_longan.dossiers.lifecycle import possible
from hcc_longan.staff import absences
from hcc_longan.staff import duties
from hcc_longan.staff import people
from hcc_longan.staff.errors import NotPossible
from plone import api

import pytest


MONDAY, TUESDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 6)
ADMIN = "an-administrator"


def groups(name: str) -> set[str]:
    return set(api.user.get(userid=f"an-{name}").getGroups()) - {"AuthenticatedUsers"}


@pytest.fixture
def away(staffed):
    """The head of khdt is away on Tuesday and Wednesday; an officer of the department stands in."""
    return lambda **kwargs: absences.enter(
        "an-approver-khdt", TUESDAY, date(2026, 11, 4), "an-approver-khdt", substitute="an-handler-khdt", **kwargs
    )


def test_a_substitute_has_the_duties_in_those_days(away, moment):
    with moment(11, 2):
        away(reason="Nghỉ phép")
        assert groups("handler-khdt") == {"handler:khdt"}
    with moment(11, 3):
        assert groups("handler-khdt") == {"handler:khdt", "approver:khdt"}
        assert groups("approver-khdt") == {"approver:khdt"}
        assert absences.is_absent("an-approver-khdt")
        assert absences.substitute_of("an-approver-khdt") == "an-handler-khdt"
        assert duties.stands_in_for("an-handler-khdt") == ["an-approver-khdt"]
    with moment(11, 5):
        assert groups("handler-khdt") == {"handler:khdt"}
        assert not absences.is_absent("an-approver-khdt")
        assert absences.is_absent("an-approver-khdt", TUESDAY)


def test_what_a_substitute_does_says_for_whom(away, file, act, moment):
    with moment(11, 2):
        away()
        dossier = file()
        act(dossier, "receive", "receiver", counter="")
        act(dossier, "hand_over", "receiver")
    with moment(11, 3):
        act(dossier, "assign", "handler-khdt", assignee="an-handler-khdt")
        event = dossier.events[-1]
        assert (event.actor, event.role, event.data["on_behalf_of"]) == (
            "an-handler-khdt",
            "Approver",
            "an-approver-khdt",
        )
        # As the officer they are themselves.
        act(dossier, "submit", "handler-khdt")
        assert "on_behalf_of" not in dossier.events[-1].data


def test_a_colleague_acts_for_the_absent_officer_in_their_dossiers_alone(staffed, file, act, moment):
    with moment(11, 2):
        absences.enter("an-handler-khdt", MONDAY, FRIDAY, "an-handler-khdt", substitute="an-handler-khdt-2")
        for assignee, behalf in (("an-handler-khdt", "an-handler-khdt"), ("an-handler-khdt-2", None)):
            dossier = file()
            act(dossier, "receive", "receiver", counter="")
            act(dossier, "hand_over", "receiver")
            act(dossier, "assign", "approver-khdt", assignee=assignee)
            act(dossier, "submit", "handler-khdt-2")
            assert dossier.events[-1].data.get("on_behalf_of") == behalf


def test_substitution_makes_no_chain_and_no_circle(away, moment):
    with moment(11, 2):
        away()
        absences.enter(
            "an-handler-khdt", TUESDAY, TUESDAY, "an-handler-khdt", substitute="an-handler-khdt-2", superior=True
        )
        with pytest.raises(NotPossible) as refused:
            absences.enter("an-approver-khdt-2", TUESDAY, TUESDAY, ADMIN, substitute="an-approver-khdt")
        assert refused.value.field == "substitute"
    with moment(11, 3):
        assert groups("handler-khdt-2") == {"handler:khdt"}


@pytest.mark.parametrize(
    "substitute", ["an-handler-tp", "an-receiver", "an-approver-khdt", "an-nobody", "c-23456789ab", "'; --", "\0"]
)
def test_only_somebody_else_of_the_department_can_stand_in(staffed, moment, substitute):
    with moment(11, 2), pytest.raises(NotPossible) as refused:
        absences.enter("an-approver-khdt", TUESDAY, FRIDAY, "an-approver-khdt", substitute=substitute)
    assert refused.value.field == "substitute"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (FRIDAY, TUESDAY, "last"),
        (date(2026, 10, 26), date(2026, 10, 28), "last"),
        (date(2025, 10, 26), FRIDAY, "first"),
        (TUESDAY, date(2099, 1, 1), "last"),
        (date(2026, 11, 4), FRIDAY, "first"),
    ],
)
def test_days_that_cannot_be_meant_are_refused(away, moment, first, last, field):
    with moment(11, 2):
        away()
        with pytest.raises(NotPossible) as refused:
            absences.enter("an-approver-khdt", first, last, ADMIN)
        assert refused.value.field == field


def test_oversight_is_not_handed_on(staffed, moment):
    with moment(11, 2):
        people.set_lasting("an-receiver", ["receiver", "supervisor"])
        people.set_lasting("an-receiver-2", ["receiver"])
        absences.enter("an-receiver", MONDAY, FRIDAY, "an-receiver", substitute="an-receiver-2")
        assert groups("receiver-2") == {"receiver"}
        assert "an-receiver-at-1" in absences.substitutes_for("an-receiver")
        assert absences.substitutes_for("an-supervisor") == []


def test_who_loses_a_duty_has_none_to_hand_over(away, moment):
    with moment(11, 2):
        away()
    with moment(11, 3):
        people.set_lasting("an-approver-khdt", [])
        assert groups("handler-khdt") == {"handler:khdt"}
        people.set_lasting("an-approver-khdt", ["approver:khdt"])
        assert "approver:khdt" in groups("handler-khdt")
        # Nor has who leaves the department a duty to take over.
        people.set_lasting("an-handler-khdt", ["handler:tp"])
        assert groups("handler-khdt") == {"handler:tp"}


def test_where_the_centre_wants_it_a_head_confirms(away, moment):
    api.portal.set_registry_record("hcc_longan.staff.confirm_absences", True)
    with moment(11, 2):
        row = away()
    with moment(11, 3):
        assert absences.is_absent("an-approver-khdt")
        assert groups("handler-khdt") == {"handler:khdt"}
        for concerned in ("an-approver-khdt", "an-handler-khdt"):
            with pytest.raises(NotPossible):
                absences.confirm(row.id, concerned)
        absences.confirm(row.id, "an-approver-khdt-2")
        assert "approver:khdt" in groups("handler-khdt")
        with pytest.raises(NotPossible):
            absences.confirm(row.id, ADMIN)


def test_nobody_makes_themselves_the_substitute_of_somebody_else(staffed, moment):
    with moment(11, 2):
        row = absences.enter(
            "an-approver-khdt", TUESDAY, FRIDAY, "an-handler-khdt", substitute="an-handler-khdt", superior=True
        )
    with moment(11, 3):
        assert absences.is_absent("an-approver-khdt")
        assert groups("handler-khdt") == {"handler:khdt"}
        absences.confirm(row.id, ADMIN)
        assert groups("handler-khdt") == {"handler:khdt", "approver:khdt"}


def test_an_absence_ends_at_once(away, file, moment):
    with moment(11, 2):
        row = away()
        dossier = file()
    with moment(11, 3):
        absences.end(row.id, "an-approver-khdt")
        assert groups("handler-khdt") == {"handler:khdt"}
        assert not absences.is_absent("an-approver-khdt")
        with pytest.raises(NotPossible):
            absences.end(row.id, "an-approver-khdt")
        with api.env.adopt_user(username="an-handler-khdt"):
            assert "assign" not in possible(dossier)


def test_dated_duties_are_handed_over_as_well(staffed, moment):
    with moment(11, 2):
        duties.give("an-handler-tp", ["receiver:quay-1"], duties.Plan(MONDAY, FRIDAY), ADMIN)
        absences.enter("an-handler-tp", MONDAY, MONDAY, "an-handler-tp", substitute="an-receiver-at-1")
        absences.enter("an-receiver-2", MONDAY, MONDAY, "an-receiver-2", substitute="an-receiver-at-1")
        assert groups("receiver-at-1") == {"receiver:quay-1", "receiver"}
        assert duties.stands_in_for("an-receiver-at-1") == ["an-handler-tp", "an-receiver-2"]
