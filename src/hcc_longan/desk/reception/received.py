"""What was received: the receipt for the printer, and the way to the next person."""

from functools import cached_property
from hcc_longan import _
from hcc_longan.desk.parts import looked_at
from hcc_longan.desk.parts import Part
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.papers.issuing import papers_of
from hcc_longan.papers.kinds import PaperKind
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any


_PAGE = ViewPageTemplateFile("templates/received.pt")


class Received(Part):
    """One dossier after its reception."""

    def __init__(self, screen: Any):
        super().__init__(screen)
        self.dossier = looked_at(screen.path[0])

    def page(self) -> str:
        return _PAGE(self.screen)

    @property
    def receipt_url(self) -> str:
        """The address of the receipt's two copies; empty while it could not be made."""
        is_there = any(paper.kind == PaperKind.RECEIPT for paper in papers_of(self.dossier))
        return f"{self.dossier.absolute_url()}/@@receipt-copies" if is_there else ""

    @property
    def next_url(self) -> str:
        kept = {"procedure": self.dossier.procedure, "keep": "1"} if self.typed("keep") else {}
        return self.screen.at("reception", **kept)

    @cached_property
    def appointment(self) -> str:
        return self.moment(reading(self.dossier).promised_due)

    @cached_property
    def fees(self) -> str:
        if not self.dossier.fees_due:
            return ""
        amount = {"amount": self.money(self.dossier.fees_due)}
        paid = self.dossier.fees_paid >= self.dossier.fees_due
        return self.say(_("${amount}, paid", mapping=amount) if paid else _("${amount}, to be paid", mapping=amount))
