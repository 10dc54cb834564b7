"""The centre, its officers and dossiers of the dossiers' own tests, with counters and second officers."""

from hcc_longan.dossiers import roles
from pathlib import Path
from plone import api
from runpy import run_path

import pytest


FURNITURE = run_path(str(Path(__file__).resolve().parent.parent / "dossiers" / "conftest.py"))
globals().update({name: FURNITURE[name] for name in ("centre", "file", "act", "moment")})
MORE = {
    "handler-khdt-2": "handler:khdt",
    "approver-khdt-2": "approver:khdt",
    "receiver-2": "receiver",
    "receiver-at-1": "receiver:quay-1",
}


@pytest.fixture
def staffed(centre):
    """The centre with two counters and more officers: `an-handler-khdt-2`, `an-receiver-at-1` …"""
    lines = ["quay-1 | Quầy số 1 | Counter 1 | khdt", "quay-2 | Quầy số 2 | Counter 2 | tp"]
    api.portal.set_registry_record("hcc_longan.dossiers.counters", lines)
    roles.ensure_groups()
    users = centre.acl_users
    for name, group in MORE.items():
        users.source_users.addUser(f"an-{name}", f"an-{name}", "secret-secret")
        users.portal_role_manager.assignRoleToPrincipal("Member", f"an-{name}")
        users.source_groups.addPrincipalToGroup(f"an-{name}", group)
    return centre
