"""A dossier on one page, to read: what it is, its clock line by line, and what was done with it."""

from datetime import datetime
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.explanation import explain
from hcc_longan.dossiers.explanation import text
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.dossiers.settings import agency_names
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import NATIONAL
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.steps import procedure_of
from hcc_longan.dossiers.transitions import TRANSITIONS
from plone import api
from plone.namedfile.utils import set_headers
from plone.namedfile.utils import stream_data
from Products.Five import BrowserView
from typing import Any
from zope.i18n import translate
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse
from zope.publisher.interfaces import NotFound


# Steps that no person chooses.
_TITLES = {"file": _("Filed"), "recalendar": _("Reckoned with a changed work calendar")}

ROLES = {
    "Receiver": _("reception"),
    "Returner": _("return of results"),
    "Handler": _("handling"),
    "Approver": _("head of the department"),
    "Partner": _("another agency"),
    "Supervisor": _("leader of the centre"),
    "Applicant": _("the applicant"),
    "Manager": _("administrator"),
}


class DossierView(BrowserView):
    """The page of a dossier."""

    @property
    def language(self) -> str:
        return api.portal.get_current_language()

    def __call__(self) -> str:
        self.request.response.setHeader("Cache-Control", "private, no-store")
        # Plone's toolbar would tell the applicant the officers' state, and offer nothing that leads anywhere.
        self.request.set("disable_toolbar", True)
        self.sees_everything = sees_everything(self.context)
        self.names = agency_names(self.language)
        self.reading = reading(self.context)
        return self.index()

    def state(self) -> Any:
        state = self.context.state_now
        return state.title if self.sees_everything else NATIONAL[state.national_code]

    def procedure(self) -> str:
        page = procedure_of(self.context)
        return f"{self.context.procedure} {page.title}" if page is not None else self.context.procedure

    def holder(self, code: str) -> Any:
        return {APPLICANT: _("the applicant"), CENTRE: _("the centre"), "": "-"}.get(code) or self.names.get(code, code)

    def explanation(self) -> list[Any]:
        return [text(line, self.names) for line in explain(self.reading)]

    def events(self) -> list[dict[str, Any]]:
        """The events, oldest first; those who are no officers see neither people nor reasons among officers."""
        found = []
        for event in self.context.events:
            transition = TRANSITIONS.get(event.transition)
            found.append(
                {
                    "at": self.moment(event.at),
                    "title": transition.title if transition else _TITLES[event.transition],
                    "state": STATES[event.after].title,
                    "holder": self.holder(event.holder),
                    "who": self._who(event) if self.sees_everything else "",
                    "reason": event.reason if self.sees_everything else "",
                }
            )
        return found

    def _who(self, event: Any) -> str:
        role = translate(ROLES.get(event.role, ""), context=self.request)
        return f"{event.actor} ({role})" if role else event.actor

    def files(self) -> list[dict[str, Any]]:
        """What was handed in, and what was decided."""
        kinds = ((_("Handed in"), self.context.attachments), (_("Result"), self.context.results))
        return [
            {
                "kind": kind,
                "name": file.filename,
                "size": f"{file.getSize() / 1024:,.0f} KB",
                "url": f"{self.context.absolute_url()}/@@files/{file.sha256}",
            }
            for kind, files in kinds
            for file in files
        ]

    def moment(self, moment: datetime | None) -> str:
        return moment.astimezone(ZONE).strftime("%d/%m/%Y %H:%M") if moment else ""


@implementer(IPublishTraverse)
class FilesView(BrowserView):
    """A file of a dossier by the hash of its contents, to be saved and not shown: it comes from somebody outside."""

    sha256 = ""

    def publishTraverse(self, request: Any, name: str) -> "FilesView":
        self.sha256 = name
        return self

    def __call__(self) -> Any:
        files = (*self.context.attachments, *self.context.results)
        file = next((file for file in files if file.sha256 == self.sha256), None)
        if file is None:
            raise NotFound(self.context, self.sha256, self.request)
        response = self.request.response
        set_headers(file, response, filename=file.filename)
        response.setHeader("Cache-Control", "private, no-store")
        response.setHeader("X-Content-Type-Options", "nosniff")
        return stream_data(file)
