"""Binding a department to another workflow, or to a copy of its own; its running dossiers are taken along."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from hcc_longan import _
from hcc_longan import PACKAGE_NAME
from hcc_longan.catalogue import departments
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.register.queries import dossier_at
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.settings import PREFIX
from hcc_longan.dossiers.settings import setting
from hcc_longan.dossiers.states import Clock
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.workflows import workflow_id
from hcc_longan.dossiers.workflows import WORKFLOWS
from hcc_longan.ledger.engine import session
from itertools import chain
from plone import api
from sqlalchemy import select
from typing import Any
from zope.globalrequest import getRequest
from zope.i18n import translate


def dossier_workflows() -> Mapping[str, Any]:
    """The workflows that a dossier can follow, by id: they begin with filing and have none but our states."""
    return {
        name: workflow
        for name, workflow in api.portal.get_tool("portal_workflow").objectItems("Workflow")
        if workflow.initial_state == "filed" and set(workflow.states.objectIds()) <= set(STATES)
    }


def bind(department: str, name: str) -> int:
    """Bind a department to a workflow and take its open dossiers along; gives their number.

    Raises RuleBroken, and changes nothing, if there is no such department or workflow, or if the workflow lacks a
    state that an open dossier is in or goes back to.
    """
    dossiers = _open_dossiers(department)
    _refuse_misfits(dossiers, _workflow(name))
    api.portal.set_registry_record(f"{PREFIX}.workflows", {**(setting("workflows") or {}), department: name})
    for dossier in dossiers:
        carry(dossier, name)
    return len(dossiers)


def copy(source: str, department: str, title: str) -> str:
    """Copy a workflow for a department and bind the department to the copy; gives its id.

    Raises RuleBroken as `bind` does, and if the department has a copy already.
    """
    workflow = _workflow(source)
    _refuse_misfits(_open_dossiers(department), workflow)
    tool = api.portal.get_tool("portal_workflow")
    name = copy_id(department)
    if name in tool.objectIds():
        raise RuleBroken(
            _(
                "The department has the workflow “${workflow}” of its own already. Bind it, or change its stages.",
                mapping={"workflow": name},
            )
        )
    made = workflow._getCopy(tool)
    made._setId(name)
    made.title = title
    tool._setObject(name, made)
    bind(department, name)
    return name


def copy_id(department: str) -> str:
    """The id of a department's copy; it spares the shipped workflow, which a new import of the profile resets."""
    shipped = workflow_id(department)
    return f"hcc_{department}_own_workflow" if shipped in WORKFLOWS else shipped


def carry(dossier: Any, name: str) -> None:
    """Keep a dossier's workflow history under another workflow; nothing happens if it is there already."""
    history = dossier.workflow_history
    if set(history) != {name}:
        dossier.workflow_history = type(history)({name: tuple(chain.from_iterable(history.values()))})


def _workflow(name: str) -> Any:
    workflow = dossier_workflows().get(name)
    if workflow is None:
        raise RuleBroken(_("There is no workflow “${workflow}” for dossiers.", mapping={"workflow": name}))
    return workflow


def _open_dossiers(department: str) -> Sequence[Any]:
    if department not in departments.all_departments():
        raise RuleBroken(_("There is no department “${code}”.", mapping={"code": department}))
    register.flush()
    statement = select(DossierRow.path).where(DossierRow.department == department, IS_OPEN)
    return [dossier_at(path) for path in session().scalars(statement)]


def _refuse_misfits(dossiers: Sequence[Any], workflow: Any) -> None:
    lacking = Counter(state for dossier in dossiers for state in _needed_states(dossier) - set(workflow.states))
    if lacking:
        request = getRequest()
        states = (f"{translate(STATES[state].title, context=request)} ({number})" for state, number in lacking.items())
        title = translate(workflow.title, PACKAGE_NAME, context=request)
        raise RuleBroken(
            _(
                "Open dossiers need states that the workflow “${workflow}” lacks: ${states}. "
                "Move these dossiers on first, or choose another workflow.",
                mapping={"workflow": title, "states": ", ".join(states)},
            )
        )


def _needed_states(dossier: Any) -> set[str]:
    """The state of a dossier; while the applicant is to act also the one that it goes back to."""
    needed = set()
    for event in reversed(dossier.events):
        needed.add(event.after)
        if STATES[event.after].clock is not Clock.PAUSED:
            break
    return needed
