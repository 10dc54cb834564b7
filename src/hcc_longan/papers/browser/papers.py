"""The papers of a dossier: a list, and the papers themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.dossiers import access
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.papers import issuing
from hcc_longan.papers import store
from hcc_longan.papers.codes import read_code
from hcc_longan.papers.kinds import Edition
from hcc_longan.papers.kinds import edition_on
from hcc_longan.papers.kinds import form_of
from hcc_longan.papers.kinds import PaperKind
from plone import api
from Products.Five import BrowserView
from typing import Any
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse
from zope.publisher.interfaces import NotFound


# Papers that are made anew from the dossier whenever somebody asks for them, by their name in addresses.
MADE = {
    "filing-note": (PaperKind.FILING_NOTE, issuing.filing_note),
    "control-slip": (PaperKind.CONTROL_SLIP, issuing.control_slip),
}


@implementer(IPublishTraverse)
class PapersView(BrowserView):
    """A paper by its code, or one that is made now; shown in the browser, since we made it ourselves."""

    name = ""

    def publishTraverse(self, request: Any, name: str) -> "PapersView":
        self.name = name.removesuffix(".pdf")
        return self

    def __call__(self) -> bytes:
        response = self.request.response
        response.setHeader("Cache-Control", "private, no-store")
        response.setHeader("X-Content-Type-Options", "nosniff")
        response.setHeader("X-Robots-Tag", "noindex")
        filename, pdf = self._paper()
        response.setHeader("Content-Type", "application/pdf")
        response.setHeader("Content-Disposition", f'inline; filename="{filename}"')
        access.note(self.context, access.What.PAPER, self.name)
        return pdf

    def _paper(self) -> tuple[str, bytes]:
        if self.name in _offered(self.context):
            _kind, make = MADE[self.name]
            return f"{self.name}-{self.context.number}.pdf", make(self.context, api.portal.get_current_language())
        paper = issuing.find(self.context, read_code(self.name) or "")
        if paper is None:
            raise NotFound(self.context, self.name, self.request)
        return paper.filename, paper.data


@dataclass(frozen=True)
class Line:
    """A paper in the list; `replaced_by` is the number of the one that holds in its place."""

    title: str
    url: str
    number: str = ""
    issued_at: str = ""
    replaced_by: str = ""


class PaperList(BrowserView):
    """The papers on the dossier's page."""

    def __call__(self) -> str:
        return self.index()

    @cached_property
    def language(self) -> str:
        return api.portal.get_current_language()

    def issued(self) -> Sequence[Line]:
        """What was issued, oldest first."""
        papers = self.context.papers
        successors = {paper.replaces: paper.number for paper in papers if paper.replaces}
        return [
            Line(
                paper.form.title(self.language),
                self._url(paper.code),
                paper.number,
                _moment(paper.issued_at),
                successors.get(paper.code, ""),
            )
            for paper in papers
        ]

    def made(self) -> Sequence[Line]:
        """What can be printed as things stand now."""
        return [
            Line(form_of(MADE[name][0], Edition.OWN).title(self.language), self._url(name))
            for name in _offered(self.context)
        ]

    def due(self) -> Sequence[str]:
        """The titles of papers that could not be made yet."""
        edition = edition_on(clock.today())
        rows = store.due(self.context.UID())
        return [form_of(PaperKind(row.kind), edition).title(self.language) for row in rows]

    def _url(self, name: str) -> str:
        return f"{self.context.absolute_url()}/@@papers/{name}.pdf"


def _offered(dossier: Any) -> list[str]:
    """What can be made of a dossier for the present user: the control slip is the officers'."""
    at_counter, is_officer = dossier.channel == "counter", sees_everything(dossier)
    return [name for name in MADE if (is_officer if name == "control-slip" else not at_counter)]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%d/%m/%Y %H:%M}"
