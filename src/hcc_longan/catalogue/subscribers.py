"""What follows when departments, catalogues and procedures change."""

from hcc_longan.catalogue import versions
from hcc_longan.catalogue.content.catalogue import ICatalogue
from hcc_longan.catalogue.content.department import IDepartment
from hcc_longan.catalogue.content.procedure import IProcedure
from hcc_longan.catalogue.indexers import procedure_facts
from plone import api
from Products.DCWorkflow.interfaces import IAfterTransitionEvent
from zope.component import adapter
from zope.container.interfaces import IContainerModifiedEvent
from zope.lifecycleevent.interfaces import IObjectModifiedEvent


@adapter(IProcedure, IObjectModifiedEvent)
def keep_version(procedure, event) -> None:
    """A change of a published procedure is a new version."""
    if api.content.get_state(procedure, default=None) == "published":
        versions.record_version(procedure)


@adapter(IProcedure, IAfterTransitionEvent)
def keep_first_version(procedure, event) -> None:
    """Publishing is what makes a text binding."""
    if event.new_state.id == "published":
        versions.record_version(procedure)


@adapter(IDepartment, IObjectModifiedEvent)
def reindex_procedures_of_department(department, event) -> None:
    """Procedures are found under their department's successor and by the names of its fields."""
    _reindex_changed(api.portal.get_tool("portal_catalog").unrestrictedSearchResults(portal_type="Procedure"))


@adapter(ICatalogue, IObjectModifiedEvent)
def reindex_procedures_of_catalogue(catalogue, event) -> None:
    """New search words lead to procedures at once."""
    if IContainerModifiedEvent.providedBy(event):
        return
    _reindex_changed(
        api.portal.get_tool("portal_catalog").unrestrictedSearchResults(
            portal_type="Procedure", path="/".join(catalogue.getPhysicalPath())
        )
    )


def _reindex_changed(brains) -> None:
    """Index anew those of which the catalog keeps other facts than hold now; that is far cheaper than all."""
    for brain in brains:
        procedure = brain._unrestrictedGetObject()
        if procedure_facts(procedure)() != brain.procedure_facts:
            procedure.reindexObject()
