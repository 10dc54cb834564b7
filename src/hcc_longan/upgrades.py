"""Upgrade steps: what a site made by an earlier version of the profile still needs."""

from hcc_longan import demo
from hcc_longan.dossiers.register import maintenance
from hcc_longan.dossiers.register import writing
from hcc_longan.setuphandlers import after_install
from plone import api
from typing import Any


PROFILE = "profile-hcc_longan:default"


def bring_dossiers(setup_tool: Any) -> None:
    """To 1001: types, workflows, roles, settings and control panels of dossiers."""
    _import(setup_tool, "rolemap", "typeinfo", "workflow", "plone.app.registry", "controlpanel")
    after_install(setup_tool)


def bring_filing(setup_tool: Any) -> None:
    """To 1002: e-forms, accounts, settings and control panels of filing and following."""
    steps = ("rolemap", "typeinfo", "workflow", "plone.app.registry", "actions", "controlpanel")
    _import(setup_tool, *steps, "memberdata-properties")
    # The step before this one used to lose it.
    if all(api.user.get(userid=account.name) for account in demo.ACCOUNTS):
        api.portal.set_registry_record(demo.RECORD, True)
    after_install(setup_tool)
    # Their rows have to say whose they are.
    for dossier in maintenance.dossiers():
        writing.write(dossier)


def bring_desk(setup_tool: Any) -> None:
    """To 1003: roles, settings and control panels of the officers' desk."""
    _import(setup_tool, "rolemap", "plone.app.registry", "controlpanel")
    after_install(setup_tool)
    # The words under which they are found, and the agencies that were asked.
    for dossier in maintenance.dossiers():
        writing.rewrite(dossier)


def _import(setup_tool: Any, *steps: str) -> None:
    """Run import steps of the profile. A record of the registry that has no interface would get its default back."""
    is_demo = api.portal.get_registry_record(demo.RECORD, default=False)
    for step in steps:
        setup_tool.runImportStepFromProfile(PROFILE, step, run_dependencies=False)
    api.portal.set_registry_record(demo.RECORD, is_demo)
