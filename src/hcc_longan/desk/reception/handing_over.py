"""The sheets with which received dossiers are handed over to the departments."""

from collections.abc import Sequence
from functools import cached_property
from hcc_longan import clock
from hcc_longan.desk.parts import Part
from hcc_longan.desk.reception import waiting
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile


_PAGE = ViewPageTemplateFile("templates/hand_over.pt")


class HandOver(Part):
    """What is to be handed over, to be ticked and printed; a batch does it."""

    def page(self) -> str:
        return _PAGE(self.screen)

    @property
    def printed_at(self) -> str:
        return self.moment(clock.now())

    @cached_property
    def sheets(self) -> Sequence[waiting.Sheet]:
        """A sheet for each department."""
        return waiting.sheets(self.screen.served, self.screen.language)
