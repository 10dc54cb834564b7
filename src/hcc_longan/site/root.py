"""The site's root: it leads to the home page in the visitor's language."""

from plone import api
from Products.Five.browser import BrowserView


class ToLanguage(BrowserView):
    """Redirects to the first language that the browser asks for and the site has.

    The stock view asks the content first, and the root's own language would always win.
    """

    def __call__(self) -> str:
        tool = api.portal.get_tool("portal_languages")
        wanted = [language for language in tool.getRequestLanguages(self.request) if language in tool.supported_langs]
        language = (wanted or [tool.getDefaultLanguage()])[0]
        response = self.request.response
        response.setHeader("Vary", "Accept-Language")
        return response.redirect(f"{self.context.absolute_url()}/{language}", status=302)
