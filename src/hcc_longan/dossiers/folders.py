"""Where dossiers lie: `ho-so/2026/11/24`, made as the days come."""

from datetime import date
from hcc_longan.dossiers.content.quiet import DossierFolder
from plone import api
from plone.dexterity.utils import createContent
from typing import Any


ROOT = "ho-so"
_READERS = (
    "Manager",
    "Site Administrator",
    "Supervisor",
    "Inspector",
    "Receiver",
    "Handler",
    "Approver",
    "Returner",
    "Partner",
)
_PERMISSIONS = {
    "View": (*_READERS, "Applicant"),
    "Access contents information": (*_READERS, "Applicant"),
    "List folder contents": ("Manager",),
    # Nobody changes a dossier around the lifecycle.
    "Modify portal content": (),
    "Add portal content": (),
    "Delete objects": ("Manager",),
    "Copy or Move": (),
    "Change local roles": (),
    "Sharing page: Delegate roles": (),
    "Portlets: Manage portlets": (),
    "plone.restapi: Use REST API": (*_READERS, "Applicant", "Authenticated", "Anonymous"),
}


def make_root() -> Any:
    """The folder of all dossiers, made and shut if it is missing."""
    portal = api.portal.get()
    if ROOT not in portal.objectIds():
        folder = createContent("DossierFolder", id=ROOT, title="Hồ sơ", exclude_from_nav=True)
        portal._setObject(ROOT, folder, set_owner=False)
        for permission, roles in _PERMISSIONS.items():
            portal[ROOT].manage_permission(permission, roles=list(roles), acquire=0)
    return portal[ROOT]


def folder_of(day: date) -> DossierFolder:
    """The folder of a day."""
    folder = make_root()
    for name in (f"{day:%Y}", f"{day:%m}", f"{day:%d}"):
        if name not in folder.objectIds():
            # Nobody owns a folder: dossiers would acquire that.
            made = createContent("DossierFolder", id=name, title=name)
            folder._setObject(name, made, set_owner=False)
        folder = folder[name]
    return folder


def dossiers_in(folder: Any):
    """Every dossier below a folder, oldest day first; memory is freed on the way by the caller."""
    for name in sorted(folder.objectIds()):
        child = folder[name]
        if isinstance(child, DossierFolder):
            yield from dossiers_in(child)
        else:
            yield child
