"""Test layers: a Plone site with our profile, as pytest-plone and others use them."""

from plone.app.contenttypes.testing import PLONE_APP_CONTENTTYPES_FIXTURE
from plone.app.testing import applyProfile
from plone.app.testing import FunctionalTesting
from plone.app.testing import IntegrationTesting
from plone.app.testing import PloneSandboxLayer
from plone.testing.zope import WSGI_SERVER_FIXTURE

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
        os.environ["HCC_LEDGER_URL"] = os.environ.get("HCC_TEST_LEDGER_URL") or own
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

    def tearDownZope(self, app):
        from hcc_longan.ledger.engine import dispose

        dispose()
        self._ledger.cleanup()
        if self._ledger_url is None:
            del os.environ["HCC_LEDGER_URL"]
        else:
            os.environ["HCC_LEDGER_URL"] = self._ledger_url


FIXTURE = HccLonganLayer()

INTEGRATION_TESTING = IntegrationTesting(bases=(FIXTURE,), name="HccLongan:Integration")
FUNCTIONAL_TESTING = FunctionalTesting(bases=(FIXTURE,), name="HccLongan:Functional")
ACCEPTANCE_TESTING = FunctionalTesting(bases=(FIXTURE, WSGI_SERVER_FIXTURE), name="HccLongan:Acceptance")
