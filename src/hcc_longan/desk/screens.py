"""The desk's screens: `/vi/can-bo/ho-so/…` and `/en/desk/dossiers/…` are the same screen in two languages."""

from collections.abc import Iterable
from collections.abc import Mapping
from hcc_longan import _
from hcc_longan.desk.officers import Officer
from hcc_longan.desk.officers import officer
from hcc_longan.pages import Page
from hcc_longan.pages import page_url
from plone import api
from typing import Any
from typing import Self
from urllib.parse import quote
from urllib.parse import urlencode
from zope.component import getMultiAdapter
from zope.i18n import translate
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse
from zope.publisher.interfaces import NotFound


# Vietnamese and English name by screen; the screen is the view `desk-<screen>` of the language folders.
SCREENS: Mapping[str, tuple[str, str]] = {
    "day": ("hom-nay", "today"),
    "lists": ("danh-sach", "lists"),
    "dossier": ("ho-so", "dossiers"),
    "reception": ("tiep-nhan", "reception"),
    "returning": ("tra-ket-qua", "returns"),
    "batch": ("hang-loat", "batches"),
    "duties": ("phan-cong", "duties"),
}
# What the desk's menu offers, with the key that leads there.
MENU: Mapping[str, tuple[str, str]] = {
    "day": (_("My day"), "g d"),
    "reception": (_("Reception"), "g r"),
    "returning": (_("Return of results"), "g t"),
    "batch": (_("Batches"), "g b"),
    "duties": (_("Duties and absences"), "g v"),
}
_LANGUAGES = ("vi", "en")
_BY_NAME = {name: screen for screen, names in SCREENS.items() for name in names}


def screen_url(screen: str, *path: str, language: str | None = None, **query: Any) -> str:
    """The address of a screen, with what follows it; empty parameters are left out."""
    language = language or api.portal.get_current_language()
    parts = (page_url("desk", language), SCREENS[screen][_LANGUAGES.index(language)], *(quote(each) for each in path))
    parameters = urlencode({key: value for key, value in query.items() if value not in (None, "")}, doseq=True)
    return "/".join(parts) + (f"?{parameters}" if parameters else "")


def screen_of(name: str) -> str | None:
    """The screen that has a name in one of the languages."""
    return _BY_NAME.get(name)


@implementer(IPublishTraverse)
class Screen(Page):
    """A screen of the desk, for officers alone: who is not signed in does that first and comes back.

    Subclasses do their work in `update`; `path` is what follows the screen's name in the address, `depth` how much of
    that there may be. Their template uses the macro `desk` of the view `desk-frame` and fills its slot `screen`.
    """

    screen = ""
    title: Any = ""
    depth = 0

    def __init__(self, context: Any, request: Any):
        super().__init__(context, request)
        self.path: list[str] = []

    def publishTraverse(self, request: Any, name: str) -> Self:
        if len(self.path) >= self.depth:
            raise NotFound(self, name, request)
        self.path.append(name)
        return self

    def __call__(self) -> Any:
        self.request.set("disable_toolbar", True)
        if api.user.is_anonymous():
            return self._sign_in()
        self.officer: Officer | None = officer()
        if self.officer is None:
            self.request.response.setStatus(403)
            return getMultiAdapter((self.context, self.request), name="desk-no-officer")()
        return super().__call__()

    @property
    def page(self) -> str:
        return "desk"

    @property
    def menu(self) -> Iterable[Mapping[str, Any]]:
        """The lines of the desk's menu."""
        return [
            {"title": title, "key": key, "url": self.at(screen), "current": screen == self.screen}
            for screen, (title, key) in MENU.items()
            if self.officer.uses(screen)
        ]

    def in_language(self, language: str) -> str:
        """The address of the same screen in a language."""
        query = self.request.get("QUERY_STRING", "") if self.request.method == "GET" else ""
        return screen_url(self.screen, *self.path, language=language) + (f"?{query}" if query else "")

    @property
    def rail(self) -> str:
        """The work lists with their counts, as HTML."""
        return getMultiAdapter((self.context, self.request), name="desk-rail")(self)

    def at(self, screen: str, *path: str, **query: Any) -> str:
        """The address of a screen in this page's language."""
        return screen_url(screen, *path, language=self.language, **query)

    def say(self, message: Any) -> str:
        """A message in this page's language."""
        return translate(message, target_language=self.language)

    def go(self, url: str, message: Any = None, kind: str = "info") -> str:
        """Redirect, with something to say on the next page (`info`, `warning` or `error`)."""
        if message is not None:
            api.portal.show_message(self.say(message), self.request, kind)
        return self.request.response.redirect(url, status=303)

    def _sign_in(self) -> str:
        query = self.request.get("QUERY_STRING", "")
        here = self.request["ACTUAL_URL"] + (f"?{query}" if query else "")
        return self.request.response.redirect(self.url("sign-in", came_from=here), status=303)
