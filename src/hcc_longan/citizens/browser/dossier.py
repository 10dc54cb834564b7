"""A dossier of one's own: the page on which it is followed, with messages and the access log."""

from collections.abc import Sequence
from functools import cached_property
from hcc_longan.citizens import mine
from hcc_longan.citizens.browser.base import SignedIn
from hcc_longan.citizens.looks import Look
from hcc_longan.citizens.looks import looks_at
from hcc_longan.dossiers.browser.messages import Messages
from hcc_longan.dossiers.messages import Side
from hcc_longan.tracking import links
from hcc_longan.tracking.browser.follow import FollowPage
from plone import api
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from zExceptions import NotFound


# Looks at a dossier that are shown at first, and on request.
FEW = 10
MANY = 1000


class MyDossierPage(SignedIn, FollowPage):
    """For the account that the dossier belongs to; for everybody else there is none here."""

    right = links.Right.ACT
    more_parts = ViewPageTemplateFile("templates/more.pt")

    def update(self) -> None:
        if not api.user.is_anonymous() and self.found is None:
            raise NotFound(self.typed("h"))
        super().update()

    @cached_property
    def found(self) -> links.Found | None:
        dossier = mine.my_dossier(self.typed("h"))
        return None if dossier is None else links.Found(dossier, links.Right.ACT)

    @cached_property
    def token(self) -> str:
        return links.read_token(self.dossier)

    @property
    def own_query(self) -> dict[str, str]:
        return {"h": self.dossier.tracking_number}

    @property
    def form_url(self) -> str:
        return self.url("my-dossier", **self.own_query)

    own_url = form_url

    def act(self) -> None:
        if self.messages.was_sent:
            if self.messages.handle():
                self.go_to(f"{self.own_url}#messages")
            return
        super().act()

    @cached_property
    def messages(self) -> Messages:
        return Messages(self.dossier, self.request, Side.CITIZEN, self.form_url)

    def more(self) -> str:
        return self.more_parts()

    @cached_property
    def looks(self) -> Sequence[Look]:
        return looks_at(self.dossier, self.language, self._size + 1)

    @property
    def shown_looks(self) -> Sequence[Look]:
        return self.looks[: self._size]

    @property
    def all_looks_url(self) -> str:
        """The page with more of them, if there are."""
        is_more = len(self.looks) > self._size and self._size == FEW
        return f"{self.url('my-dossier', h=self.dossier.tracking_number, looks='all')}#looks" if is_more else ""

    @property
    def _size(self) -> int:
        return MANY if self.typed("looks") == "all" else FEW
