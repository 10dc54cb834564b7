"""What the public pages of the catalogue share."""

from functools import cached_property
from hcc_longan.catalogue import departments
from plone import api
from Products.Five.browser import BrowserView
from zope.i18n import translate


class CatalogueBrowserView(BrowserView):
    """A page in the language of its content."""

    @cached_property
    def language(self) -> str:
        """`vi` or `en`: that of the page, else that of the request."""
        own = getattr(self.context, "language", "")
        return own if own in ("vi", "en") else api.portal.get_current_language()

    def translate(self, message: str) -> str:
        """A message in the language of the page."""
        return translate(message, target_language=self.language)

    @cached_property
    def departments(self):
        return departments.all_departments()

    @cached_property
    def navigation_root_url(self) -> str:
        return api.portal.get_navigation_root(self.context).absolute_url()

    @cached_property
    def catalogue_url(self) -> str:
        """Address of the catalogue in the language of the page."""
        brains = api.portal.get_tool("portal_catalog")(
            portal_type="Catalogue", Language=self.language, sort_on="created", sort_limit=1
        )
        return brains[0].getURL() if brains else self.navigation_root_url
