"""Dossiers are quiet: nothing public moves with them, and nobody sees or changes them who should not."""

from datetime import date
from hcc_longan.dossiers.folders import folder_of
from hcc_longan.dossiers.folders import make_root
from plone import api
from plone.folder.unordered import UnorderedOrdering
from Products.CMFCore.indexing import processQueue
from Products.CMFCore.WorkflowCore import WorkflowException

import pytest


@pytest.fixture
def catalog(portal):
    return api.portal.get_tool("portal_catalog")


@pytest.fixture
def page(make_procedure, moment):
    """A procedure that has been in force for a while, made before anybody without rights files."""
    with moment(10, 1):
        return make_procedure()


@pytest.fixture
def citizens(centre):
    """Two people with accounts."""
    for name in ("binh", "cuong"):
        api.user.create(username=name, email=f"{name}@example.org")
    return "binh", "cuong"


def paths_in(catalog) -> list[str]:
    return [path for path in catalog._catalog.uids if "/ho-so" in path]


class TestCatalog:
    """portal_catalog knows nothing of dossiers."""

    def test_filing_and_moving_leave_it_alone(self, file, act, moment, catalog, page):
        with moment(11, 2):
            before = catalog.getCounter()
            dossier = file(page)
            act(dossier, "receive", "receiver")
            act(dossier, "hand_over", "receiver")
            dossier.reindexObject()
            dossier.reindexObject(idxs=["Title"])
            dossier.reindexObjectSecurity()
            processQueue()
            assert catalog.getCounter() == before
        assert paths_in(catalog) == []
        assert not api.content.find(portal_type=["Dossier", "DossierFolder"])
        assert not api.content.find(UID=dossier.UID())
        dossier.aq_parent._delObject(dossier.getId())
        assert catalog.getCounter() == before

    def test_a_rebuild_of_it_leaves_them_out(self, file, catalog):
        file()
        catalog.clearFindAndRebuild()
        processQueue()
        assert paths_in(catalog) == []
        assert api.content.find(portal_type="Department")


class TestFolders:
    """A folder isn't written when a dossier comes."""

    def test_their_dates_stand_still(self, file, moment):
        with moment(11, 2):
            first = file()
            folders = [folder for folder in first.aq_chain if getattr(folder, "portal_type", "") == "DossierFolder"]
            assert [folder.getId() for folder in folders] == ["02", "11", "2026", "ho-so"]
            before = [folder.modified() for folder in folders]
            file()
        with moment(11, 3):
            file()
        assert [folder.modified() for folder in folders] == before
        assert all(isinstance(folder.getOrdering(), UnorderedOrdering) for folder in folders)

    def test_a_day_has_its_folder_once(self, centre):
        day = date(2026, 11, 2)
        assert folder_of(day).getPhysicalPath()[-4:] == ("ho-so", "2026", "11", "02")
        assert folder_of(day).getPhysicalPath() == folder_of(day).getPhysicalPath()
        assert list(make_root().objectIds()) == ["2026"]


class TestRights:
    """Who sees a dossier, and that nobody changes it around the lifecycle."""

    def test_it_is_seen_by_those_it_concerns(self, file, act, moment, citizens, page):
        binh, cuong = citizens
        with moment(11, 2):
            with api.env.adopt_user(username=binh):
                dossier = file(page)
            act(dossier, "receive", "receiver")

        def sees(name: str) -> bool:
            return api.user.has_permission("View", username=name, obj=dossier)

        assert [
            name for name in ("an-receiver", "an-returner", "an-supervisor", "an-inspector", binh) if not sees(name)
        ] == []
        assert sees("an-handler-khdt")
        assert sees("an-approver-khdt")
        strangers = ("an-handler-tp", "an-approver-tp", "an-handler-ubnd", cuong)
        assert [name for name in strangers if sees(name)] == []

    def test_nobody_sees_it_who_is_not_logged_in(self, file, anonymous):
        dossier = file()
        with anonymous():
            for permission in ("View", "Access contents information"):
                assert not api.user.has_permission(permission, obj=dossier)
                assert not api.user.has_permission(permission, obj=dossier.aq_parent)

    def test_the_first_filer_of_a_day_sees_nobody_elses(self, file, moment, citizens, page):
        binh, cuong = citizens
        with moment(11, 2):
            with api.env.adopt_user(username=binh):
                own = file(page)
            with api.env.adopt_user(username=cuong):
                other = file(page)
        assert api.user.has_permission("View", username=binh, obj=own)
        assert not api.user.has_permission("View", username=binh, obj=other)
        assert not api.user.has_permission("hcc_longan: Answer for the applicant", username=binh, obj=other)
        assert not api.user.has_permission("View", username=binh, obj=own.aq_parent)

    def test_who_filed_owns_nothing_that_plone_knows(self, file, page, citizens):
        with api.env.adopt_user(username="binh"):
            dossier = file(page)
        assert "Owner" not in api.user.get_roles(username="binh", obj=dossier)
        for permission in ("Manage Context Aliases", "Manage properties", "Delete objects", "Add portal content"):
            assert not api.user.has_permission(permission, username="binh", obj=dossier)

    @pytest.mark.parametrize("permission", ["Modify portal content", "Copy or Move", "Change local roles"])
    def test_nobody_may(self, file, page, citizens, permission):
        with api.env.adopt_user(username="binh"):
            dossier = file(page)
        api.user.create(username="boss", email="boss@example.org", roles=("Manager",))
        people = ("boss", "binh", "an-receiver", "an-handler-khdt", "an-approver-khdt", "an-supervisor", "an-inspector")
        places = (dossier, dossier.aq_parent, make_root())
        assert [
            (name, place.getId())
            for name in people
            for place in places
            if api.user.has_permission(permission, username=name, obj=place)
        ] == []

    def test_plones_own_workflow_calls_are_refused(self, file, moment):
        with moment(11, 2):
            dossier = file()
            workflows = api.portal.get_tool("portal_workflow")
            with api.env.adopt_user(username="an-receiver"), pytest.raises(WorkflowException):
                workflows.doActionFor(dossier, "receive")
        assert (dossier.state, api.content.get_state(dossier), dossier.version) == ("filed", "filed", 1)
