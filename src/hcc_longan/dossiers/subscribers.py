"""What follows from changes elsewhere in the site."""

from hcc_longan.dossiers.moving import is_moving
from hcc_longan.dossiers.roles import ensure_groups
from Products.CMFCore.WorkflowCore import WorkflowException
from typing import Any


def department_changed(department: Any, event: Any) -> None:
    """A department's people need groups."""
    ensure_groups()


def settings_changed(settings: Any, event: Any) -> None:
    """New counters and partner agencies need groups."""
    if event.record.fieldName in ("counters", "partners"):
        ensure_groups()


def only_by_move(dossier: Any, event: Any) -> None:
    """No form, service or script of Plone's changes a dossier's state around the lifecycle."""
    if event.transition is not None and not is_moving():
        raise WorkflowException("A dossier is moved by hcc_longan.dossiers.lifecycle.move alone.")
