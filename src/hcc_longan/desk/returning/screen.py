"""The screen: what waits for its return, handing one result out, and the parcels, each a part of its own."""

from hcc_longan import _
from hcc_longan.accounts.browser.base import OPEN_TOO_LONG
from hcc_longan.desk.returning.counter import Counter
from hcc_longan.desk.returning.parcels import Parcels
from hcc_longan.desk.returning.part import Part
from hcc_longan.desk.returning.start import Start
from hcc_longan.desk.screens import Screen
from hcc_longan.protection.origin import is_same_origin
from plone.protect.authenticator import AuthenticatorView
from typing import Any
from zope.component import getMultiAdapter


# What follows the screen's name, in Vietnamese and English, where it is no dossier's number.
PARCELS = ("buu-gui", "parcels")


class Returning(Screen):
    """`/vi/can-bo/tra-ket-qua`, `…/<number>`, `…/buu-gui`."""

    screen = "returning"
    depth = 2
    part: Part | None = None
    answer: Any = None

    def update(self) -> None:
        if not self.officer.uses("returning"):
            self.request.response.setStatus(403)
            self.answer = getMultiAdapter((self.context, self.request), name="desk-no-officer")()
            return
        first = self.path[0] if self.path else ""
        self.part = Start(self) if not first else Parcels(self) if first in PARCELS else Counter(self)
        if self.request.method != "POST":
            self.answer = self.part.show()
        elif is_same_origin(self.request) and AuthenticatorView(self.context, self.request).verify():
            self.answer = self.part.act()
        else:
            self.part.errors["desk-returning"] = self.say(OPEN_TOO_LONG)

    def index(self) -> Any:
        return self.part.page() if self.answer is None else self.answer

    @property
    def title(self) -> Any:
        return _("Return of results") if self.part is None else self.part.title

    @property
    def parcels_url(self) -> str:
        return self.at("returning", self.parcels_name)

    @property
    def parcels_name(self) -> str:
        return PARCELS[self.language == "en"]
