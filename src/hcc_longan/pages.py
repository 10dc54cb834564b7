"""Our own pages under the language folders: `/vi/tra-cuu` and `/en/tracking` are the same page in two languages."""

from collections.abc import Mapping
from hcc_longan import _
from plone import api
from Products.Five import BrowserView
from typing import Any
from urllib.parse import urlencode


# Vietnamese and English name by page.
PAGES: Mapping[str, tuple[str, str]] = {
    "tracking": ("tra-cuu", "tracking"),
    "follow": ("theo-doi", "follow"),
    "receipt": ("bien-nhan", "receipt"),
    "verify": ("kiem-tra", "verify"),
    "register": ("dang-ky", "register"),
    "sign-in": ("dang-nhap", "sign-in"),
    "account": ("tai-khoan", "account"),
    "my": ("ho-so-cua-toi", "my-dossiers"),
    "my-dossier": ("ho-so-cua-toi-chi-tiet", "my-dossier"),
    "privacy": ("du-lieu-ca-nhan", "personal-data"),
    "rate": ("danh-gia", "rate"),
    "desk": ("can-bo", "desk"),
}
# What a window's title says of a page.
TITLES: Mapping[str, str] = {
    "tracking": _("Follow a dossier"),
    "follow": _("Dossier"),
    "receipt": _("Your dossier has arrived"),
    "verify": _("Is this paper genuine?"),
    "register": _("Make an account"),
    "sign-in": _("Sign in"),
    "account": _("My account"),
    "my": _("My dossiers"),
    "my-dossier": _("Dossier"),
    "privacy": _("Personal data"),
    "rate": _("Rate how a dossier was handled"),
    "desk": _("The officers' desk"),
}
_LANGUAGES = ("vi", "en")
_BY_NAME = {name: page for page, names in PAGES.items() for name in names}


def page_url(page: str, language: str | None = None, **query: Any) -> str:
    """The address of a page; empty parameters are left out."""
    language = language or api.portal.get_current_language()
    name = PAGES[page][_LANGUAGES.index(language)]
    parameters = urlencode({key: value for key, value in query.items() if value not in (None, "")})
    return f"{api.portal.get().absolute_url()}/{language}/{name}" + (f"?{parameters}" if parameters else "")


def page_of(view_name: str) -> str | None:
    """The page that a view of this name shows in one of the languages."""
    return _BY_NAME.get(view_name)


class Page(BrowserView):
    """A page of ours. Subclasses have `index`, their template, and do their work in `update`, which may redirect."""

    # Whether the page shows personal data: then neither caches nor search engines keep it.
    is_private = True

    @property
    def language(self) -> str:
        return api.portal.get_current_language()

    @property
    def page(self) -> str | None:
        return page_of(self.__name__)

    @property
    def title(self) -> Any:
        """What the window's title says, before the name of the site."""
        return TITLES.get(self.page, "")

    def update(self) -> None:
        """Read the request; an answer that is no page is a redirect."""

    def __call__(self) -> Any:
        response = self.request.response
        self.request.set("disable_border", True)
        if self.is_private:
            response.setHeader("Cache-Control", "private, no-store")
            response.setHeader("X-Robots-Tag", "noindex")
            response.setHeader("Referrer-Policy", "same-origin")
        self.update()
        return "" if response.getStatus() in (301, 302, 303) else self.index()

    def in_language(self, language: str) -> str:
        """The address of the same page in a language."""
        if self.page is None:
            return f"{api.portal.get().absolute_url()}/{language}"
        query = self.request.get("QUERY_STRING", "") if self.request.method == "GET" else ""
        return page_url(self.page, language) + (f"?{query}" if query else "")

    def url(self, page: str, **query: Any) -> str:
        return page_url(page, self.language, **query)
