"""Fixtures for dossiers: a centre with officers, and a way to file and move in few words."""

from datetime import datetime
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.filing import file_dossier
from hcc_longan.dossiers.lifecycle import move
from plone import api

import pytest


OFFICERS = {
    "receiver": "receiver",
    "returner": "returner",
    "supervisor": "supervisor",
    "inspector": "inspector",
    **{
        f"{role}-{code}": f"{role}:{code}"
        for role in ("handler", "approver")
        for code in ("khdt", "tp", "ubnd", "thue")
    },
}


@pytest.fixture
def centre(furnished):
    """The furnished site with agency identifiers and officers, named `an-receiver`, `an-handler-khdt` …"""
    for number, code in enumerate(("khdt", "tp"), 91):
        department = furnished.vi["co-quan"][code]
        department.agency_id = f"000.00.{number}.H39"
        department.reindexObject()
    # The control panel's way to make accounts would take most of the time of every test here.
    users = furnished.acl_users
    for name, group in OFFICERS.items():
        users.source_users.addUser(f"an-{name}", f"an-{name}", "secret-secret")
        users.portal_role_manager.assignRoleToPrincipal("Member", f"an-{name}")
        users.source_groups.addPrincipalToGroup(f"an-{name}", group)
    return furnished


@pytest.fixture
def file(centre, make_procedure):
    """Files a dossier for a person: `file()`, `file(procedure=page, channel="counter")`."""
    made = []

    def act(procedure=None, **kwargs):
        if procedure is None:
            made[:] = made or [make_procedure()]
            procedure = made[0]
        kwargs.setdefault("applicant", {"name": "Nguyễn Văn An", "phone": "0900000001", "id_number": "080123456789"})
        return file_dossier(procedure, kwargs.pop("applicant"), own_transaction=False, **kwargs)

    return act


@pytest.fixture
def act():
    """Moves a dossier as somebody: `act(dossier, "receive", "receiver", counter="")`; gives the outcome."""

    def do(dossier, transition, who, **data):
        with api.env.adopt_user(username=f"an-{who}"):
            return move(dossier, transition, data)

    return do


@pytest.fixture
def moment():
    """Makes it a moment of 2026 (or another year): `with moment(11, 2, 9, 30):`."""

    def at(month, day, hour=9, minute=0, year=2026):
        return clock.at(datetime(year, month, day, hour, minute, tzinfo=ZONE))

    return at
