"""The screen: what waits for its return, handing one result out, and the parcels, each a part of its own."""

from hcc_longan import _
from hcc_longan.desk.parts import Part
from hcc_longan.desk.parts import PartedScreen
from hcc_longan.desk.returning.counter import Counter
from hcc_longan.desk.returning.parcels import Parcels
from hcc_longan.desk.returning.start import Start
from typing import Any
from zope.component import getMultiAdapter


# What follows the screen's name, in Vietnamese and English, where it is no dossier's number.
PARCELS = ("buu-gui", "parcels")


class Returning(PartedScreen):
    """`/vi/can-bo/tra-ket-qua`, `…/<number>`, `…/buu-gui`."""

    screen = "returning"
    summary = "desk-returning"
    depth = 2

    def update(self) -> None:
        if self.officer.uses("returning"):
            super().update()
        else:
            self.request.response.setStatus(403)
            self.answer = getMultiAdapter((self.context, self.request), name="desk-no-officer")()

    def chosen(self) -> Part:
        first = self.path[0] if self.path else ""
        return Start(self) if not first else Parcels(self) if first in PARCELS else Counter(self)

    @property
    def title(self) -> Any:
        return _("Return of results") if self.part is None else self.part.title

    @property
    def parcels_url(self) -> str:
        return self.at("returning", self.parcels_name)

    @property
    def parcels_name(self) -> str:
        return PARCELS[self.language == "en"]
