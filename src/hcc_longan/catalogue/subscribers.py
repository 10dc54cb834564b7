"""What follows when departments, catalogues and procedures change."""

from Acquisition import aq_base
from hcc_longan.catalogue import completeness
from hcc_longan.catalogue import importing
from hcc_longan.catalogue import versions
from hcc_longan.catalogue.content.catalogue import ICatalogue
from hcc_longan.catalogue.content.department import IDepartment
from hcc_longan.catalogue.content.procedure import IProcedure
from hcc_longan.catalogue.indexers import procedure_facts
from plone import api
from plone.app.contenttypes.interfaces import IFile
from plone.app.multilingual.events import ITranslationRegisteredEvent
from Products.CMFCore.indexing import processQueue
from Products.DCWorkflow.interfaces import IAfterTransitionEvent
from zope.component import adapter
from zope.container.interfaces import IContainerModifiedEvent
from zope.lifecycleevent.interfaces import IObjectAddedEvent
from zope.lifecycleevent.interfaces import IObjectModifiedEvent
from zope.lifecycleevent.interfaces import IObjectRemovedEvent


@adapter(IProcedure, IObjectModifiedEvent)
def keep_version(procedure, event) -> None:
    """A change of a published procedure is a new version."""
    _keep_version(procedure)


@adapter(IProcedure, IAfterTransitionEvent)
def keep_first_version(procedure, event) -> None:
    """Publishing is what makes a text binding."""
    _keep_version(procedure)


@adapter(IProcedure, IAfterTransitionEvent)
def forget_abolition(procedure, event) -> None:
    """Once somebody publishes it again, it is no longer the import that abolished a procedure."""
    if event.new_state.id == "published":
        importing.forget_abolition(procedure)


def _keep_version(procedure) -> None:
    # The Vietnamese text is the law's: what it says as a draft binds nobody, whatever its translation's state.
    if api.content.get_state(versions.canonical(procedure), default=None) == "published":
        versions.record_version(procedure)


@adapter(IProcedure, ITranslationRegisteredEvent)
def note_new_translation(procedure, event) -> None:
    """Both pages are translated now."""
    if not versions.is_seeding():
        # Pages find each other through the catalog: it has to know both before either is asked.
        processQueue()
        _reindex_gaps(versions.translations(procedure).values())


@adapter(IProcedure, IObjectRemovedEvent)
def note_lost_translation(procedure, event) -> None:
    """The other page has no translation any more."""
    others = [page for page in versions.translations(procedure).values() if aq_base(page) is not aq_base(procedure)]
    processQueue()
    _reindex_gaps(others)


@adapter(IFile, IObjectAddedEvent)
def note_new_form(file, event) -> None:
    """A component's form is there now, for all translations."""
    _reindex_gaps_around(file, event.newParent)


@adapter(IFile, IObjectRemovedEvent)
def note_lost_form(file, event) -> None:
    """A component's form is gone, for all translations."""
    _reindex_gaps_around(file, event.oldParent)


def _reindex_gaps_around(file, parent) -> None:
    if IProcedure.providedBy(parent) and not versions.is_seeding():
        _reindex_gaps(versions.translations(parent).values())


def _reindex_gaps(pages) -> None:
    for page in pages:
        page.reindexObject(idxs=["procedure_gaps"])


@adapter(IDepartment, IObjectModifiedEvent)
def reindex_procedures_of_department(department, event) -> None:
    """Procedures are found under their department's successor and by the names of its fields."""
    _reindex_changed(_procedures())


@adapter(IDepartment, IObjectAddedEvent)
def reindex_procedures_of_new_department(department, event) -> None:
    """Procedures that waited for their department have it now."""
    if not versions.is_seeding():
        processQueue()
        _reindex_changed(_procedures())


@adapter(IDepartment, IObjectRemovedEvent)
def reindex_procedures_of_lost_department(department, event) -> None:
    """Procedures of a deleted department have none."""
    processQueue()
    _reindex_changed(_procedures())


@adapter(ICatalogue, IObjectModifiedEvent)
def reindex_procedures_of_catalogue(catalogue, event) -> None:
    """New search words lead to procedures at once."""
    if not IContainerModifiedEvent.providedBy(event):
        _reindex_changed(_procedures(path="/".join(catalogue.getPhysicalPath())))


def _procedures(**query):
    return api.portal.get_tool("portal_catalog").unrestrictedSearchResults(portal_type="Procedure", **query)


def _reindex_changed(brains) -> None:
    """Index anew those of which the catalog keeps other facts than hold now; that is far cheaper than all."""
    for brain in brains:
        procedure = brain._unrestrictedGetObject()
        place_gaps = {"department", "field"} & set(brain.procedure_gaps or ())
        if procedure_facts(procedure)() != brain.procedure_facts or completeness.place_gaps(procedure) != place_gaps:
            procedure.reindexObject()
