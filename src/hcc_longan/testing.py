"""Test layers: a Plone site with our profile, as pytest-plone and others use them."""

from datetime import date
from plone import api
from plone.app.contenttypes.testing import PLONE_APP_CONTENTTYPES_FIXTURE
from plone.app.multilingual.interfaces import ITranslationManager
from plone.app.testing import applyProfile
from plone.app.testing import FunctionalTesting
from plone.app.testing import IntegrationTesting
from plone.app.testing import PloneSandboxLayer
from plone.app.testing import setRoles
from plone.app.testing import TEST_USER_ID
from plone.browserlayer.layer import mark_layer
from plone.testing.zope import WSGI_SERVER_FIXTURE
from sqlalchemy import create_engine
from sqlalchemy import make_url
from sqlalchemy import text
from zope.globalrequest import setRequest
from zope.traversing.interfaces import BeforeTraverseEvent

import os
import tempfile


class HccLonganLayer(PloneSandboxLayer):
    """The site as the profile makes it, without content."""

    defaultBases = (PLONE_APP_CONTENTTYPES_FIXTURE,)

    def setUpZope(self, app, configurationContext):
        import collective.easyform
        import collective.z3cform.datagridfield
        import hcc_longan
        import plone.app.caching
        import plone.app.multilingual
        import plone.distribution
        import plone.restapi

        for package in (
            plone.app.caching,
            plone.restapi,
            plone.distribution,
            plone.app.multilingual,
            collective.z3cform.datagridfield,
            collective.easyform,
            hcc_longan,
        ):
            self.loadZCML(package=package)
        self.loadZCML("overrides.zcml", package=hcc_longan)

        from hcc_longan.ledger.engine import dispose
        from hcc_longan.ledger.schema import ensure_schema

        self._ledger = tempfile.TemporaryDirectory(prefix="hcc-ledger-")
        self._ledger_url = os.environ.get("HCC_LEDGER_URL")
        # `make test-postgresql` runs the same tests on the other database.
        own = f"sqlite:///{self._ledger.name}/ledger.sqlite"
        os.environ["HCC_LEDGER_URL"] = _worker_url(os.environ.get("HCC_TEST_LEDGER_URL")) or own
        os.environ["HCC_UPLOADS"] = f"{self._ledger.name}/uploads"
        dispose()
        ensure_schema()

        from hcc_longan.catalogue.content.catalogue import ICatalogue
        from hcc_longan.catalogue.content.department import IDepartment
        from hcc_longan.catalogue.content.procedure import IProcedure
        from hcc_longan.catalogue.lexicon import initialize
        from plone.supermodel.model import finalizeSchemas

        initialize(None)
        # A schema that was imported before plone.app.multilingual was loaded missed its directives.
        for schema in (ICatalogue, IDepartment, IProcedure):
            finalizeSchemas(schema)

    def setUpPloneSite(self, portal):
        applyProfile(portal, "hcc_longan:default")

    def testTearDown(self):
        """Take back what a test committed to the ledger, as the layers do for the database."""
        from hcc_longan.ledger.base import Base
        from hcc_longan.ledger.engine import get_engine
        from hcc_longan.protection import limits

        import transaction

        transaction.abort()
        limits.clear()
        with get_engine().begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
            # No table of SQLAlchemy's: an index of words differs from database to database.
            connection.execute(text("DELETE FROM dossier_words"))

    def tearDownZope(self, app):
        from hcc_longan.ledger.engine import dispose

        dispose()
        self._ledger.cleanup()
        del os.environ["HCC_UPLOADS"]
        if self._ledger_url is None:
            del os.environ["HCC_LEDGER_URL"]
        else:
            os.environ["HCC_LEDGER_URL"] = self._ledger_url


def _worker_url(url: str | None) -> str | None:
    """The URL of a database of its own for each process of tests that run side by side."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not url or not worker:
        return url
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        known = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": worker})
        if not known:
            connection.execute(text(f'CREATE DATABASE "{worker}"'))
    engine.dispose()
    return make_url(url).set(database=worker).render_as_string(hide_password=False)


FIXTURE = HccLonganLayer()


def begin_request(portal, request) -> None:
    """Let the test user, a manager, make a request to the site."""
    setRoles(portal, TEST_USER_ID, ["Manager"])
    setRequest(request)
    mark_layer(portal, BeforeTraverseEvent(portal, request))


def furnish(portal, request) -> None:
    """Give a site its catalogues and two departments in both languages, as an editor would."""
    begin_request(portal, request)
    catalogues, folders = [], []
    for language, catalogue_id, folder_id in (("vi", "thu-tuc", "co-quan"), ("en", "procedures", "departments")):
        if api.content.get_state(portal[language]) != "published":
            api.content.transition(portal[language], "publish")
        catalogues.append(_published(portal[language], "Catalogue", catalogue_id, f"Catalogue ({language})"))
        folders.append(_published(portal[language], "Folder", folder_id, f"Departments ({language})"))
        folders[-1].setLayout("departments")
    link_translations(catalogues)
    link_translations(folders)
    for code, name_vi, name_en, fields in DEPARTMENTS:
        link_translations(
            [
                _published(folder, "Department", code, name, code=code, joined=date(2016, 10, 17), fields=fields)
                for folder, name in zip(folders, (name_vi, name_en), strict=True)
            ]
        )


DEPARTMENTS = (
    (
        "khdt",
        "Sở Kế hoạch và Đầu tư",
        "Department of Planning and Investment",
        [{"id": "khdt-doanh-nghiep", "title_vi": "Doanh nghiệp", "title_en": "Enterprises"}],
    ),
    (
        "tp",
        "Sở Tư pháp",
        "Department of Justice",
        [{"id": "tp-ho-tich", "title_vi": "Hộ tịch", "title_en": "Civil status"}],
    ),
)


def _published(container, portal_type: str, id_: str, title: str, **fields):
    # Saying the language spares plone.app.multilingual a search for every page.
    page = api.content.create(container, portal_type, id=id_, title=title, language=container.language, **fields)
    api.content.transition(page, "publish")
    return page


def link_translations(pages: list) -> None:
    """Make two pages each other's translation: Vietnamese, English."""
    ITranslationManager(pages[0]).register_translation("en", pages[1])


class FurnishedLayer(PloneSandboxLayer):
    """A site that is furnished once for all tests: that would take most of their time else."""

    defaultBases = (FIXTURE,)

    def setUpPloneSite(self, portal):
        furnish(portal, portal.REQUEST)
        setRoles(portal, TEST_USER_ID, ["Member"])


FURNISHED_FIXTURE = FurnishedLayer()

INTEGRATION_TESTING = IntegrationTesting(bases=(FURNISHED_FIXTURE,), name="HccLongan:Integration")
FUNCTIONAL_TESTING = FunctionalTesting(bases=(FURNISHED_FIXTURE,), name="HccLongan:Functional")
ACCEPTANCE_TESTING = FunctionalTesting(bases=(FURNISHED_FIXTURE, WSGI_SERVER_FIXTURE), name="HccLongan:Acceptance")
# As the profile makes a site, without anything in it.
BARE_TESTING = FunctionalTesting(bases=(FIXTURE,), name="HccLongan:Bare")
