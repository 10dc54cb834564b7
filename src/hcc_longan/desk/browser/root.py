"""The desk's addresses."""

from hcc_longan.desk.screens import screen_of
from hcc_longan.pages import Page
from hcc_longan.pages import page_url
from plone import api
from Products.Five import BrowserView
from typing import Any
from zope.component import queryMultiAdapter
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse
from zope.publisher.interfaces import NotFound


@implementer(IPublishTraverse)
class Desk(BrowserView):
    """`/vi/can-bo`: my day; what follows it names a screen."""

    def publishTraverse(self, request: Any, name: str) -> Any:
        view = queryMultiAdapter((self.context, request), name=f"desk-{screen_of(name)}")
        if view is None:
            raise NotFound(self, name, request)
        return view

    def unrestrictedTraverse(self, name: str, default: Any = None) -> Any:
        """Nothing: who looks for the language of the content that an address names stops here, at the folder's."""
        return default

    def __call__(self) -> Any:
        return queryMultiAdapter((self.context, self.request), name="desk-day")()


@implementer(IPublishTraverse)
class ToDesk(BrowserView):
    """`/can-bo`: to the desk in the language that the officer's browser asks for."""

    def __init__(self, context: Any, request: Any):
        super().__init__(context, request)
        self.path: list[str] = []

    def publishTraverse(self, request: Any, name: str) -> Any:
        self.path.append(name)
        return self

    def __call__(self) -> str:
        tool = api.portal.get_tool("portal_languages")
        wanted = [code for code in tool.getRequestLanguages(self.request) if code in tool.supported_langs]
        language = (wanted or [tool.getDefaultLanguage()])[0]
        response = self.request.response
        response.setHeader("Vary", "Accept-Language, Cookie")
        query = self.request.get("QUERY_STRING", "")
        address = "/".join((page_url("desk", language), *self.path))
        return response.redirect(address + (f"?{query}" if query else ""), status=302)


class NoOfficer(Page):
    """Says to somebody without duties whose pages these are."""

    page = "desk"
