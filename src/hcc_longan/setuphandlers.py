"""What happens around the creation of a site, besides profiles."""

from hcc_longan.accounts import addresses
from hcc_longan.catalogue import versions
from hcc_longan.dossiers import folders
from hcc_longan.dossiers import roles
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.protection.secret import make_secret
from hcc_longan.staff import plugin
from plone import api
from plone.distribution.handler import default_handler
from Products.CMFPlone.interfaces import INonInstallable
from zope.interface import implementer


@implementer(INonInstallable)
class HiddenProfiles:
    """Profiles that the add-ons control panel doesn't offer."""

    def getNonInstallableProfiles(self) -> list[str]:
        return ["hcc_longan:languages", "hcc_longan:uninstall"]

    def getNonInstallableProducts(self) -> list[str]:
        return []


def after_install(context) -> None:
    """Give the site what dossiers need and no profile can hold."""
    make_secret()
    addresses.make_books()
    calendars.make_first()
    folders.make_root()
    roles.ensure_groups()
    plugin.add_plugin()


def create_content(distribution, site, answers: dict):
    """Profiles and seed content, as the stock handler does it."""
    with versions.seeding():
        return default_handler(distribution, site, answers)


def after_site_creation(distribution, site, answers: dict):
    """Finish a site made from the distribution.

    Seed content arrives published and without its translations linked: only now can versions be kept, and can the
    catalog know what is translated.
    """
    # The seed content has the root's own names; the person who makes the site has the last word.
    site.title = answers.get("title") or site.title
    site.description = answers.get("description") or site.description
    for brain in api.content.find(portal_type="Procedure"):
        procedure = brain.getObject()
        if brain.review_state == "published":
            versions.record_version(procedure)
        procedure.reindexObject()
    return site


def after_uninstall(context) -> None:
    """Take our plugin away, and our type out of the navigation: a profile can't remove from a list of the registry."""
    plugin.remove_plugin()
    name = "plone.displayed_types"
    types = api.portal.get_registry_record(name)
    api.portal.set_registry_record(name, tuple(each for each in types if each != "Catalogue"))
