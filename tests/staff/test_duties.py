"""Duties with dates: the groups, and so the rights, that people have for a time."""

from datetime import date
from hcc_longan.dossiers.errors import NotAllowed
from hcc_longan.dossiers.lifecycle import possible
from hcc_longan.dossiers.roles import departments_of
from hcc_longan.dossiers.roles import forget_roles
from hcc_longan.staff import duties
from hcc_longan.staff import holding
from hcc_longan.staff import names
from hcc_longan.staff import people
from hcc_longan.staff.errors import NotPossible
from plone import api

import pytest


MONDAY, TUESDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 6)
ADMIN = "an-administrator"


def give(user_id: str, duty: str, first: date, last: date | None, **kwargs):
    (row,) = duties.give(user_id, [duty], duties.Plan(first, last, **kwargs), ADMIN)
    return row


def groups(name: str) -> set[str]:
    return set(api.user.get(userid=f"an-{name}").getGroups()) - {"AuthenticatedUsers"}


def test_a_shift_gives_its_rights_on_its_days_alone(staffed, file, act, moment):
    with moment(11, 2):
        dossier = file()
        give("an-handler-tp", "receiver:quay-1", TUESDAY, FRIDAY)
        assert groups("handler-tp") == {"handler:tp"}
        with pytest.raises(NotAllowed):
            act(dossier, "receive", "handler-tp", counter="quay-1")
    for day, holds in ((3, True), (6, True), (7, False)):
        with moment(11, day):
            assert ("receiver:quay-1" in groups("handler-tp")) is holds
    with moment(11, 3):
        assert departments_of(api.user.get(userid="an-handler-tp")) == {"Handler": {"tp"}, "Receiver": {"khdt"}}
        forget_roles()
        act(dossier, "receive", "handler-tp", counter="quay-1")
        assert dossier.events[-1].role == "Receiver"
        assert "on_behalf_of" not in dossier.events[-1].data


def test_the_day_is_vietnams(staffed, moment):
    with moment(11, 2):
        give("an-handler-tp", "receiver:quay-1", TUESDAY, TUESDAY)
    # It is still Monday in Europe.
    with moment(11, 3, 0, 30):
        assert "receiver:quay-1" in groups("handler-tp")
    with moment(11, 3, 23, 59):
        assert "receiver:quay-1" in groups("handler-tp")


def test_an_open_duty_holds_until_it_is_ended(staffed, moment):
    with moment(11, 2):
        row = give("an-handler-tp", "handler:khdt", MONDAY, None, kind=duties.Kind.SECONDED)
        assert "an-handler-tp" in people.members_of("handler:khdt")
    with moment(3, 1, year=2029):
        assert "handler:khdt" in groups("handler-tp")
        duties.end(row.id, ADMIN)
        assert groups("handler-tp") == {"handler:tp"}
        with pytest.raises(NotPossible):
            duties.end(row.id, ADMIN)
    assert duties.find(row.id).ended_by == ADMIN


@pytest.mark.parametrize(
    ("who", "duty", "first", "last", "field"),
    [
        ("an-nobody", "receiver:quay-1", MONDAY, MONDAY, "person"),
        ("c-23456789ab", "receiver:quay-1", MONDAY, MONDAY, "person"),
        ("an-handler-tp", "Administrators", MONDAY, MONDAY, "duty"),
        ("an-handler-tp", "Site Administrators", MONDAY, MONDAY, "duty"),
        ("an-handler-tp", "supervisor", MONDAY, MONDAY, "duty"),
        ("an-handler-tp", "handler:khdt", MONDAY, MONDAY, "duty"),
        ("an-handler-tp", "receiver:quay-1", date(2026, 11, 1), MONDAY, "first"),
        ("an-handler-tp", "receiver:quay-1", TUESDAY, MONDAY, "last"),
        ("an-handler-tp", "receiver:quay-1", MONDAY, date(9999, 12, 31), "last"),
        ("an-handler-tp", "receiver:quay-2", TUESDAY, TUESDAY, "person"),
        ("an-handler-tp", "receiver:quay-1", FRIDAY, FRIDAY, "person"),
    ],
)
def test_what_cannot_be_a_shift_is_refused(staffed, moment, who, duty, first, last, field):
    with moment(11, 2):
        give("an-handler-tp", "receiver:quay-1", TUESDAY, FRIDAY)
        with pytest.raises(NotPossible) as refused:
            give(who, duty, first, last)
        assert refused.value.field == field
        assert len(duties.running()) == 1


