"""Which workflow a dossier follows: the one its department is bound to."""

from hcc_longan.dossiers.errors import NoWorkflow
from hcc_longan.dossiers.interfaces import IDossier
from hcc_longan.dossiers.settings import setting
from hcc_longan.dossiers.workflows import BASE
from hcc_longan.dossiers.workflows import workflow_id
from plone import api
from plone.base.interfaces import IWorkflowChain
from Products.CMFCore.interfaces import IWorkflowTool
from typing import Any
from zope.component import adapter
from zope.interface import implementer


def bound_workflow(department: str) -> str:
    """The id of a department's workflow: as bound in the control panel, else its own, else the base one."""
    bound = (setting("workflows") or {}).get(department)
    if bound:
        return bound
    own = workflow_id(department)
    return own if own in api.portal.get_tool("portal_workflow").objectIds() else BASE


def workflow_of(department: str) -> Any:
    """A department's workflow; raises NoWorkflow if it is bound to one that doesn't exist."""
    name = bound_workflow(department)
    workflow = api.portal.get_tool("portal_workflow").getWorkflowById(name)
    if workflow is None:
        raise NoWorkflow(department, name)
    return workflow


@implementer(IWorkflowChain)
@adapter(IDossier, IWorkflowTool)
def dossier_chain(dossier: Any, tool: Any) -> tuple[str, ...]:
    """One workflow: its department's."""
    return (bound_workflow(dossier.department),) if dossier.department else ()
