"""What follows when departments, catalogues and procedures change."""

from hcc_longan.catalogue import versions
from hcc_longan.catalogue.content.catalogue import ICatalogue
from hcc_longan.catalogue.content.department import IDepartment
from hcc_longan.catalogue.content.procedure import IProcedure
from hcc_longan.catalogue.indexers import search_words_of
from hcc_longan.vietnamese import folded_words
from plone import api
from Products.DCWorkflow.interfaces import IAfterTransitionEvent
from zope.component import adapter
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
    catalog = api.portal.get_tool("portal_catalog")
    for brain in catalog.unrestrictedSearchResults(portal_type="Procedure"):
        if department.code in (brain.procedure_facts["department"], brain.procedure_facts["own_department"]):
            brain._unrestrictedGetObject().reindexObject()


@adapter(ICatalogue, IObjectModifiedEvent)
def reindex_changed_search_words(catalogue, event) -> None:
    """New words lead to procedures at once; only those whose words changed are indexed anew."""
    for procedure in catalogue.objectValues():
        if not IProcedure.providedBy(procedure):
            continue
        brains = api.portal.get_tool("portal_catalog").unrestrictedSearchResults(
            path={"query": "/".join(procedure.getPhysicalPath()), "depth": 0}
        )
        now = " | ".join(" ".join(folded_words(phrase)) for phrase in search_words_of(procedure))
        if not brains or brains[0].procedure_facts["search_words"] != now:
            procedure.reindexObject()
