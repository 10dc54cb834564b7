"""The screen: the form of the counter, what follows it, and the hand-over sheets, each a part of its own."""

from collections.abc import Collection
from functools import cached_property
from hcc_longan import _
from hcc_longan.desk.parts import Part
from hcc_longan.desk.parts import PartedScreen
from hcc_longan.desk.reception import counters
from hcc_longan.desk.reception.finding import Next
from hcc_longan.desk.reception.finding import Suggestions
from hcc_longan.desk.reception.form import Form
from hcc_longan.desk.reception.handing_over import HandOver
from hcc_longan.desk.reception.received import Received
from hcc_longan.dossiers.settings import Named


# What follows the screen's name, in Vietnamese and English, where it is no dossier's number.
HAND_OVER = ("ban-giao", "hand-over")
NEXT = ("tiep-theo", "next")
_PARTS = {
    "": Form,
    "suggest": Suggestions,
    **dict.fromkeys(HAND_OVER, HandOver),
    **dict.fromkeys(NEXT, Next),
}


class Reception(PartedScreen):
    """`/vi/can-bo/tiep-nhan`, `…/<number>`, `…/ban-giao`, `…/tiep-theo`, `…/suggest`."""

    screen = "reception"
    title = _("Reception")
    summary = "reception-errors"
    depth = 1

    def update(self) -> None:
        if self.officer.uses("reception"):
            super().update()
        else:
            self.go(self.at("day"), _("Reception is for officers who receive dossiers."), "warning")

    def chosen(self) -> Part:
        return _PARTS.get(self.path[0] if self.path else "", Received)(self)

    @cached_property
    def counter(self) -> Named | None:
        """The counter that the officer sits at."""
        return counters.chosen(self.officer, self.request)

    @cached_property
    def served(self) -> Collection[str] | None:
        """The departments that come first there; None for all alike."""
        return counters.served(self.officer, self.counter)

    @property
    def next_url(self) -> str:
        """The next online dossier."""
        return self.at("reception", NEXT[self.language == "en"])

    @property
    def hand_over_url(self) -> str:
        return self.at("reception", HAND_OVER[self.language == "en"])
