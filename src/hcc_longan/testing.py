"""Test layers: a Plone site with our profile, as pytest-plone and others use them."""

from plone.app.contenttypes.testing import PLONE_APP_CONTENTTYPES_FIXTURE
from plone.app.testing import applyProfile
from plone.app.testing import FunctionalTesting
from plone.app.testing import IntegrationTesting
from plone.app.testing import PloneSandboxLayer
from plone.testing.zope import WSGI_SERVER_FIXTURE


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


FIXTURE = HccLonganLayer()

INTEGRATION_TESTING = IntegrationTesting(bases=(FIXTURE,), name="HccLongan:Integration")
FUNCTIONAL_TESTING = FunctionalTesting(bases=(FIXTURE,), name="HccLongan:Functional")
ACCEPTANCE_TESTING = FunctionalTesting(bases=(FIXTURE, WSGI_SERVER_FIXTURE), name="HccLongan:Acceptance")
