"""Viewlets around every page."""

from functools import cached_property
from hcc_longan import _
from hcc_longan import demo
from hcc_longan.dossiers.roles import departments_of
from hcc_longan.pages import Page
from hcc_longan.pages import page_of
from hcc_longan.pages import page_url
from html import escape
from plone import api
from plone.app.layout.viewlets import ViewletBase
from plone.app.layout.viewlets.common import TitleViewlet
from plone.app.multilingual.interfaces import ITranslatable
from plone.app.multilingual.interfaces import ITranslationManager
from plone.base.defaultpage import is_default_page
from zope.i18n import translate


_NOT_TRANSLATED = {
    "vi": _("This page isn't available in Vietnamese; the link leads to the home page."),
    "en": _("This page isn't available in English; the link leads to the home page."),
}


class DemoBanner(ViewletBase):
    """Says on every page of a demo site that it is one."""

    @property
    def available(self) -> bool:
        return bool(api.portal.get_registry_record(demo.RECORD, default=False))


class LanguageSwitch(ViewletBase):
    """“Tiếng Việt | English”: to the same page in the other language, or, where there is none, to its home page.

    Plone's own selector keeps its list in a module's global and loses entries when threads meet in it.
    """

    NAMES = {"vi": "Tiếng Việt", "en": "English"}

    @cached_property
    def page(self):
        """What is translated: for a default page, the folder it stands for has its own translation as well."""
        parent = getattr(self.context, "__parent__", None)
        if parent is not None and ITranslatable.providedBy(parent) and is_default_page(parent, self.context):
            return parent
        return self.context

    @property
    def languages(self) -> list[dict]:
        current = api.portal.get_current_language(self.context)
        portal = api.portal.get()
        in_language = getattr(self.view, "in_language", None)
        if in_language is not None:
            return [
                {
                    "code": code,
                    "name": name,
                    "url": in_language(code),
                    "current": code == current,
                    "hint": "",
                }
                for code, name in self.NAMES.items()
            ]
        pages = ITranslationManager(self.page).get_translations() if ITranslatable.providedBy(self.page) else {}
        lines = []
        for code, name in self.NAMES.items():
            page = pages.get(code)
            if page is not None and not api.user.has_permission("View", obj=page):
                page = None
            is_home = page is None and code != current
            if page is None:
                page = self.page if code == current else portal.get(code, portal)
            lines.append(
                {
                    "code": code,
                    "name": name,
                    "url": page.absolute_url(),
                    "current": code == current,
                    "hint": translate(_NOT_TRANSLATED[code], context=self.request)
                    if is_home and self.page != portal
                    else "",
                }
            )
        return lines


class PageTitle(TitleViewlet):
    """The window's title: of our own pages what they are, where the stock one names the folder they are views on."""

    @property
    def page_title(self) -> str:
        title = self.view.title if isinstance(self.view, Page) else ""
        return escape(translate(title, context=self.request)) if title else super().page_title


class Nothing(ViewletBase):
    """In the place of a viewlet of Plone's that says what one of ours says."""

    def render(self) -> str:
        return ""


class Services(ViewletBase):
    """On top of every page: following a dossier, one's own dossiers, signing in and out."""

    @property
    def lines(self) -> list[dict]:
        language = api.portal.get_current_language(self.context)
        here = page_of(getattr(self.view, "__name__", None) or "")
        pages = [("tracking", _("Follow a dossier"))]
        if api.user.is_anonymous():
            pages.append(("sign-in", _("Sign in")))
        else:
            if departments_of(api.user.get_current()):
                pages.append(("desk", _("The officers' desk")))
            pages += [("my", _("My dossiers")), ("account", _("My account"))]
        return [{"title": title, "url": page_url(page, language), "current": page == here} for page, title in pages]