def test_a_person_can_receive_and_return_at_a_counter_and_change_it_at_noon(staffed, moment):
    with moment(11, 2):
        for duty, part in (
            ("receiver:quay-1", duties.Part.MORNING),
            ("returner:quay-1", duties.Part.MORNING),
            ("receiver:quay-2", duties.Part.AFTERNOON),
        ):
            give("an-handler-tp", duty, MONDAY, MONDAY, part=part)
        assert groups("handler-tp") == {"handler:tp", "receiver:quay-1", "returner:quay-1", "receiver:quay-2"}


def test_a_week_is_planned_like_the_one_before_once(staffed, moment):
    with moment(11, 2):
        give("an-handler-tp", "receiver:quay-1", MONDAY, FRIDAY)
        give("an-receiver", "receiver:quay-2", TUESDAY, TUESDAY, note="Bàn 3")
        give("an-handler-tp", "handler:khdt", MONDAY, None, kind=duties.Kind.SECONDED)
        assert duties.copy_week(date(2026, 11, 9), ADMIN) == (2, [])
        assert duties.copy_week(date(2026, 11, 9), ADMIN) == (0, [])
        planned = [row for row in duties.between(date(2026, 11, 9), date(2026, 11, 15)) if row.kind == "shift"]
        assert [(row.user_id, row.first_day, row.last_day, row.note) for row in planned] == [
            ("an-handler-tp", date(2026, 11, 9), date(2026, 11, 13), ""),
            ("an-receiver", date(2026, 11, 10), date(2026, 11, 10), "Bàn 3"),
        ]
        # Who has left meanwhile is named, the others are planned.
        staffed.acl_users.source_users.removeUser("an-receiver")
        done, refused = duties.copy_week(date(2026, 11, 16), ADMIN)
        assert (done, [error.field for error in refused]) == (1, ["person"])


def test_who_is_deleted_leaves_no_duties_for_a_namesake(staffed, moment):
    with moment(11, 2):
        give("an-handler-tp", "receiver:quay-1", MONDAY, FRIDAY)
        api.user.delete(username="an-handler-tp")
        api.user.create(username="an-handler-tp", email="namesake@example.org")
        assert groups("handler-tp") == set()


@pytest.mark.parametrize("user_id", ["Đỗ Thị Hằng", "a b@c'; DROP TABLE duties; --", "%s/../x", "n" * 250])
def test_odd_account_names_have_duties_like_others(staffed, moment, user_id):
    staffed.acl_users.source_users.addUser(user_id, user_id, "secret-secret")
    with moment(11, 2):
        give(user_id, "receiver:quay-1", MONDAY, FRIDAY)
        assert "receiver:quay-1" in api.user.get(userid=user_id).getGroups()
        assert [row.user_id for row in duties.of(user_id)] == [user_id]


def test_a_citizens_account_has_no_duty_whatever_the_ledger_says(staffed, moment):
    citizen = "c-23456789ab"
    staffed.acl_users.source_users.addUser(citizen, citizen, "secret-secret")
    with moment(11, 2):
        row = give("an-handler-tp", "receiver:quay-1", MONDAY, FRIDAY)
        row.user_id = citizen
        duties._write()
        assert "receiver:quay-1" not in api.user.get(userid=citizen).getGroups()
        with pytest.raises(NotPossible):
            people.set_lasting(citizen, ["receiver"])


def test_without_a_ledger_lasting_duties_hold(staffed, moment, monkeypatch, caplog, tmp_path):
    with moment(11, 2):
        give("an-handler-tp", "receiver:quay-1", MONDAY, FRIDAY)
        holding.forget()
        with monkeypatch.context() as patch:
            patch.setenv("HCC_LEDGER_URL", f"sqlite:///{tmp_path}/empty.sqlite")
            assert groups("handler-tp") == {"handler:tp"}
        assert "can't be read" in caplog.text


def test_the_plugin_reads_a_day_once_a_request(staffed, moment, monkeypatch):
    with moment(11, 2):
        give("an-handler-tp", "receiver:quay-1", MONDAY, FRIDAY)
        read, calls = holding._read, []
        monkeypatch.setattr(holding, "_read", lambda day: calls.append(day) or read(day))
        for _time in range(3):
            assert "receiver:quay-1" in groups("handler-tp")
            groups("handler-khdt")
        assert calls == [MONDAY]


def test_the_names_of_duties_are_those_of_the_roles():
    from hcc_longan.dossiers import roles

    assert set(names.OF_CENTRE) == set(roles.CENTRE_GROUPS)
    assert set(names.OF_DEPARTMENTS) == set(roles.DEPARTMENT_ROLES)
    assert set(names.OF_COUNTERS) == set(roles.COUNTER_ROLES)


def test_a_stranger_gets_no_right_by_a_duty_elsewhere(staffed, file, moment):
    with moment(11, 2):
        dossier = file()
        give("an-handler-tp", "receiver:quay-2", MONDAY, FRIDAY)
        with api.env.adopt_user(username="an-handler-tp"):
            assert possible(dossier) == []
