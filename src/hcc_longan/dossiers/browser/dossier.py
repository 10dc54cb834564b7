"""A dossier on one page, to read: what it is, its clock line by line, and what was done with it."""

from collections.abc import Sequence
from datetime import datetime
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.dossiers import access
from hcc_longan.dossiers.browser import files
from hcc_longan.dossiers.browser.messages import Messages
from hcc_longan.dossiers.declaration import declared
from hcc_longan.dossiers.declaration import Part
from hcc_longan.dossiers.explanation import explain
from hcc_longan.dossiers.explanation import text
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.dossiers.settings import agency_names
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import NATIONAL
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.steps import procedure_of
from hcc_longan.dossiers.transitions import TRANSITIONS
from plone import api
from Products.Five import BrowserView
from typing import Any
from zope.i18n import translate


# Steps that no person chooses.
_TITLES = {"file": _("Filed"), "recalendar": _("Reckoned with a changed work calendar")}

ROLES = {
    "Receiver": _("reception"),
    "Returner": _("return of results"),
    "Handler": _("handling"),
    "Approver": _("head of the department"),
    "Partner": _("another agency"),
    "Supervisor": _("leader of the centre"),
    "Inspector": _("inspection"),
    "Applicant": _("the applicant"),
    "Site Administrator": _("administrator"),
    "Manager": _("administrator"),
}


class DossierView(BrowserView):
    """The page of a dossier."""

    small = files.SMALL

    @property
    def language(self) -> str:
        return api.portal.get_current_language()

    def __call__(self) -> str:
        self.request.response.setHeader("Cache-Control", "private, no-store")
        # Plone's toolbar would tell the applicant the officers' state, and offer nothing that leads anywhere.
        self.request.set("disable_toolbar", True)
        self.sees_everything = sees_everything(self.context)
        access.note(self.context)
        side = Side.CENTRE if self.sees_everything else Side.CITIZEN
        url = f"{self.context.absolute_url()}/view"
        self.messages = Messages(self.context, self.request, side, url)
        if self.messages.was_sent and self.messages.handle():
            return self.request.response.redirect(f"{url}#messages")
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

    def files(self) -> Sequence[dict[str, Any]]:
        """What was handed in, and what was decided."""
        return files.rows(self.context, self.language)

    def declared(self) -> Sequence[Part]:
        return declared(self.context, self.language)

    def moment(self, moment: datetime | None) -> str:
        return moment.astimezone(ZONE).strftime("%d/%m/%Y %H:%M") if moment else ""
