"""Upgrade steps: what a site made by an earlier version of the profile still needs."""

from hcc_longan.dossiers.register import maintenance
from hcc_longan.dossiers.register import writing
from hcc_longan.setuphandlers import after_install
from typing import Any


PROFILE = "profile-hcc_longan:default"


def bring_dossiers(setup_tool: Any) -> None:
    """To 1001: types, workflows, roles, settings and control panels of dossiers."""
    for step in ("rolemap", "typeinfo", "workflow", "plone.app.registry", "controlpanel"):
        setup_tool.runImportStepFromProfile(PROFILE, step, run_dependencies=False)
    after_install(setup_tool)


def bring_filing(setup_tool: Any) -> None:
    """To 1002: e-forms, accounts, settings and control panels of filing and following."""
    for step in (
        "rolemap",
        "typeinfo",
        "workflow",
        "plone.app.registry",
        "actions",
        "controlpanel",
        "memberdata-properties",
    ):
        setup_tool.runImportStepFromProfile(PROFILE, step, run_dependencies=False)
    after_install(setup_tool)
    # Their rows have to say whose they are.
    for dossier in maintenance.dossiers():
        writing.write(dossier)
