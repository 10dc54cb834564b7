"""`GET @tracking/<number>?verify=<last four of id number or phone>`: how far a dossier is."""

from hcc_longan import _
from hcc_longan.dossiers import access
from hcc_longan.dossiers.services.answers import DossierService
from hcc_longan.dossiers.services.answers import iso
from hcc_longan.tracking import lookup
from hcc_longan.tracking import wording
from hcc_longan.tracking.story import Story
from typing import Any
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse


@implementer(IPublishTraverse)
class TrackingGet(DossierService):
    """What a stranger with a number and four digits may know; the same answer for unknown numbers and wrong digits."""

    number = ""

    def publishTraverse(self, request: Any, name: str) -> "TrackingGet":
        self.number = f"{self.number}/{name}" if self.number else name
        return self

    def reply(self) -> dict[str, Any]:
        return self.answered(self._find)

    def _find(self) -> dict[str, Any]:
        self.request.response.setHeader("Cache-Control", "private, no-store")
        digits = self.request.form.get("verify", "")
        dossier = lookup.find(self.number, digits if isinstance(digits, str) else "")
        if dossier is None:
            return self.error(404, "NotFound", _("There is no dossier with this number and these four characters."))
        access.note(dossier)
        story = Story(dossier, self.language)
        return {
            "number": dossier.number,
            "procedure": dossier.procedure,
            "procedure_title": story.procedure,
            "state": dossier.state,
            "state_title": story.state,
            "state_code": dossier.state_now.national_code,
            "due": iso(story.due),
            "events": [
                {"at": iso(event.at), "title": self.translated(wording.STEPS[event.transition])}
                for event in dossier.events
            ],
            "applicant": story.applicant,
        }
