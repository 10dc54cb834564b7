"""`@@desk-actions`: what can be done with a dossier, on top of its screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hcc_longan import _
from hcc_longan.desk.actions.forms import ELSEWHERE
from hcc_longan.desk.actions.forms import form_for
from hcc_longan.desk.actions.offers import KEYS
from hcc_longan.desk.actions.offers import Offers
from hcc_longan.desk.screens import screen_url
from hcc_longan.dossiers.transitions import TRANSITIONS
from plone import api
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any

import secrets


@dataclass(frozen=True)
class Offered:
    """A step as a link to its form, or (`is_simple`) as a button that takes it at once."""

    transition: str
    title: Any
    url: str
    key: str | None
    is_simple: bool


class Actions(BrowserView):
    """HTML for a `.desk-next`; empty for nobody's business."""

    index = ViewPageTemplateFile("templates/actions.pt")

    def __call__(self) -> str:
        return self.index()

    @property
    def language(self) -> str:
        return api.portal.get_current_language()

    @cached_property
    def offers(self) -> Offers:
        return Offers(self.context, self.language)

    @cached_property
    def next(self) -> Offered | None:
        return _offered(self.context, self.offers.next, self.language, "n") if self.offers.next else None

    @cached_property
    def others(self) -> Sequence[Offered]:
        keys: set[str] = set()
        found = []
        for each in self.offers.others:
            key = KEYS.get(each)
            found.append(_offered(self.context, each, self.language, None if key in keys else key))
            keys.add(key or "")
        return found

    @property
    def nothing(self) -> Any:
        """What to say where nothing can be done."""
        return None if self.offers.possible else _("There is nothing for you to do here now.")

    @property
    def form_key(self) -> str:
        """Makes a second click harmless."""
        return secrets.token_urlsafe(16)


def _offered(dossier: Any, transition: str, language: str, key: str | None) -> Offered:
    form = form_for(transition)
    if transition in ELSEWHERE:
        url = screen_url("returning", dossier.number, language=language)
    else:
        url = screen_url("dossier", dossier.number, transition, language=language)
    return Offered(transition, TRANSITIONS[transition].title, url, key, form.is_simple and transition not in ELSEWHERE)
